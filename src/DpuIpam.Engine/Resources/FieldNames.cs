using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>Finds out which field is meant by a name that is none.</summary>
/// <param name="resource">The object.</param>
internal sealed class FieldNames(Resource resource)
{
    /// <summary>Fields to list where nothing comes near; of more, a list says nothing.</summary>
    private const int MostListed = 12;

    /// <summary>Labels to write out; of more, the pattern is clear.</summary>
    private const int MostLabels = 3;

    /// <summary>Names for one thing, in kinds and modes that people mix up.</summary>
    private static readonly string[][] SameThings =
    [
        ["exclusions", "excludeRanges", "exclude"],
        ["subnet", "cidr", "network"],
        ["perNodeIPCount", "perNodeBlockSize"],
        ["prefixSize", "perNodeNetworkPrefix", "prefixLength"],
        ["allocations", "staticAllocations"],
        ["blocksPerDPUCluster", "subnetsPerDPUCluster"],
        ["gateway", "gatewayIndex"],
    ];

    /// <summary>The known field of a map that a name is nearest to; null when none is near.</summary>
    /// <param name="name">The name.</param>
    /// <param name="map">The map that it stands in.</param>
    /// <param name="schema">The map's schema.</param>
    public static string? Nearest(string name, JsonElement map, FieldSchema schema)
    {
        string? nearest = null;
        var least = (IsSet: true, Distance: int.MaxValue);
        foreach (var known in schema.Fields.Keys.Order(StringComparer.Ordinal))
        {
            var distance = Distance(name, known);
            if (distance > Allowed(name, known)) continue;
            var rank = (DocumentTree.Field(map, known).ValueKind != JsonValueKind.Undefined, distance);
            if (rank.CompareTo(least) < 0) (nearest, least) = (known, rank);
        }

        return nearest;
    }

    /// <summary>What to say of an unknown field; null where a map may have fields that are not known here.</summary>
    /// <param name="field">The field.</param>
    /// <param name="map">The map that it stands in.</param>
    /// <param name="schema">The map's schema.</param>
    /// <param name="path">Where the map stands.</param>
    public string? Explain(JsonProperty field, JsonElement map, FieldSchema schema, string path)
    {
        var own = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
        if (path == "spec.nodeSelector" && LabelsOf(field, map) is { Length: > 0 } labels)
            return $"{own} is no field: write {labels}";
        if (Nearest(field.Name, map, schema) is { } nearest) return $"{own} is no field: {nearest} is meant";
        if (schema.IsOpen) return null;
        if (SameThing(field.Name, map, schema) is { } same)
            return $"{own} is no field: {same} is meant, {Describe(schema.Fields[same])}";
        if (Elsewhere(field.Name, path) is { } place) return $"{own} is no field: its place is {place}";
        return schema.Fields.Count <= MostListed
            ? $"{own} is no field: {(path.Length == 0 ? resource.Kind : path)} has {Join(schema.Fields.Keys)}"
            : $"{own} is no field of {resource.Kind}";
    }

    /// <summary>Labels that stand in a node selector as if it were one of labels, in the form that they must have.</summary>
    private static string LabelsOf(JsonProperty field, JsonElement map)
    {
        var labels = field.NameEquals("matchLabels") ? field.Value : field.Value.ValueKind == JsonValueKind.String ? map : default;
        if (labels.ValueKind != JsonValueKind.Object) return "";
        var texts = labels.EnumerateObject().Where(static label => label.Value.ValueKind == JsonValueKind.String).Take(MostLabels)
            .Select(static label =>
                $"{{key: {Quote(label.Name)}, operator: In, values: [{Quote(label.Value.GetString()!)}]}}")
            .ToArray();
        return texts.Length == 0 ? "" : $"nodeSelectorTerms: [{{matchExpressions: [{string.Join(", ", texts)}]}}]";
    }

    private static string? SameThing(string name, JsonElement map, FieldSchema schema)
    {
        var group = Array.Find(SameThings, things => things.Contains(name, StringComparer.OrdinalIgnoreCase));
        var known = group?.Where(schema.Fields.ContainsKey).ToArray() ?? [];
        return known.FirstOrDefault(other => DocumentTree.Field(map, other).ValueKind == JsonValueKind.Undefined)
            ?? known.FirstOrDefault();
    }

    /// <summary>The place of a field of this name in another map of the object: a map that is there comes first, then the
    /// nearest.</summary>
    private string? Elsewhere(string name, string path)
    {
        var places = new List<string>();
        Collect(Schemas.Of(resource), "");
        return places
            .OrderBy(place => IsThere(place) ? 0 : 1)
            .ThenByDescending(place => CommonLength(place, path))
            .ThenBy(static place => place.Length)
            .ThenBy(static place => place, StringComparer.Ordinal)
            .FirstOrDefault();

        void Collect(FieldSchema schema, string at)
        {
            foreach (var (field, inner) in schema.Fields)
            {
                if (at.Length == 0 && field == "status") continue;
                var own = at.Length == 0 ? field : $"{at}.{field}";
                if (field == name && at != path) places.Add(own);
                Collect(inner, own);
                if (inner.Item is { } item) Collect(item, own + "[]");
            }
        }
    }

    /// <summary>Whether the map that a field stands in is there.</summary>
    private bool IsThere(string place)
    {
        var current = resource.Root;
        foreach (var step in place.Split('.')[..^1])
        {
            current = DocumentTree.Field(current, step.Replace("[]", "", StringComparison.Ordinal));
            if (current.ValueKind == JsonValueKind.Array) return true;
        }

        return current.ValueKind == JsonValueKind.Object;
    }

    private static string Describe(FieldSchema schema) => schema.Type switch
    {
        FieldType.Text => "a text",
        FieldType.Integer or FieldType.Integer32 => "a number",
        FieldType.Flag => "true or false",
        FieldType.TextMap => "a map of texts",
        FieldType.List when schema.Item is { Type: FieldType.Map } item => $"a list of maps with {Join(item.Fields.Keys)}",
        FieldType.List => "a list of texts",
        _ => $"a map with {Join(schema.Fields.Keys)}",
    };

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static string Quote(string text) => DocumentTree.Quote(text);

    private static int CommonLength(string a, string b) => a.AsSpan().CommonPrefixLength(b);

    /// <summary>How far a name may be from the one that is meant: a slip or two, or another ending.</summary>
    private static int Allowed(string name, string known)
    {
        var length = Math.Max(name.Length, known.Length);
        var common = name.AsSpan().CommonPrefixLength(known);
        return common * 2 > length ? length - common : Math.Min(3, length / 4);
    }

    /// <summary>The least number of letters to change, add, or take away; case does not count.</summary>
    private static int Distance(string a, string b)
    {
        // A name from a manifest may be of any length.
        if (Math.Abs(a.Length - b.Length) > b.Length) return int.MaxValue;
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var change = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
