using DpuIpam.Addressing;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>Goes through a journal and finds every time at which an address was in two places: given to two nodes, or in the
/// shares of two clusters.</summary>
internal sealed class WatchJudge
{
    private readonly Dictionary<(string Cluster, ResourceKind Kind, ObjectName Name), JudgedPool> _pools = [];
    private readonly Dictionary<ObjectName, List<(string Cluster, IntervalSet Share)>> _stored = [];
    private readonly List<string> _violations = [];

    private WatchJudge()
    {
    }

    /// <summary>What was wrong, each with the event after which it was so.</summary>
    public static IReadOnlyList<string> FindAddressesInTwoPlaces(IReadOnlyList<JournalEntry> journal)
    {
        var judge = new WatchJudge();
        foreach (var moment in journal.GroupBy(static entry => entry.Revision).OrderBy(static moment => moment.Key))
        {
            foreach (var entry in moment) judge.Take(entry);
            judge.Check(moment.Last());
        }

        return judge._violations;
    }

    /// <summary>Asserts that at no event was an address in two places.</summary>
    public static void AssertNoAddressInTwoPlaces(IReadOnlyList<JournalEntry> journal)
    {
        var violations = FindAddressesInTwoPlaces(journal);
        Assert.True(violations.Count == 0, string.Join('\n', violations.Take(5)));
    }

    /// <summary>Asserts that a manager never owned a field of a pool: beside DPF the pools are DPF's.</summary>
    public static void AssertNeverManagesPools(IReadOnlyList<JournalEntry> journal, string manager = "dpuipam")
    {
        foreach (var entry in journal)
        {
            if (entry.Kind == ResourceKind.IPPool || entry.Kind == ResourceKind.CidrPool)
                Assert.False(entry.Managers.Contains(manager), $"{manager} manages a pool: {entry}");
        }
    }

    private void Take(JournalEntry entry)
    {
        if (entry.Kind == ResourceKind.IPPool || entry.Kind == ResourceKind.CidrPool)
        {
            var place = (entry.Cluster, entry.Kind, entry.Name);
            if (entry.Change == ObjectChange.Deleted) _pools.Remove(place);
            else _pools[place] = JudgedPool.Of(entry.Name, entry.Item);
        }
        else if (entry.Kind == ResourceKind.ServiceIpam)
        {
            _stored.Remove(entry.Name);
            if (entry.Change == ObjectChange.Deleted) return;
            var shares = entry.Item["status"]?["dpuClusterAllocations"] as System.Text.Json.Nodes.JsonArray ?? [];
            _stored[entry.Name] = [.. shares.Select(static share =>
                ((string)share!["dpuCluster"]!, JudgedPool.ReadRanges(share["ipRanges"])))];
        }
    }

    private void Check(JournalEntry after)
    {
        foreach (var group in _pools.GroupBy(static pair => pair.Value.Owner))
        {
            CheckNodes(group.SelectMany(static pair => pair.Value.Allocations.Select(allocation =>
                (pair.Key.Cluster, allocation.Node, allocation.Range, allocation.Family))), after);
            CheckShares(
                [.. group.Where(static pair => !pair.Value.Share.IsEmpty).Select(static pair => (pair.Key.Cluster, pair.Value.Share))],
                $"in the pools of {group.Key}", after);
        }

        foreach (var (name, shares) in _stored) CheckShares(shares, $"in the stored shares of {name}", after);
    }

    private void CheckNodes(
        IEnumerable<(string Cluster, string Node, Interval Range, AddressFamily Family)> allocations, JournalEntry after)
    {
        var sorted = allocations.OrderBy(static entry => entry.Family).ThenBy(static entry => entry.Range.First).ToArray();
        // An earlier one may reach beyond the next: the one that reaches farthest is what the next is held against.
        for (int i = 1, farthest = 0; i < sorted.Length; i++)
        {
            var (a, b) = (sorted[farthest], sorted[i]);
            if (a.Family == b.Family && a.Range.Overlaps(b.Range) && (a.Cluster, a.Node) != (b.Cluster, b.Node))
            {
                var address = AddressText.Format(b.Range.First, b.Family);
                Report($"{address} is given to {a.Node} in {a.Cluster} and to {b.Node} in {b.Cluster}", after);
            }

            if (a.Family != b.Family || b.Range.Last >= a.Range.Last) farthest = i;
        }
    }

    private void CheckShares(List<(string Cluster, IntervalSet Share)> shares, string where, JournalEntry after)
    {
        for (var i = 0; i < shares.Count; i++)
        {
            for (var j = i + 1; j < shares.Count; j++)
            {
                var (a, b) = (shares[i], shares[j]);
                if (a.Cluster == b.Cluster) continue;
                foreach (var range in a.Share)
                    if (b.Share.Overlaps(range)) Report($"{a.Cluster} and {b.Cluster} share addresses of {range} {where}", after);
            }
        }
    }

    private void Report(string what, JournalEntry after) => _violations.Add($"{what}, after {after}");
}
