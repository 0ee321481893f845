using System.Diagnostics;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Sync;
using DpuIpam.Planning;
namespace DpuIpam.Clusters.Tests.Scale;
public sealed class TempProfile(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Plan()
    {
        var Stop = TestContext.Current.CancellationToken;
        var load = new Load(20, 200, 100);
        await using var ground = await InProcessGround.StartAsync(load.Ground, Stop);
        foreach (var name in load.Ground.Clusters) await ground.RegisterAsync(name, cancellation: Stop);
        await load.FillAsync(ground, Stop);
        for (var round = 0; round < 1; round++)
        {
            using var session = await ground.OpenAsync(cancellation: Stop);
            var inventory = await InventoryReader.ReadAsync(session, InventoryParts.Pools | InventoryParts.Nodes, 16, Stop);
            for (var k = 0; k < 5; k++)
            {
                var t = Stopwatch.GetTimestamp();
                var input = inventory.ToPlanInput([.. inventory.ServiceIpams], false);
                output.WriteLine($"input {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                var plans = Planner.Plan(input, Stop);
                output.WriteLine($"plan {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                var contents = plans.Select(static x => x.Content).ToList();
                OverlapFindings.AddTo(contents, []);
                output.WriteLine($"overlap {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                PoolNameFindings.AddTo([.. contents]);
                output.WriteLine($"names {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                AddressClaims.FindShared(plans, [], []);
                output.WriteLine($"claims {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                var p = SyncPlanner.Prepare(session, inventory, inventory.ServiceIpams, SyncLab.Allocating, Stop);
                output.WriteLine($"prepare {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0}"); t = Stopwatch.GetTimestamp();
                if (k == 9)
                {
                    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                    await SyncRun.RunAsync(p, p.Units, static _ => { }, output.WriteLine, Stop);
                    output.WriteLine($"run {Stopwatch.GetElapsedTime(t).TotalMilliseconds:0} cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds:0}");
                }
            }
        }
    }
}
