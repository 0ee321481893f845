using System.Diagnostics;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>The Tab key on a connection: offers what is there, waits for nobody, starts nothing.</summary>
public sealed class LiveCompletionTests : IDisposable
{
    /// <summary>Guards against a completion that waits for an answer; the promise is half a second.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("Get-DpuNode ", "rack1-a rack1-b rack2-a")]
    [InlineData("Get-DpuNode rack2", "rack2-a")]
    [InlineData("Get-DpuNode -Cluster ", "lab dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuCluster dpu-w", "dpu-west/west")]
    [InlineData("Get-DpuPool ", "shared")]
    [InlineData("Get-DpuPool -Cluster dpu-e", "dpu-east/east")]
    [InlineData("Get-DpuPool -Connection ", "lab")]
    [InlineData("Get-DpuServiceIpam s", "shared")]
    [InlineData("Get-DpuServiceIpam -Connection lab -Name ", "shared")]
    [InlineData("Get-DpuServiceIpam -Connection $connection -Name ", "shared")]
    [InlineData("Get-DpuIpamPlan -Name ", "shared")]
    [InlineData("Get-DpuIpamPlan -RemoveNode rack1-", "rack1-a rack1-b")]
    [InlineData("Get-DpuIpamPlan -NodeCount 2 -RemoveNode ", "dpu-node-1 dpu-node-2")]
    [InlineData("Test-DpuServiceIpam -Name ", "shared")]
    [InlineData("Compare-DpuPool -Name ", "shared")]
    [InlineData("Watch-DpuPool ", "shared")]
    [InlineData("Get-DpuPoolAllocation -NodeName rack2", "rack2-a")]
    [InlineData("Get-DpuPoolAllocation -Pool ", "shared")]
    [InlineData("Disconnect-DpuCluster ", "lab")]
    [InlineData("Get-DpuServiceIpam -Path docs/examples -Name ", "")]
    [InlineData("Get-DpuNode -Connection nope ", "")]
    public void Offers_what_is_there(string line, string expected) => Assert.Equal(expected, string.Join(' ', Complete(line)));

    [Fact]
    public void A_dead_cluster_does_not_keep_the_names_of_the_others()
    {
        _lab.Break("east");
        Assert.Equal(["rack2-a"], Complete("Get-DpuNode "));
    }

    [Fact]
    public void Without_a_connection_there_is_nothing_to_offer()
    {
        _lab.Session.Results("Disconnect-DpuCluster");
        Assert.Empty(Complete("Get-DpuNode "));
        Assert.Empty(Complete("Get-DpuPool -Connection $connection -Pool "));
    }

    [Fact]
    public void Contexts_are_those_of_the_kubeconfig_that_the_line_names()
    {
        using var server = new TestServer();
        var config = _lab.Write("config", server.Kubeconfig(context: "my context"));
        Assert.Equal(["'my context'", "other"], Complete($"Connect-DpuCluster -Kubeconfig '{config}' -Context "));
        Assert.Empty(Complete("Connect-DpuCluster -Kubeconfig nope -Context "));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_not_waited_for()
    {
        using var server = Connect("{token: t}");
        server.Gate.Reset();
        var watch = Stopwatch.StartNew();
        Assert.Empty(Complete("Get-DpuNode "));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Guard);

        // What came too late is there the next time.
        server.Gate.Set();
        Assert.True(SpinWait.SpinUntil(() => Complete("Get-DpuNode ").SequenceEqual(["dpu-1"]), TimeSpan.FromSeconds(30)), "the names never came");
    }

    [Fact]
    public void What_was_read_is_not_read_again_at_the_next_key()
    {
        using var server = Connect("{token: t}");
        Assert.True(SpinWait.SpinUntil(() => Complete("Get-DpuNode ").Length == 1, TimeSpan.FromSeconds(30)), "the names never came");
        var before = server.Asked.Count;
        for (var i = 0; i < 5; i++) Complete("Get-DpuPool ");
        Assert.InRange(server.Asked.Count, before, before + 5);
    }

    [Fact]
    public void A_credential_plugin_is_run_by_commands_and_never_by_completion()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin of this test is a shell script.");
            return;
        }

        var runs = Path.Combine(_lab.Root, "runs");
        var plugin = _lab.Write("plugin.sh", $$"""
            #!/bin/sh
            echo run >> '{{runs}}'
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"} }'
            """);
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var server = Connect($$"""{exec: {apiVersion: client.authentication.k8s.io/v1, command: '{{plugin}}', interactiveMode: Never} }""");
        var before = File.ReadAllLines(runs).Length;
        Assert.Empty(Complete("Get-DpuNode "));
        Assert.Equal(before, File.ReadAllLines(runs).Length);
        Assert.Single(_lab.Session.Results("Get-DpuNode"));
        Assert.True(File.ReadAllLines(runs).Length > before, "the credentials had expired, and the plugin was not run");
    }

    private TestServer Connect(string user)
    {
        var server = new TestServer();
        var config = _lab.Write("kube/config", server.Kubeconfig(user));
        _lab.Session.Results($"$connection = Connect-DpuCluster -Kubeconfig '{config}'");
        return server;
    }

    private string[] Complete(string line)
    {
        using var shell = PowerShell.Create(_lab.Session.Runspace);
        var matches = CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
        Assert.Empty(shell.Streams.Error);
        return [.. matches.Where(static match => match.ResultType == CompletionResultType.ParameterValue).Select(static match => match.CompletionText)];
    }
}
