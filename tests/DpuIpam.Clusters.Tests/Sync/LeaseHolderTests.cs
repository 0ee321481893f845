using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Folder;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A Lease whose process has ended: it is taken at once if that is certain, and else runs out.</summary>
public sealed class LeaseHolderTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLease.Name);

    [Fact]
    public async Task A_killed_process_of_this_machine_is_waited_for_by_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there is it certain.");
        await using var lab = await SyncLab.OpenAsync(GroundKind.Folder);
        var root = ((FolderGround)lab.Ground).Root;
        using var child = ChildProcess.StartSyncing(root);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var holder = await HolderAsync(lab);
        Assert.StartsWith($"{Environment.MachineName}_{child.Id}_", holder, StringComparison.Ordinal);
        Assert.False(LeaseHolder.IsGone(holder));
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(LeaseHolder.IsGone(holder));

        await using var lease = await SyncLease.TakeAsync(
            lab.Session, new SyncOptions { Clock = new StandingClock(), Warn = static text => Assert.Fail(text) }, TestContext.Current.CancellationToken);

        Assert.StartsWith($"{Environment.MachineName}_{Environment.ProcessId}_", await HolderAsync(lab), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_there_is_waited_for_and_told_of_once()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.Folder);
        var holder = LeaseHolder.NewName();
        await lab.Ground.Host.CreateAsync(JsonNode.Parse($$"""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{Name.Name}}","namespace":"{{Name.Namespace}}"},
            "spec":{"holderIdentity":"{{holder}}","leaseDurationSeconds":15} }
            """)!.AsObject(), TestContext.Current.CancellationToken);
        var told = new List<string>();

        await using var lease = await SyncLease.TakeAsync(
            lab.Session, new SyncOptions { Clock = new FastClock(20), Warn = told.Add }, TestContext.Current.CancellationToken);

        var text = Assert.Single(told);
        Assert.Contains("Waiting up to 15 s", text, StringComparison.Ordinal);
        Assert.Contains(holder, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_certain_counts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there is it certain.");
        var own = LeaseHolder.NewName();
        Assert.False(LeaseHolder.IsGone(own));
        Assert.NotEqual(own, LeaseHolder.NewName());
        var parts = own.Split('_');
        Assert.True(parts.Length >= 5);

        // Its number is another process's now.
        Assert.True(LeaseHolder.IsGone(With(^3, "1")));
        // The same number on another machine, or before a restart, or in another container.
        Assert.False(LeaseHolder.IsGone(With(^2, "0123456789abcdef")));
        Assert.False(LeaseHolder.IsGone(With(^2, "0123456789abcdef", ^3, "1")));
        Assert.False(LeaseHolder.IsGone(With(^4, "x")));
        Assert.False(LeaseHolder.IsGone($"{Environment.MachineName}_1_{Guid.NewGuid():N}"));
        Assert.False(LeaseHolder.IsGone("somebody"));
        Assert.False(LeaseHolder.IsGone(""));
        Assert.False(LeaseHolder.IsGone(null));
        using var child = Process.Start("true");
        child.WaitForExit();
        Assert.True(LeaseHolder.IsGone(With(^4, child.Id.ToString(CultureInfo.InvariantCulture))));

        string With(params object[] changes)
        {
            var changed = (string[])parts.Clone();
            for (var i = 0; i < changes.Length; i += 2) changed[(Index)changes[i]] = (string)changes[i + 1];
            return string.Join('_', changed);
        }
    }

    private static async Task<string> HolderAsync(SyncLab lab)
    {
        var lease = await lab.Ground.Host.FindAsync(ResourceKind.Lease, Name, TestContext.Current.CancellationToken);
        return (string)lease!["spec"]!["holderIdentity"]!;
    }

    /// <summary>A clock on which no wait ever ends.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
