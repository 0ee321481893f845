using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Servers.Upstream;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Syncs that meet others: one wins, and the other says why it did not.</summary>
public sealed class RaceTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_second_sync_says_that_another_one_runs(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        var clock = new FastClock(20);
        await using (await SyncLease.TakeAsync(lab.Session, SyncLab.Allocating with { Clock = clock }, CancellationToken.None))
        {
            var error = await Assert.ThrowsAsync<ClusterException>(() => lab.SyncAsync(SyncLab.Allocating with { Clock = clock }));

            Assert.Contains("another sync is running", error.Message, StringComparison.Ordinal);
            Assert.Empty(await lab.PoolsAsync("east"));
        }

        Assert.Equal("Created east, Created west", await lab.SyncAsync());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Two_at_once_end_as_one_after_the_other(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await using var other = await lab.AgainAsync();
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.PutAsync(SyncLab.Subnet);

        var plans = await Task.WhenAll(lab.PrepareAsync(), other.PrepareAsync());
        var outcomes = await Task.WhenAll(OutcomeAsync(lab, plans[0]), OutcomeAsync(other, plans[1]));

        Assert.Contains("Created east, Created west", outcomes);
        var loser = outcomes[0] == "Created east, Created west" ? outcomes[1] : outcomes[0];
        Assert.True(
            loser.Contains("another sync", StringComparison.Ordinal) || loser.Contains("changed", StringComparison.Ordinal)
            || loser.Contains("modified", StringComparison.Ordinal), loser);
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_was_changed_since_the_plan_is_left_as_it_is(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal));
        var plan = await lab.PrepareAsync();
        await lab.Ground.In("east").MergeAsync(
            ResourceKind.IPPool, Name, new JsonObject { ["spec"] = new JsonObject { ["gateway"] = "10.0.0.252" } });

        Assert.Equal("Failed east, Updated west", await lab.RunAsync(plan));
        // A real server that checks the fields first names who holds the one that differs.
        Assert.Matches("has changed|has been modified|conflict with", lab.Results.Single(static result => result.Action == SyncAction.Failed).Error);
        Assert.Equal("10.0.0.252", (await lab.PoolsAsync("east"))[0].Gateway);
        Assert.Contains("DPUIPAMObjectReconciled=False", await lab.ConditionsAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_was_made_anew_since_the_plan_is_left_as_it_is(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal));
        var plan = await lab.PrepareAsync();
        var pool = (JsonObject)(await lab.Ground.In("east").FindAsync(ResourceKind.IPPool, Name))!.DeepClone();
        await lab.Ground.In("east").DeleteAsync(ResourceKind.IPPool, Name);
        pool["metadata"] = new JsonObject { ["name"] = Name.Name, ["namespace"] = Name.Namespace };
        await lab.Ground.In("east").CreateAsync(pool);

        Assert.Equal("Failed east, Updated west", await lab.RunAsync(plan));
        Assert.Equal("10.0.0.254", (await lab.PoolsAsync("east"))[0].Gateway);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task An_object_that_was_edited_since_the_plan_is_not_served_from_it(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        var plan = await lab.PrepareAsync();
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":5", StringComparison.Ordinal));

        Assert.Equal("Failed east, Failed west", await lab.RunAsync(plan));
        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Equal("", await lab.SharesAsync());
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task An_object_that_is_gone_since_the_plan_gets_no_pool_beside_one_that_came_instead(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await using var other = await lab.AgainAsync();
        await lab.Ground.AddNodesAsync("host", "e1", "e2");
        await lab.PutAsync(For("e1"));
        var plan = await lab.PrepareAsync();
        await lab.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Name);
        await lab.PutAsync(For("e2"), "another");
        Assert.Equal("Created host", await other.SyncAsync());

        Assert.Equal("Failed host", await lab.RunAsync(plan));

        Assert.Contains("shared: it is gone since this sync was planned", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal("another: e2 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("host"));
        await lab.AssertCleanAsync();

        static string For(string node) => $$"""
            "subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10},
            "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["{{node}}"]}]}]}
            """;
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task An_object_that_came_since_the_plan_with_a_range_that_meets_holds_it_up(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.", "10.9.0.", StringComparison.Ordinal), "elsewhere");
        var plan = await lab.PrepareAsync();
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.0/24", "10.0.0.0/25", StringComparison.Ordinal)
            .Replace("10.0.0.254", "10.0.0.126", StringComparison.Ordinal), "another");

        Assert.Equal("Created east, Created west, Failed east, Failed west", await lab.RunAsync(plan));

        Assert.All(
            lab.Results.Where(static result => result.Action == SyncAction.Failed),
            static result => Assert.Contains("another, whose range meets this one's, was changed since", result.Error, StringComparison.Ordinal));
        Assert.Equal(["elsewhere"], (await lab.PoolsAsync("east")).Select(static pool => pool.Pool));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_label_that_was_set_since_the_plan_is_no_change(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        var plan = await lab.PrepareAsync();
        await lab.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, Name, JsonNode.Parse("""{"metadata":{"labels":{"a":"b"} } }""")!.AsObject());

        Assert.Equal("Created east, Created west", await lab.RunAsync(plan));
        Assert.Empty(lab.Warnings);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_cluster_that_joined_since_the_plan_asks_for_another_one(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        await lab.PutAsync(SyncLab.Subnet);
        var plan = await lab.PrepareAsync();
        await lab.Ground.RegisterAsync("north");

        Assert.Equal("Failed east, Failed west", await lab.RunAsync(plan));
        Assert.Contains("the DPU clusters that it selects have changed", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal("Created east, Created north, Created west", await lab.SyncAsync());
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_DPF_that_came_since_the_plan_has_the_pools(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        var plan = await lab.PrepareAsync();
        var ground = (ServerGround)lab.Ground;
        await new DpfInstallation(ground.NewClient(ground.HostServer)).InstallAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<ClusterException>(() => lab.RunAsync(plan));

        Assert.Contains("DPF holds the pools since this sync was planned", error.Message, StringComparison.Ordinal);
        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Equal("", await lab.SharesAsync());
    }

    [Fact]
    public async Task A_Lease_whose_renewal_hangs_is_not_relied_on()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: new SessionOptions { Timeout = TimeSpan.FromMinutes(1) });
        await using var lease = await SyncLease.TakeAsync(lab.Session, new SyncOptions { Clock = new FastClock(20) }, CancellationToken.None);
        var host = ((InProcessGround)lab.Ground).Server();
        host.Faults.Add(RequestMatch.Write("PATCH", "leases"), Fault.Silence, count: 100);

        var error = await Assert.ThrowsAsync<ClusterException>(() => lease.HoldAsync(
            static stop => Task.Delay(Timeout.InfiniteTimeSpan, stop), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Contains("could not be renewed in time", error.Message, StringComparison.Ordinal);
        host.Faults.Clear();
        await host.StopListeningAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Lease_of_which_one_renewal_gets_no_answer_is_kept_and_given_back(bool isDone)
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        var isRenewed = new TaskCompletionSource();
        async Task TarryAsync()
        {
            isRenewed.TrySetResult();
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        await using (var lease = await SyncLease.TakeAsync(lab.Session, new SyncOptions { Clock = new FastClock(4) }, CancellationToken.None))
        {
            ((InProcessGround)lab.Ground).Server().Faults.Add(
                RequestMatch.Write("PATCH", "leases"), isDone ? new Fault { After = TarryAsync } : new Fault { Before = TarryAsync });
            await isRenewed.Task.WaitAsync(TimeSpan.FromSeconds(20));
            // Longer than it is relied on without a renewal.
            await Task.Delay(TimeSpan.FromSeconds(4));
            Assert.False(lease.Lost.IsCancellationRequested);
        }

        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.Lease, new ObjectName(TestNamespace.Dpf, SyncLease.Name)));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_object_that_is_being_deleted_gets_no_pool(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        await lab.Ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, Name, JsonNode.Parse("""{"metadata":{"finalizers":["example.com/held"]} }""")!.AsObject());
        await lab.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Name);

        Assert.Equal("Refused east", await lab.SyncAsync());

        Assert.Equal("BeingDeleted", lab.Results[0].Findings[0].RuleId);
        Assert.Empty(await lab.PoolsAsync("east"));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_plan_writes_nothing_at_all(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":5", StringComparison.Ordinal));
        var before = (await lab.Ground.Journal.ReadAsync()).Count;

        var plan = await lab.PrepareAsync();
        var foreseen = new List<SyncResult>();
        foreach (var unit in plan.Units) new SyncReport(plan, foreseen.Add, static _ => { }).Foresee(unit);

        Assert.Equal(["Planned", "Planned"], foreseen.Select(static result => result.Action.ToString()));
        Assert.Equal(before, (await lab.Ground.Journal.ReadAsync()).Count);
    }

    [Theory]
    [InlineData(GroundKind.Folder, "Created west, Updated east")]
    [InlineData(GroundKind.InProcess, "Failed east, Failed west")]
    public async Task A_share_that_another_pool_still_shows_is_given_away_after_that_pool_gave_it_up(GroundKind kind, string outcome)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();

        // West lost its pool, and somebody took east's exclusions away: it may hand out everything. A server keeps who that
        // was, and that field is not taken from anybody.
        await lab.Ground.In("west").DeleteAsync(ResourceKind.IPPool, Name);
        await lab.Ground.In("east").MergeAsync(
            ResourceKind.IPPool, Name, new JsonObject { ["spec"] = new JsonObject { ["exclusions"] = new JsonArray() } });

        Assert.Equal(outcome, await lab.SyncAsync());
        if (outcome.StartsWith("Failed", StringComparison.Ordinal))
        {
            Assert.Empty(await lab.PoolsAsync("west"));
            Assert.Contains(lab.Results, static result => result.Error!.Contains("still hands out addresses", StringComparison.Ordinal));
        }

        await lab.AssertCleanAsync();
    }

    private static async Task<string> OutcomeAsync(SyncLab lab, SyncPlan plan)
    {
        try
        {
            var outcome = await lab.RunAsync(plan with { Options = plan.Options with { Clock = new FastClock(4) } });
            return outcome == "Created east, Created west" ? outcome : string.Join("; ", lab.Results.Select(static result => result.Error));
        }
        catch (ClusterException error)
        {
            return error.Message;
        }
    }
}
