using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Who has which addresses in a lab, as its files say.</summary>
internal sealed class LiveState
{
    private static readonly Dictionary<string, YamlNode> NoNodes = [];
    private readonly Dictionary<string, Dictionary<string, YamlNode>> _nodes = new(StringComparer.Ordinal);

    public LiveState(LabFiles files)
    {
        Files = files;
        Pools = [.. files.Documents.Where(static document => document.IsPool)
            .Select(static document => new PoolOnDisk(document))];
        foreach (var document in files.Documents.Where(static document => document.Kind == "node"))
        {
            if (!_nodes.TryGetValue(document.Folder,
                out var nodes)) _nodes[document.Folder] = nodes = new(StringComparer.Ordinal);
            nodes[document.Name] = document.Root;
        }

        Shares = files.Documents.Where(static document => document.Kind == "dpuserviceipam")
            .SelectMany(static document =>
                ReadShares(document.Root).Select(share => (document.Name, share.Cluster, share.Range)))
            .ToList();
    }

    public LabFiles Files { get; }

    public IReadOnlyList<PoolOnDisk> Pools { get; }

    /// <summary>Ranges of DPU clusters that objects store.</summary>
    public IReadOnlyList<(string Object, string Cluster, Range Range)> Shares { get; }

    public IReadOnlyDictionary<string, YamlNode> NodesOf(string folder) => _nodes.GetValueOrDefault(folder, NoNodes);

    /// <summary>Whether anybody who reads the files as the module does can know that a node has its addresses: what
    /// lies in a file or folder that can't be read is reserved as the share that its object stores, and what is not of
    /// that share is seen by nobody.</summary>
    public bool IsKnowable(PoolOnDisk pool, Held held)
    {
        if (!IsHidden(pool)) return true;
        var shares = Shares.Where(share => share.Object == pool.Owner).ToArray();
        return shares.Length == 0 || Array.Exists(shares, share =>
            share.Cluster.EndsWith($"/{pool.Key.Folder}", StringComparison.Ordinal) && share.Range.Holds(held.Range));
    }

    private bool IsHidden(PoolOnDisk pool) =>
        Files.Texts.ContainsKey(pool.Key.Folder) || Files.Malformed.Contains(pool.File)
        || Files.Texts[pool.File] is var text
            && (text.StartsWith("-> ", StringComparison.Ordinal)
                || text.StartsWith("folder\n", StringComparison.Ordinal))
        || Pools.Where(other => other.Key.Folder == pool.Key.Folder).DistinctBy(static other => other.Key).Count()
            < Pools.Count(other => other.Key.Folder == pool.Key.Folder);

    /// <summary>All pairs of nodes that have an address in common, where both are of one DPU cluster or of one
    /// object.</summary>
    public IEnumerable<string> Doubles()
    {
        var all = Pools.SelectMany(pool =>
            pool.Allocations.Where(held => IsKnowable(pool, held)).Select(held => (Pool: pool, Held: held)))
            .OrderBy(static entry => entry.Held.Range.First).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length && all[j].Held.Range.First <= all[i].Held.Range.Last; j++)
            {
                var (one, other) = (all[i], all[j]);
                if (!AreOfOneNetwork(one.Pool, other.Pool)) continue;
                if (one.Pool.Key == other.Pool.Key && one.Held.Node == other.Held.Node) continue;
                string[] names = [Name(one), Name(other)];
                yield return string.Join(" and ", names.Order(StringComparer.Ordinal));
            }
        }

        static string Name((PoolOnDisk Pool, Held Held) entry) =>
            $"{entry.Held.Node} {entry.Held.Text} of {entry.Pool.Key}";
    }

    /// <summary>Objects whose ranges overlap in different clusters may serve networks that never meet.</summary>
    public static bool AreOfOneNetwork(PoolOnDisk one, PoolOnDisk other) =>
        one.Key.Folder == other.Key.Folder || (one.Owner.Length > 0 && one.Owner == other.Owner);

    private static IEnumerable<(string Cluster, Range Range)> ReadShares(YamlMappingNode root)
    {
        foreach (var share in root.Items("status", "dpuClusterAllocations"))
            foreach (var range in share.Items("ipRanges"))
                if (Range.Of(range.Text("startIP"),
                    range.Text("endIP")) is { } read) yield return (share.Text("dpuCluster"), read);
    }
}
