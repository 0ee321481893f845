namespace DpuIpam.Clusters.Manifests;

/// <summary>A field of a mapping after merging.</summary>
internal readonly record struct YamlField(string Name, int Value, bool Aliased);

/// <summary>Reads keys, and puts the fields of mappings together that have merge keys.</summary>
/// <remarks>
/// As in go-yaml v2, fields come in the order of the text and the later value wins, also when the merge key comes last;
/// in a list of merged mappings the earlier one wins.
/// </remarks>
internal sealed class YamlMerger(YamlTree tree, ManifestCollector collector)
{
    // Merging a map or a field takes that many times as long as writing a character of an alias.
    private const int MapCost = 100;
    private const int FieldCost = 20;

    /// <summary>Takes from what aliases may add to the text, which is what ends a "billion laughs".</summary>
    public void Pay(int cost, int node)
    {
        collector.AliasAllowance -= cost;
        if (collector.AliasAllowance >= 0) return;
        collector.AliasAllowance = 0;
        throw tree.Error("the aliases of this file stand for too much text; write the values out", node);
    }

    /// <summary>A key as text, as kubectl makes it: <c>010</c> is the key "8", <c>yes</c> is "true".</summary>
    public string KeyText(int index)
    {
        ref readonly var node = ref tree[tree.Follow(index)];
        if (node.Kind != YamlNodeKind.Scalar) throw tree.Error("a list or map can't be a key; write a name", index);
        if (YamlScalar.Resolve(node.Value!, node.Tag, node.Plain, out var scalar) is { } wrong)
            throw tree.Error(wrong, index);
        return scalar.Kind switch
        {
            ScalarKind.Null => throw tree.Error("a key is empty; write a name, or quote it", index),
            ScalarKind.Float => GoNumbers.FormatKey(scalar.Number),
            ScalarKind.Integer when !long.TryParse(scalar.Text, out _) =>
                throw tree.Error($"kubectl takes no key as large as {scalar.Text}; quote it", index),
            _ => scalar.Text,
        };
    }

    public ManifestException Duplicate(string name, int second)
    {
        // The first lies in the same mapping, which is the innermost one before the second that has not ended there.
        var map = second - 1;
        while (tree[map].Kind != YamlNodeKind.Mapping || tree[map].End <= second) map--;
        for (var key = map + 1; key < second; key = tree[tree[key].End].End)
        {
            if (KeyText(key) != name) continue;
            return tree.Error($"the key \"{name}\" is there twice, first in line {tree[key].Line}; remove one", second);
        }

        return tree.Error($"the key \"{name}\" is there twice; remove one", second);
    }

    /// <summary>The fields of a mapping, merged.</summary>
    public IReadOnlyList<YamlField> Fields(int map) => Fields(map, aliased: false, 0).List;

    private FieldList Fields(int map, bool aliased, int depth)
    {
        if (depth > collector.Limits.Depth)
            throw tree.Error("merge keys refer to one another too deeply; write the fields out", map);
        var fields = new FieldList();
        var own = new HashSet<string>(StringComparer.Ordinal);
        var end = tree[map].End;
        for (var key = map + 1; key < end;)
        {
            var value = tree[key].End;
            if (tree[key].IsMerge)
            {
                Merge(value, fields, depth);
            }
            else
            {
                var name = KeyText(key);
                if (!own.Add(name)) throw Duplicate(name, key);
                if (aliased) Pay(1 + name.Length, key);
                fields.Set(new YamlField(name, value, aliased));
            }

            key = tree[value].End;
        }

        return fields;
    }

    private void Merge(int value, FieldList into, int depth)
    {
        if (tree[value].Kind != YamlNodeKind.Sequence)
        {
            MergeMap(value, into, depth);
            return;
        }

        var maps = new List<int>();
        for (var item = value + 1; item < tree[value].End; item = tree[item].End) maps.Add(item);
        for (var i = maps.Count - 1; i >= 0; i--) MergeMap(maps[i], into, depth);
    }

    private void MergeMap(int value, FieldList into, int depth)
    {
        var map = tree.Follow(value);
        if (tree[map].Kind != YamlNodeKind.Mapping)
            throw tree.Error("a merge key takes a map, an alias of one, or a list of them; correct its value", value);
        Pay(MapCost, value);
        foreach (var field in Fields(map, aliased: true, depth + 1).List)
        {
            Pay(FieldCost, value);
            into.Set(field);
        }
    }

    /// <summary>Fields in the order in which their names appeared first.</summary>
    private sealed class FieldList
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

        public List<YamlField> List { get; } = [];

        public void Set(YamlField field)
        {
            if (_places.TryAdd(field.Name, List.Count)) List.Add(field);
            else List[_places[field.Name]] = field;
        }
    }
}
