using System.Collections.Concurrent;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Clusters that do not know one of nv-ipam's kinds, or both: they have no pool of it, and that is no error.</summary>
public sealed class UnservedKindTests
{
    /// <summary>Guards against a watch that never sees or never ends.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private static readonly GroundOptions WithoutPools = new()
    {
        Unserved = new Dictionary<string, IReadOnlyList<ResourceKind>> { ["west"] = [ResourceKind.IPPool, ResourceKind.CidrPool] },
    };

    [Fact]
    public async Task A_cluster_that_knows_one_kind_is_synced_with_it()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions
        {
            Unserved = new Dictionary<string, IReadOnlyList<ResourceKind>> { ["west"] = [ResourceKind.CidrPool] },
        });
        await lab.PutAsync(SyncLab.Subnet);

        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
    }

    [Fact]
    public async Task The_kind_that_it_knows_is_watched()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions
        {
            Clusters = ["west"],
            Unserved = new Dictionary<string, IReadOnlyList<ResourceKind>> { ["west"] = [ResourceKind.CidrPool] },
        });
        await lab.PutAsync(SyncLab.Subnet);
        var isWatched = new TaskCompletionSource();
        var seen = new TaskCompletionSource<PoolEvent>();
        var failures = new ConcurrentQueue<ClusterException>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watch = new PoolWatch(lab.Session, TimeProvider.System)
        {
            Seen = happened => seen.TrySetResult(happened),
            Failed = failures.Enqueue,
            Unreadable = static error => Assert.Fail(error.Message),
            Watching = what => { if (what.EndsWith(" ippools", StringComparison.Ordinal)) isWatched.TrySetResult(); },
        };

        var watching = watch.RunAsync(ending.Token);
        await isWatched.Task.WaitAsync(Guard, ending.Token);
        await lab.SyncAsync();

        Assert.Equal($"{TestNamespace.Dpf}/west", (await seen.Task.WaitAsync(Guard, ending.Token)).Cluster);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching.WaitAsync(Guard, CancellationToken.None));
        Assert.Empty(failures);
    }

    [Fact]
    public async Task A_watch_of_no_kind_at_all_ends()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, WithoutPools with { Clusters = ["west"] });
        var failures = new ConcurrentQueue<ClusterException>();
        var said = new ConcurrentQueue<string>();
        var watch = new PoolWatch(lab.Session, TimeProvider.System)
        {
            Seen = static happened => Assert.Fail(happened.ToString()),
            Failed = failures.Enqueue,
            Unreadable = static error => Assert.Fail(error.Message),
            Watching = said.Enqueue,
        };

        await watch.RunAsync(TestContext.Current.CancellationToken).WaitAsync(Guard, TestContext.Current.CancellationToken);

        Assert.Empty(failures);
        Assert.Equal(2, said.Count(static text => text.Contains("does not serve", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_knows_none_gets_nothing_and_the_kind_is_named()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, WithoutPools);
        await lab.PutAsync(SyncLab.Subnet);

        Assert.Equal("Created east, Failed west", await lab.SyncAsync());

        var failed = lab.Results.Single(static result => result.Action == SyncAction.Failed);
        Assert.Contains("apply IPPool dpf-operator-system/shared: the cluster does not serve this kind", failed.Error, StringComparison.Ordinal);
        Assert.Equal(ClusterFailure.UnsupportedKind, failed.Failure!.Failure);
        Assert.DoesNotContain(
            await lab.Ground.In("west").ListAsync(ResourceKind.Namespace, TestContext.Current.CancellationToken),
            static found => (string?)found["metadata"]!["name"] == TestNamespace.Dpf);
    }

    [Fact]
    public async Task It_leaves_without_a_trace()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, WithoutPools);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.PutAsync(SyncLab.Subnet
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""");

        Assert.Equal("Unchanged east", await lab.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30", await lab.SharesAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_goes_away_beside_it()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, WithoutPools);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();

        var plan = await lab.PrepareAsync();
        var removal = ServiceIpamRemover.Prepare(lab.Session, plan.Inventory, plan.Units[0].Ipam, plan.Options);
        Assert.Empty(removal.Obstacles);
        await ServiceIpamRemover.RemoveAsync(removal, TestContext.Current.CancellationToken);

        Assert.Empty(await lab.PoolsAsync("east"));
    }
}
