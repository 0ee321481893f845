using System.Diagnostics;
using System.Globalization;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Sync;

namespace DpuIpam.Clusters.Tests.Scale;

/// <summary>What a sync of many pools costs. Nothing is asserted about time; docs/performance.md says how to run it.</summary>
public sealed class ScaleBenchmark(ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Servers_in_the_process()
    {
        var load = new Load(Clusters: 20, Objects: 200, NodesPerCluster: 100);
        await using var ground = await InProcessGround.StartAsync(GroundKind.InProcess, load.Ground, Stop);
        await PrepareAsync(ground, load);
        await SyncTwiceAsync(ground, load, SyncLab.Allocating);
    }

    /// <summary>Every answer takes 20 ms longer: what the order of the requests costs.</summary>
    [Fact(Explicit = true)]
    public async Task Servers_far_away()
    {
        var load = new Load(Clusters: 3, Objects: 30, NodesPerCluster: 100);
        await using var ground = await InProcessGround.StartAsync(GroundKind.InProcess, load.Ground, Stop);
        await PrepareAsync(ground, load);
        var far = new Fault { Before = static () => Task.Delay(20) };
        foreach (var cluster in (string[])["host", .. load.Ground.Clusters])
            ground.Server(cluster).Faults.Add(new RequestMatch(), far, count: int.MaxValue);
        await SyncTwiceAsync(ground, load, SyncLab.Allocating);
    }

    [Fact(Explicit = true)]
    public async Task Real_servers_beside_kubectl()
    {
        Assert.SkipWhen(Servers.Real.KubeAssets.Missing is not null, $"{Servers.Real.KubeAssets.Missing}");
        var load = new Load(Clusters: 3, Objects: 30, NodesPerCluster: 100);
        await using (var ground = await RealGround.TakeAsync(load.Ground, Stop))
        {
            await PrepareAsync(ground, load);
            await KubectlRun.ApplyTwiceAsync(ground, await PlanAsync(ground), output, Stop);
        }

        await using (var ground = await RealGround.TakeAsync(load.Ground, Stop))
        {
            await PrepareAsync(ground, load);
            await SyncTwiceAsync(ground, load, new SyncOptions());
        }

        await using (var ground = await RealGround.TakeAsync(load.Ground, Stop))
        {
            await PrepareAsync(ground, load);
            await SyncTwiceAsync(ground, load, SyncLab.Allocating);
        }
    }

    /// <summary>The published program, named by <c>DPUIPAM_SHELL</c>: a process that connects, and lists who is there.</summary>
    [Fact(Explicit = true)]
    public async Task Cold_connect_to_real_servers()
    {
        Assert.SkipWhen(Servers.Real.KubeAssets.Missing is not null, $"{Servers.Real.KubeAssets.Missing}");
        var program = Environment.GetEnvironmentVariable("DPUIPAM_SHELL");
        Assert.SkipWhen(program is null, "DPUIPAM_SHELL names no published dpuipam.");
        var load = new Load(Clusters: 3, Objects: 1, NodesPerCluster: 1);
        await using var ground = await RealGround.TakeAsync(load.Ground, Stop);
        await PrepareAsync(ground, load);
        var connect = $"$null = Connect-DpuCluster -Kubeconfig '{ground.WriteKubeconfig()}'; Get-DpuCluster";
        foreach (var script in (string[])["'nothing'", connect, connect, connect, connect, connect, connect])
        {
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program!, ["-Command", script]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {(script == connect ? "connect and list" : "start and end")}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s"));
            Assert.Equal(0, process.ExitCode);
            if (script == connect) Assert.Equal(load.Clusters, said.Split("dpu-0").Length - 1);
        }
    }

    private static async Task PrepareAsync(ServerGround ground, Load load)
    {
        foreach (var name in load.Ground.Clusters) await ground.RegisterAsync(name, cancellation: Stop);
        await load.FillAsync(ground, Stop);
    }

    private static async Task<SyncPlan> PlanAsync(ServerGround ground)
    {
        using var session = await ground.OpenAsync(cancellation: Stop);
        return await SyncPlanner.PrepareAsync(session, null, new SyncOptions(), Stop);
    }

    private async Task SyncTwiceAsync(ServerGround ground, Load load, SyncOptions options)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{load}; {ground.Kind}, {Environment.ProcessorCount} cores{(options.Allocate ? ", allocating" : "")}"));
        foreach (var name in (string[])["first", "second"])
        {
            using var session = await ground.OpenAsync(cancellation: Stop);
            var (inventory, reading) = await Measurement.OfAsync(() => InventoryReader.ReadAsync(
                session, InventoryParts.Pools | InventoryParts.Nodes, options.ThrottleLimit, Stop));
            output.WriteLine($"  {name} sync, reading: {reading}");
            var (plan, planning) = await Measurement.OfAsync(() => Task.FromResult(
                SyncPlanner.Prepare(session, inventory, inventory.ServiceIpams, options, Stop)));
            output.WriteLine($"  {name} sync, planning: {planning}");
            var results = new List<SyncResult>();
            var (_, writing) = await Measurement.OfAsync(async () =>
            {
                await SyncRun.RunAsync(plan, plan.Units, results.Add, output.WriteLine, Stop);
                return true;
            });
            output.WriteLine($"  {name} sync, writing: {writing}");
            Assert.Equal(load.Pools, results.Count);
            Assert.All(results, result => Assert.Equal(name == "first" ? SyncAction.Created : SyncAction.Unchanged, result.Action));
        }
    }
}
