using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>The journal of servers in the test's process: their stores tell of each change before the writer hears of it.</summary>
internal sealed class StoreJournal(IEnumerable<(string Cluster, ObjectStore Store)> stores) : ClusterJournal
{
    private readonly (string Cluster, ObjectStore Store)[] _stores = [.. stores];

    public override Task StartAsync(CancellationToken cancellation)
    {
        foreach (var (cluster, store) in _stores)
        {
            lock (store.Gate)
            {
                foreach (var kind in Kinds)
                {
                    foreach (var item in store.List(kind).Items)
                        Add(long.Parse((string)item["metadata"]!["resourceVersion"]!, null), cluster, ObjectChange.Added, kind, item);
                }

                store.Stored += change =>
                {
                    if (Kinds.Contains(change.Kind.Kind)) Add(change.Revision, cluster, change.Change, change.Kind.Kind, change.Item);
                };
            }
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task CatchUpAsync(CancellationToken cancellation) => Task.CompletedTask;
}
