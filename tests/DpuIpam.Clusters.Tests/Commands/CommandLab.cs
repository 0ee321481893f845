using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Shell.Tests;

namespace DpuIpam.Clusters.Tests.Commands;

/// <summary>Clusters with API servers, and the built program that runs commands against them.</summary>
internal sealed class CommandLab(ServerGround ground) : IAsyncDisposable
{
    /// <summary>What scripts of these tests may use: the program has no commands to sort or join by.</summary>
    private const string Words = """
        function Sorted { $all = @($input | ForEach-Object { "$_" }); [Array]::Sort($all, [StringComparer]::Ordinal); $all -join ', ' }
        function Actions { $input | ForEach-Object { "$($_.Action) $($_.Cluster)" } | Sorted }
        function Failure([scriptblock] $act) {
            $problems = @(& $act 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { "$($_.FullyQualifiedErrorId)".Split(',')[0] })
            $problems | Sorted
        }

        """;

    public ServerGround Ground { get; } = ground;

    /// <summary>Writes a kubeconfig for the host cluster, by token, and returns its path.</summary>
    public string Kubeconfig { get; } = ground.WriteKubeconfig(useToken: true);

    public static async Task<CommandLab> OpenAsync(GroundKind kind, GroundOptions? options = null)
    {
        var ground = (ServerGround)await TestGround.TakeAsync(kind, options, TestContext.Current.CancellationToken);
        await ground.AddNodesAsync("east", "e1", "e2");
        await ground.AddNodesAsync("west", "w1");
        return new CommandLab(ground);
    }

    /// <summary>Runs a script in a process of its own that is connected as <c>lab</c>.</summary>
    /// <returns>The lines of its output.</returns>
    public async Task<string[]> RunAsync(string script)
    {
        var result = await RunRawAsync($"$lab = Connect-DpuCluster -Kubeconfig '{Kubeconfig}' -Name lab\n{script}");
        Assert.True(result.ExitCode == 0, $"ended with {result.ExitCode}:\n{result.Error}{result.Output}");
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Task<ShellResult> RunRawAsync(string script) => ShellProcess.RunWithAsync(Words + script, "-");

    public ValueTask DisposeAsync() => Ground.DisposeAsync();
}
