using System.Globalization;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A sync whose process ends between any two of its writes: the next one completes it, and at no event was an
/// address in two places.</summary>
public sealed class KilledTests
{
    private const string Grown = """
        "subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10,"blocksPerDPUCluster":5},
        "dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}
        """;

    private static readonly ObjectName LeaseName = new(TestNamespace.Dpf, SyncLease.Name);

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_next_sync_completes_it(GroundKind kind)
    {
        var wanted = await StateAfterAsync(kind, null);
        var kills = 0;
        for (var writes = 0; ; writes++)
        {
            var kill = new KillSwitch(writes);
            var state = await StateAfterAsync(kind, kill);
            Assert.True(wanted == state, string.Create(CultureInfo.InvariantCulture, $"killed before write {writes + 1}:\n{state}\nwanted:\n{wanted}"));
            if (!kill.HasKilled) break;
            kills++;
        }

        // The Lease, a deletion, the shares, the pool and allocations of two clusters, the conditions, the Lease again.
        Assert.True(kills >= 7, $"There were only {kills} writes to end it at.");
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Its_Lease_is_taken_once_nobody_renews_it(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        using (var killed = KillSwitch.Wrap(lab.Session, new KillSwitch(1)))
        {
            var plan = await SyncPlanner.PrepareAsync(killed, null, SyncLab.Allocating, CancellationToken.None);
            await Assert.ThrowsAnyAsync<Exception>(
                () => SyncRun.RunAsync(plan, plan.Units, static _ => { }, static _ => { }, CancellationToken.None));
        }

        Assert.NotNull(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));
        await using var next = await lab.AgainAsync();
        Assert.Equal("Created east, Created west", await next.SyncAsync(SyncLab.Allocating with { Clock = new FastClock(10) }));
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));
    }

    /// <summary>West leaves, north joins, the quota grows: with a kill at some write, and then without.</summary>
    private static async Task<string> StateAfterAsync(GroundKind kind, KillSwitch? kill)
    {
        var options = SyncLab.Allowing(drop: true);
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync(options);
        await lab.Ground.RegisterAsync("north");
        await lab.PutAsync(Grown);
        if (kill is not null)
        {
            try
            {
                using var killed = KillSwitch.Wrap(lab.Session, kill);
                var plan = await SyncPlanner.PrepareAsync(killed, null, options, CancellationToken.None);
                await SyncRun.RunAsync(plan, plan.Units, static _ => { }, static _ => { }, CancellationToken.None);
            }
            catch (Exception error) when (error is KilledException or AggregateException)
            {
                // Gone: whatever it wanted to say, nobody hears it.
            }

            // Else the next one waits until it has run out.
            if (await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName) is not null)
                await lab.Ground.Host.DeleteAsync(ResourceKind.Lease, LeaseName);
        }

        await using var next = await lab.AgainAsync();
        await next.SyncAsync(options);
        var results = await next.SyncAsync(options);
        Assert.Equal("Unchanged east, Unchanged north", results);
        await lab.AssertCleanAsync();
        return string.Join('\n',
            await lab.SharesAsync(), await lab.ConditionsAsync(),
            await lab.AllocationsAsync("east"), await lab.ExclusionsAsync("east"),
            await lab.AllocationsAsync("north"), await lab.ExclusionsAsync("north"), await lab.AllocationsAsync("west"));
    }
}
