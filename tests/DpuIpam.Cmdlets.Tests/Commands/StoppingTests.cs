using System.Diagnostics;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>Ctrl+C ends a command, whatever it is at.</summary>
[Collection(nameof(Alone))]
public sealed class StoppingTests : IDisposable
{
    private const int Nodes = 200_000;

    /// <summary>Guards against a command that never stops; how fast it does is not measured here.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public StoppingTests()
    {
        // What runs for the first time also waits for the compiler, which is not what is measured here.
        _session.Results($"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 1000 | Get-DpuPoolAllocation");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void While_a_large_file_is_read()
    {
        var names = Enumerable.Range(0, Nodes).Select(static i => $"node-{i}");
        Stops($"Get-DpuIpamPlan '{_folder.Write("nodes.yaml", Texts.Nodes(names))}'");
    }

    [Fact]
    public void While_many_nodes_are_planned()
    {
        var path = _folder.Write("large.yaml", Texts.Subnet("large", "fd00::/64", "fd00::1", "4"));
        Stops($"while ($true) {{ Get-DpuIpamPlan '{path}' -NodeCount 1000000 }}");
    }

    [Theory]
    [InlineData("Get-DpuPoolAllocation")]
    [InlineData("Test-DpuPool")]
    [InlineData("ConvertTo-DpuManifest")]
    [InlineData("Get-DpuIpamPlan")]
    public void While_input_keeps_coming(string command) => Stops(
        $"$pool = ConvertFrom-DpuManifest {Examples.Fabric}; & {{ while ($true) {{ $pool }} }} | {command} -ErrorAction Ignore");

    [Fact]
    public void A_command_that_was_stopped_can_be_run_again()
    {
        Stops($"while ($true) {{ Get-DpuIpamPlan {Examples.Subnet} -NodeCount 3 }}");
        Assert.Equal("3", _session.Get($"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 3").Text("Allocated"));
    }

    private void Stops(string script)
    {
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript(script);
        shell.BeginInvoke();
        Thread.Sleep(500);
        Assert.Equal(PSInvocationState.Running, shell.InvocationStateInfo.State);
        var watch = Stopwatch.StartNew();
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Guard);
    }
}
