using System.Diagnostics;
using System.Globalization;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Real;

namespace DpuIpam.Clusters.Tests.Scale;

/// <summary>The same pools by <c>kubectl apply --server-side</c>, a file for each DPU cluster.</summary>
internal static class KubectlRun
{
    public static async Task ApplyTwiceAsync(
        ServerGround ground, SyncPlan plan, ITestOutputHelper output, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("dpuipam-test-kubectl-").FullName;
        try
        {
            var runs = new List<string[]>();
            foreach (var cluster in ground.Clusters.Values)
            {
                var pools = plan.Units.SelectMany(static unit => unit.PoolPlans).Where(one => one.Cluster == cluster.Key)
                    .Select(static one => one.Content.Pool.Root.GetRawText());
                var (config, manifest) = (Path.Combine(folder, $"{cluster.Name}.yaml"), Path.Combine(folder, $"{cluster.Name}.json"));
                await File.WriteAllTextAsync(config, KubeconfigText.Of(cluster.Server!, cluster.Server!.Admin), cancellation);
                await File.WriteAllTextAsync(
                    manifest, $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', pools)}}]}""", cancellation);
                await cluster.Objects.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf), cancellation);
                runs.Add([$"--kubeconfig={config}", $"--cache-dir={Path.Combine(folder, "cache")}", "apply", "--server-side", "-f", manifest]);
            }

            foreach (var name in (string[])["first", "second"])
            {
                var start = Stopwatch.GetTimestamp();
                await Task.WhenAll(runs.Select(arguments => RunAsync(arguments, cancellation)));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {name} kubectl apply --server-side, a process per cluster side by side: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Path.Combine(KubeAssets.Folder!, "kubectl"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        await said;
        Assert.True(process.ExitCode == 0, await error);
    }
}
