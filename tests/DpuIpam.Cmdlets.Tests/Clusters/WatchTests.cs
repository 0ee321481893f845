using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>What happens to pools is told while it happens.</summary>
[Collection(nameof(Alone))]
public sealed class WatchTests : IDisposable
{
    /// <summary>Guards against a watch that never sees or never ends.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_change_of_allocations_names_the_nodes()
    {
        var seen = Watch("Watch-DpuPool -First 1 -Verbose", () => _lab.Change(
            "west/state.yaml", "startIP: 192.168.0.61\n    endIP: 192.168.0.66", "startIP: 192.168.0.67\n    endIP: 192.168.0.72"));

        var change = Assert.Single(seen);
        Assert.Equal("Modified IPPool shared in dpu-west/west", change.ToString());
        var moved = Assert.Single(change.Items("Changes"));
        Assert.Equal(
            "rack2-a Moved 192.168.0.61-192.168.0.66 192.168.0.67-192.168.0.72",
            $"{moved.Text("NodeName")} {moved.Text("Change")} {moved.Text("Previous")} {moved.Text("StartIP")}-{moved.Text("EndIP")}");
        Assert.Empty(change.Items("Fields"));
        Assert.IsType<DateTime>(change.Value("Time"));
    }

    [Fact]
    public void The_pool_of_an_event_is_of_its_connection()
    {
        var seen = Watch("Watch-DpuPool -First 1 -Verbose", () => _lab.Change("east/state.yaml", "  gateway: 192.168.0.1\n", "  gateway: 192.168.0.5\n"));
        using var other = new Lab(isConnected: false);
        _lab.Session.Results($"$null = Connect-DpuCluster '{other.Root}' -Name other");
        var outcome = _lab.Session.Run("@($input)[0].Current | Remove-DpuPool -AllowDrop -Confirm:$false", Assert.Single(seen));
        Assert.StartsWith("OtherConnection,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_events_names_the_nodes()
    {
        var seen = Watch("Watch-DpuPool -First 1 -Verbose", () => _lab.Change(
            "west/state.yaml", "startIP: 192.168.0.61\n    endIP: 192.168.0.66", "startIP: 192.168.0.67\n    endIP: 192.168.0.72"));
        _lab.Session.Screen("'what was shown meanwhile'");
        _lab.Session.Runspace.SessionStateProxy.SetVariable("seen", seen);
        var lines = _lab.Session.Screen("$seen").Split('\n');
        Assert.Equal("Time     Change   Kind     Pool                         What", lines[0]);
        Assert.Matches(
            @"^\d\d:\d\d:\d\d Modified IPPool   shared in dpu-west/west      moved rack2-a 192\.168\.0\.67-192\.168\.0\.72, had", lines[2]);
    }

    [Fact]
    public void A_field_a_new_pool_and_a_deletion_are_told()
    {
        var seen = Watch("Watch-DpuPool -First 3 -Verbose",
            () => _lab.Change("east/state.yaml", "  gateway: 192.168.0.1\n", "  gateway: 192.168.0.5\n"),
            () => _lab.Write("east/storage.yaml", File.ReadAllText(Path.Combine(Places.Repository, Examples.Storage))),
            () => File.Delete(Path.Combine(_lab.Root, "west", "state.yaml")));

        Assert.Equal(
            ["Modified shared", "Added storage", "Deleted shared"],
            seen.Select(static change => $"{change.Text("Change")} {change.Text("Pool")}"));
        Assert.Equal(["spec.gateway: 192.168.0.1 -> 192.168.0.5"], seen[0].TextItems("Fields"));
        Assert.Equal(["Added", "Added"], seen[1].Items("Changes").Select(static change => change.Text("Change")));
        Assert.Null(seen[1].Value("Previous"));
        Assert.Equal(["rack2-a Dropped"], seen[2].Items("Changes").Select(static change => $"{change.Text("NodeName")} {change.Text("Change")}"));
        Assert.Null(seen[2].Value("Current"));
    }

    [Fact]
    public void Other_pools_and_clusters_are_passed_over()
    {
        var seen = Watch("Watch-DpuPool stor* -Cluster east -First 1 -Verbose",
            () => _lab.Change("east/state.yaml", "  gateway: 192.168.0.1\n", "  gateway: 192.168.0.5\n"),
            () => _lab.Write("west/storage.yaml", File.ReadAllText(Path.Combine(Places.Repository, Examples.Storage))),
            () => _lab.Write("east/storage.yaml", File.ReadAllText(Path.Combine(Places.Repository, Examples.Storage))));
        Assert.Equal("Added IPPool storage in dpu-east/east", Assert.Single(seen).ToString());
    }

    [Fact]
    public void Time_ends_it_without_an_error() => Assert.Empty(_lab.Session.Results("Watch-DpuPool -TimeoutSec 1"));

    [Fact]
    public void A_cluster_that_can_not_be_watched_is_one_error()
    {
        _lab.Break("west");
        var outcome = _lab.Session.Run("Watch-DpuPool -TimeoutSec 2");
        outcome.Error().Is("ConnectionNotUsable", ErrorCategory.InvalidArgument, "dpu-west/west");
    }

    [Fact]
    public void A_cluster_that_is_not_there_is_one_error() =>
        _lab.Session.Run("Watch-DpuPool -Cluster nope").Error().Is("ClusterNotFound", ErrorCategory.ObjectNotFound, "nope");

    [Fact]
    public void The_pipeline_can_end_it()
    {
        using var shell = PowerShell.Create(_lab.Session.Runspace);
        shell.AddScript("Watch-DpuPool -Verbose | ForEach-Object { throw 'enough' }");
        var running = shell.BeginInvoke();
        WaitFor(() => IsWatching(shell));
        File.Delete(Path.Combine(_lab.Root, "west", "state.yaml"));
        Assert.True(running.AsyncWaitHandle.WaitOne(Guard), "the watch goes on");
        Assert.Equal("enough", Assert.Throws<RuntimeException>(() => shell.EndInvoke(running)).Message);
    }

    [Fact]
    public void Stopping_ends_it()
    {
        using var shell = PowerShell.Create(_lab.Session.Runspace);
        shell.AddScript("Watch-DpuPool -Verbose");
        shell.BeginInvoke();
        WaitFor(() => IsWatching(shell));
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Equal(2, _lab.Session.Results("Get-DpuPool").Count);
    }

    /// <summary>Watches, does one thing after the other, each once the one before was seen or passed over, and returns the events.</summary>
    private PSObject[] Watch(string script, params Action[] actions)
    {
        using var shell = PowerShell.Create(_lab.Session.Runspace);
        shell.AddScript(script);
        var output = new PSDataCollection<PSObject>();
        var running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        WaitFor(() => IsWatching(shell));
        foreach (var action in actions)
        {
            var reads = Reads(shell);
            action();

            // Every cluster has been looked at twice again: whatever was to be seen was seen.
            WaitFor(() => running.IsCompleted || Reads(shell) >= reads + 12);
        }

        Assert.True(running.AsyncWaitHandle.WaitOne(Guard), "the watch goes on");
        shell.EndInvoke(running);
        Assert.Empty(shell.Streams.Error);
        return [.. output];
    }

    private static int Reads(PowerShell shell) => CountLines(shell, ": READ ");

    /// <summary>One by one, since copying the lines fails when one comes meanwhile.</summary>
    private static int CountLines(PowerShell shell, string text)
    {
        var count = 0;
        for (var i = 0; i < shell.Streams.Verbose.Count; i++)
            if (shell.Streams.Verbose[i].Message.Contains(text, StringComparison.Ordinal)) count++;
        return count;
    }

    /// <summary>Both kinds in both clusters, or in the one that is named.</summary>
    private static bool IsWatching(PowerShell shell)
    {
        return CountLines(shell, ": watching ") >= (shell.Commands.Commands[0].CommandText.Contains("-Cluster", StringComparison.Ordinal) ? 2 : 4);
    }

    private static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Guard), "what was waited for did not come");
}
