using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Which clusters are meant by names whose addresses are to be let go.</summary>
/// <param name="Keys">Keys of the clusters.</param>
/// <param name="Refused">Names that are no consent: why, in a sentence each.</param>
internal sealed record ReleaseNames(IReadOnlySet<string> Keys, IReadOnlyList<string> Refused)
{
    /// <param name="names">The names, <c>namespace/name</c> or the name alone, taken literally.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <param name="ipams">The objects that are synced.</param>
    public static ReleaseNames Resolve(IReadOnlyList<string> names, Inventory inventory, IReadOnlyList<ServiceIpamResource> ipams)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<string>();
        if (names.Count == 0) return new ReleaseNames(keys, refused);
        var kept = ipams.SelectMany(inventory.PendingOf).ToArray();
        var pending = kept.Select(static one => one.Cluster).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var name in names)
        {
            var found = new ClusterNames(pending).Matching(name);
            if (found.Length == 1 && Array.Find(kept, one => one.Cluster == found[0] && one.Foreign.Count > 0) is { Foreign: [var used, ..] })
                refused.Add($"the addresses kept for '{name}' are in use: {used.Kind} {used.Pool} there records them, and is not deleted, since"
                    + " it is not the object's own. Delete it, or give it its owner labels back.");
            else if (found.Length == 1) keys.Add(found[0]);
            else refused.Add(found.Length > 1
                ? $"'{name}' can be any of {string.Join(" and ", found)}; write namespace/name."
                : $"no addresses are kept for '{name}'{Hint(name)}");
        }

        return new ReleaseNames(keys, refused);

        string Hint(string name)
        {
            if (new ClusterNames(inventory.DpuClusters.Select(static cluster => cluster.Key)).Matching(name).Length > 0)
                return ": its DPUCluster is there, and its addresses go with its pool once the object does not select it any more.";
            return pending.Length == 0
                ? ", nor for any other cluster that is gone."
                : $". They are for {string.Join(", ", pending.Order(StringComparer.Ordinal))}; names are taken literally.";
        }
    }
}
