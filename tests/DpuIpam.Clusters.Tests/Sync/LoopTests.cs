using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Servers.Upstream;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>The sync that goes on until it is stopped.</summary>
public sealed class LoopTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);
    private static readonly ObjectName LeaseName = new(TestNamespace.Dpf, SyncLease.Name);

    private static string Grown => SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":4", StringComparison.Ordinal);

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task From_an_object_to_its_deletion_by_somebody_else(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Created east", "Created west");
        Assert.Contains(ServiceIpamRemover.Finalizer, (await lab.IpamAsync()).Finalizers);
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));

        await lab.PutAsync(Grown);
        await loop.SaysAsync("Updated east", "Updated west");
        await lab.Ground.AddNodesAsync("west", "w1");
        await loop.SaysAsync("Updated west");
        Assert.Equal("shared: w1 10.0.0.31-10.0.0.40", await lab.AllocationsAsync("west"));

        await lab.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Name);
        await loop.SaysAsync("Deleted east", "Deleted west");
        await Eventually.HoldsAsync("gone", async () => await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, Name) is null);
        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Empty(await lab.PoolsAsync("west"));
        Assert.NotNull(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));

        Assert.Null(await loop.StopAsync());
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));
        // The test writes whenever it likes, also between a pass's reading of the object and its writing of the conditions.
        Assert.All(loop.Warnings, static warning => Assert.Contains("the conditions could not be written", warning, StringComparison.Ordinal));
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task It_stops_with_a_clear_error_when_DPF_appears(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Created east", "Created west");

        var ground = (ServerGround)lab.Ground;
        await new DpfInstallation(ground.NewClient(ground.HostServer)).InstallAsync(CancellationToken.None);

        var error = Assert.IsType<ClusterException>(await loop.EndAsync());
        Assert.Contains("DPF holds the pools (its Deployment dpuservice-controller-manager has 1 replica)", error.Message, StringComparison.Ordinal);
        Assert.Contains("this one has stopped", error.Message, StringComparison.Ordinal);
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_holds_a_deletion_up_is_told_once_and_holds_up_no_other_object(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Created east");
        var east = lab.Ground.In("east");
        await east.MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":["example.com/held"]} }""")!.AsObject());
        await lab.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Name);
        await loop.SaysAsync("Unknown east");

        // Passes go on: other objects are served, one after the other.
        foreach (var number in new[] { 1, 2, 3 })
        {
            await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.", $"10.{number}.0.", StringComparison.Ordinal), $"other{number}");
            await loop.SaysAsync("Created east");
        }

        var warning = Assert.Single(loop.Warnings);
        Assert.Contains("is not removed yet", warning, StringComparison.Ordinal);
        Assert.Contains("a finalizer holds it", warning, StringComparison.Ordinal);
        await east.MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":null} }""")!.AsObject());
        await Eventually.HoldsAsync("gone", async () => await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, Name) is null);
        Assert.Null(await loop.StopAsync());
    }

    [Fact]
    public async Task An_object_whose_finalizer_is_refused_holds_up_no_other()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.", "10.9.0.", StringComparison.Ordinal), "other");
        ((InProcessGround)lab.Ground).Server().Faults.Add(
            RequestMatch.Write("PATCH", "dpuserviceipams/shared?"), Fault.Of(422, "Invalid", "a policy says no"), count: 1000);
        await using var loop = new Loop(lab);

        await loop.SaysAsync("Created east");

        Assert.Equal(["other"], (await lab.PoolsAsync("east")).Select(static pool => pool.Pool));
        Assert.Contains("its finalizer could not be added", Assert.Single(loop.Warnings), StringComparison.Ordinal);
        Assert.Null(await loop.StopAsync());
    }

    [Fact]
    public async Task What_is_refused_is_told_by_the_conditions()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { SpareClusters = ["north", "south"] });
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.0/24", "10.0.0.0/26", StringComparison.Ordinal)
            .Replace("10.0.0.254", "10.0.0.62", StringComparison.Ordinal));
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Created east", "Created west");
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);

        // Six blocks, three of them for each: there is none for a third.
        await lab.Ground.RegisterAsync("north");
        await loop.SaysAsync("Refused host");

        await Eventually.HoldsAsync("told", async () =>
            (await lab.ConditionsAsync()).Contains("DPUIPAMObjectReconciled=False", StringComparison.Ordinal));
        var reconciled = (await lab.IpamAsync()).Conditions.Single(static condition => condition.Type == "DPUIPAMObjectReconciled");
        Assert.Contains("no allocatable blocks remaining", reconciled.Message, StringComparison.Ordinal);
        Assert.Null(await loop.StopAsync());
    }

    [Fact]
    public async Task What_was_only_ever_refused_has_lost_no_share()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: new SessionOptions { Timeout = TimeSpan.FromSeconds(2) });
        await ((ServerGround)lab.Ground).CutOffAsync("east");
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Refused host");

        await lab.PutAsync(SyncLab.Subnet);

        await loop.SaysAsync("Created west");
        Assert.Null(await loop.StopAsync());
    }

    [Fact]
    public async Task It_goes_on_after_the_host_cluster_was_away_for_longer_than_its_lease()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: new SessionOptions { Timeout = TimeSpan.FromSeconds(2) });
        await lab.PutAsync(SyncLab.Subnet);
        await using var loop = new Loop(lab);
        await loop.SaysAsync("Created east", "Created west");
        var host = ((InProcessGround)lab.Ground).Server();

        await host.StopListeningAsync();
        await Eventually.HoldsAsync("the lease is lost", () => Task.FromResult(
            loop.Warnings.Any(static warning => warning.Contains("could not be renewed in time", StringComparison.Ordinal))));
        await Eventually.HoldsAsync("more passes", () => Task.FromResult(
            loop.Warnings.Any(static warning => warning.EndsWith("The next pass tries again.", StringComparison.Ordinal))));
        await host.ListenAsync();
        await lab.PutAsync(Grown);

        await loop.SaysAsync("Updated east", "Updated west");
        Assert.Equal(loop.Warnings.Distinct(StringComparer.Ordinal).Count(), loop.Warnings.Count);
        Assert.Null(await loop.StopAsync());
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.Lease, LeaseName));
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_short_failure_of_the_host_cluster_costs_nothing()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: new SessionOptions { Timeout = TimeSpan.FromSeconds(2) });
        await lab.PutAsync(SyncLab.Subnet);
        var host = ((InProcessGround)lab.Ground).Server();
        // The object is edited while the finalizer is on its way.
        host.Faults.Add(RequestMatch.Write("PATCH", "dpuserviceipams/shared"), Fault.Meanwhile(() => lab.PutAsync(Grown)));
        await using var loop = new Loop(lab);

        await loop.SaysAsync("Created east", "Created west");

        Assert.Contains("east 10.0.0.1-10.0.0.40", await lab.SharesAsync(), StringComparison.Ordinal);
        Assert.Contains(ServiceIpamRemover.Finalizer, (await lab.IpamAsync()).Finalizers);
        Assert.Null(await loop.StopAsync());
        Assert.Empty(loop.Warnings);
    }

    /// <summary>A loop that runs beside the test, four times as fast as the clock.</summary>
    private sealed class Loop : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly ConcurrentQueue<string> _warnings = new();
        private readonly ConcurrentQueue<string> _said = new();
        private readonly Task _run;

        public Loop(SyncLab lab)
        {
            var options = SyncLab.Allocating with { Clock = new FastClock(4), Patience = TimeSpan.FromSeconds(20) };
            var loop = new SyncLoop(
                lab.Session, static _ => true, options, TimeSpan.FromSeconds(2),
                result => _said.Enqueue($"{result.Action} {(result.Cluster ?? "host").Split('/')[^1]}"), _warnings.Enqueue);
            _run = Task.Run(() => loop.RunAsync(_stopping.Token));
        }

        public IReadOnlyList<string> Warnings => [.. _warnings];

        /// <summary>What was said and not yet heard.</summary>
        public IReadOnlyList<string> Said => [.. _said];

        /// <summary>Waits for these, in any order; what else is said until then is passed over.</summary>
        public async Task SaysAsync(params string[] results)
        {
            var missing = results.ToList();
            await Eventually.HoldsAsync($"{string.Join(", ", results)} (warnings: {string.Join("; ", Warnings)})", async () =>
            {
                while (missing.Count > 0 && _said.TryDequeue(out var said)) missing.Remove(said);
                if (missing.Count > 0 && _run.IsCompleted) await _run;
                return missing.Count == 0;
            });
        }

        /// <summary>Stops it.</summary>
        /// <returns>The error that it ended with; null when it ended because it was stopped.</returns>
        public async Task<Exception?> StopAsync()
        {
            await _stopping.CancelAsync();
            return await EndAsync();
        }

        /// <summary>Waits until it ends by itself.</summary>
        public async Task<Exception?> EndAsync()
        {
            var error = await Record.ExceptionAsync(() => _run.WaitAsync(TimeSpan.FromMinutes(2)));
            return error is OperationCanceledException && _stopping.IsCancellationRequested ? null : error;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stopping.Dispose();
        }
    }
}
