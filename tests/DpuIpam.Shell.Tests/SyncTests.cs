using System.Diagnostics;
using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>A sync as a program of its own: it can be stopped, and says how it went.</summary>
public sealed class SyncTests : IDisposable
{
    private readonly DirectoryInfo _lab = Directory.CreateTempSubdirectory("DpuIpam.Shell.Tests-");

    public SyncTests()
    {
        File.WriteAllText(Path.Combine(_lab.FullName, "pool.yaml"), """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: pool, namespace: dpf-operator-system}
            spec:
              ipv4Network: {network: 10.1.0.0/20, gatewayIndex: 1, prefixSize: 24}
            ---
            {apiVersion: v1, kind: Node, metadata: {name: node-a}}
            """);
    }

    private string Connect => $"$null = Connect-DpuCluster -Path '{_lab.FullName}' -Name lab; ";

    public void Dispose() => _lab.Delete(recursive: true);

    [Theory]
    [InlineData(0, "Sync-DpuPool pool -Allocate")]
    [InlineData(1, "Sync-DpuPool nobody")]
    [InlineData(1, "Sync-DpuPool")]
    [InlineData(1, "Sync-DpuPool pool -Wait -TimeoutSec 0")]
    [InlineData(1, "Set-DpuServiceIpam pool -PrefixSize 25")]
    [InlineData(1, "Wait-DpuServiceIpam pool -TimeoutSec 0")]
    [InlineData(1, "Remove-DpuServiceIpam pool")]
    public async Task The_exit_code_says_whether_it_was_done(int exitCode, string script)
    {
        var result = await ShellProcess.RunAsync("-Command", Connect + script);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode != 0, result.Error.Length > 0);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_a_continuous_sync_and_gives_the_Lease_back(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        var script = Connect + "Sync-DpuPool -All -Allocate -Continuous -IntervalSec 1 | ForEach-Object { $Host.UI.WriteLine('ready') }";
        using var process = OperatingSystem.IsLinux()
            ? ShellProcess.Start("env", ["--default-signal=INT", ShellProcess.Program, script])
            : ShellProcess.Start(ShellProcess.Program, script);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains(Directory.EnumerateFiles(_lab.FullName), static file => file.Contains("lease", StringComparison.Ordinal));
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var result = await ShellProcess.EndAsync(process);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFiles(_lab.FullName), static file => file.Contains("lease", StringComparison.Ordinal));
        Assert.Contains("svc.dpu.nvidia.com/dpuserviceipam", await File.ReadAllTextAsync(Path.Combine(_lab.FullName, "pool.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
