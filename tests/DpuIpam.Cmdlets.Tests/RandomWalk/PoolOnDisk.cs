using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>What names a pool.</summary>
internal readonly record struct PoolKey(string Folder, string Kind, string Namespace, string Name)
{
    public override string ToString() => $"{Kind} {Name} in {(Folder.Length == 0 ? "the host cluster" : Folder)}";
}

/// <summary>Addresses that a node has from a pool, as the pool's status says.</summary>
/// <param name="Node">The node.</param>
/// <param name="Range">The addresses.</param>
/// <param name="Text">What the status says, gateway included.</param>
internal sealed record Held(string Node, Range Range, string Text);

/// <summary>A pool as its file has it, with what nv-ipam does with that: no more of it than a judge needs.</summary>
internal sealed class PoolOnDisk
{
    private readonly YamlMappingNode _root;
    private readonly List<Range> _exclusions;

    public PoolOnDisk(LabDocument document)
    {
        _root = document.Root;
        Key = new PoolKey(document.Folder, document.Kind, document.Namespace, document.Name);
        File = document.File;
        Text = Yaml.Write([_root]);
        Owner = _root.Text("metadata", "labels", "dpu.nvidia.com/dpuserviceipam-name");
        Network = Range.Prefix(_root.Text("spec", IsIPPool ? "subnet" : "cidr"));
        _exclusions = [.. _root.Items("spec", "exclusions")
            .Select(static item => Range.Of(item.Text("startIP"), item.Text("endIP"))).OfType<Range>()];
        Allocations = [.. _root.Items("status", "allocations").Select(Read).OfType<Held>()];
    }

    public PoolKey Key { get; }

    public string File { get; }

    /// <summary>All that it says.</summary>
    public string Text { get; }

    /// <summary>The object that its labels name; empty if they name none.</summary>
    public string Owner { get; }

    public Range? Network { get; }

    public IReadOnlyList<Held> Allocations { get; }

    private bool IsIPPool => Key.Kind == "ippool";

    /// <summary>What it may give to a node that comes: its range without exclusions and without prefixes of certain
    /// nodes.</summary>
    public List<Range> Offers()
    {
        if (Network is not { } network) return [];
        var whole = IsIPPool && network.Size > 2 ? new Range(network.First + 1, network.Last) : network;
        return Range.Without([whole], _exclusions.Concat(Statics().Select(static entry => entry.Prefix)));
    }

    /// <summary>Whether nv-ipam leaves a node what it has when it looks at the pool the next time: an invalid pool
    /// loses all, and so does a node that is not there or not selected, and one whose addresses are not the pool's to
    /// give.</summary>
    public bool Keeps(Held held, IReadOnlyDictionary<string, YamlNode> nodes) => Selects(held.Node, nodes)
        && Network is { } network
        && _exclusions.TrueForAll(range => network.Holds(range))
        && (IsIPPool ? KeepsBlock(held.Range, network) : KeepsPrefix(held, network))
        && Range.Without([held.Range], _exclusions).Count > 0;

    /// <summary>Whether a node is there and the pool's.</summary>
    public bool Selects(string name, IReadOnlyDictionary<string, YamlNode> nodes)
    {
        if (!nodes.TryGetValue(name, out var node)) return false;
        if (_root.At("spec", "nodeSelector") is not { } selector) return true;
        var labels = node.Entries("metadata", "labels").ToDictionary(static entry => entry.Key,
            static entry => entry.Value);
        return selector.Items("nodeSelectorTerms").Any(term =>
            term.Items("matchExpressions").Any() && term.Items("matchExpressions").All(one => Holds(one, labels)));
    }

    private bool KeepsBlock(Range block, Range network)
    {
        var size = long.Parse(_root.Text("spec", "perNodeBlockSize"),
            System.Globalization.CultureInfo.InvariantCulture);
        return network.Holds(block) && block.First > network.First && (block.First - network.First - 1) % size == 0
            && block.Size == size;
    }

    private bool KeepsPrefix(Held held, Range network)
    {
        var size = 1L << (32 - int.Parse(_root.Text("spec", "perNodeNetworkPrefix"),
            System.Globalization.CultureInfo.InvariantCulture));
        var gateway = _root.Text("spec", "gatewayIndex") is { Length: > 0 } index
            ? Range.Dotted(held.Range.First + long.Parse(index, System.Globalization.CultureInfo.InvariantCulture))
            : "";
        foreach (var (node, prefix) in Statics())
        {
            if (node == held.Node) return prefix == held.Range;
            if (prefix == held.Range) return false;
        }

        return network.Holds(held.Range) && held.Range.Size == size
            && held.Text.EndsWith($" {gateway}", StringComparison.Ordinal)
            && Allocations.Count(other => other.Node == held.Node || other.Range == held.Range) <= 1;
    }

    private IEnumerable<(string Node, Range Prefix)> Statics()
    {
        foreach (var item in _root.Items("spec", "staticAllocations"))
            if (Range.Prefix(item.Text("prefix")) is { } prefix) yield return (item.Text("nodeName"), prefix);
    }

    private Held? Read(YamlNode item)
    {
        var range = IsIPPool
            ? Range.Of(item.Text("startIP"), item.Text("endIP"))
            : Range.Prefix(item.Text("prefix"));
        var text = IsIPPool ? $"{item.Text("startIP")}-{item.Text("endIP")}"
            : $"{item.Text("prefix")} {item.Text("gateway")}";
        return range is { } found ? new Held(item.Text("nodeName"), found, text) : null;
    }

    private static bool Holds(YamlNode requirement, Dictionary<string, string> labels)
    {
        var has = labels.TryGetValue(requirement.Text("key"), out var value);
        var isListed = has && requirement.Items("values").Any(item => item.Text() == value);
        return requirement.Text("operator") switch
        {
            "In" => isListed,
            "NotIn" => !isListed,
            "Exists" => has,
            "DoesNotExist" => !has,
            var other => throw new NotSupportedException($"The walk makes no selector with {other}."),
        };
    }
}
