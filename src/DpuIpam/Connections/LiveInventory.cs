using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Input;

namespace DpuIpam.Connections;

/// <summary>Reads what clusters hold, for a command: what can't be read is an error by itself.</summary>
internal static class LiveInventory
{
    /// <param name="work">Waits for the clusters.</param>
    /// <param name="session">The connection.</param>
    /// <param name="parts">What is wanted of the DPU clusters.</param>
    /// <param name="clusters">Which DPU clusters are read; a host cluster goes by the connection's name.</param>
    /// <param name="asksForDpf">Whether it matters who holds the pools.</param>
    /// <param name="report">Takes an error for each cluster, object or name that is not there or can't be read.</param>
    public static Inventory Read(
        ClusterWork work, ClusterSession session, InventoryParts parts, NameFilter clusters, bool asksForDpf,
        Action<ErrorRecord> report)
    {
        var host = session.Name;
        clusters.MatchesCluster(host);
        var reader = new InventoryReader(session, parts, ClusterWork.Throttle)
        {
            Wants = key => clusters.MatchesCluster(key ?? host),
            AsksForDpf = asksForDpf,
            Progress = work.ReportProgress,
        };
        var inventory = work.Run(reader.ReadAsync);
        foreach (var error in inventory.Unreadable) report(Errors.ManifestInvalid(error));
        foreach (var member in inventory.Members)
            if (member.Error is { } error) report(Errors.Cluster(error, member.Name));
        if (parts == InventoryParts.Host) return inventory;
        foreach (var name in clusters.NotFound) report(Errors.ClusterNotThere(name, host));
        return inventory;
    }
}
