using DpuIpam.Clusters.Folder;

namespace DpuIpam.Clusters.Tests.Folder;

public class ConcurrencyTests
{
    [Fact]
    public async Task Writers_at_the_same_time_lose_no_update()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "# kept\n" + Lab.Yaml("a", 0));
        var sessions = Enumerable.Range(0, 6).Select(_ => lab.Open()).ToArray();
        await Task.WhenAll(sessions.Select(static session => ChildProcess.CountAsync(session.Host, 10)));
        Assert.Equal("# kept\n" + Lab.Yaml("a", 60), lab.Read("a.yaml"));
        foreach (var session in sessions) session.Dispose();
    }

    [Fact]
    public async Task Processes_at_the_same_time_lose_no_update()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a", 0));
        using var first = ChildProcess.StartCounting(lab.Root, 15);
        using var second = ChildProcess.StartCounting(lab.Root, 15);
        await ChildProcess.CountAsync(lab.Host, 15);
        await first.WaitForExitAsync();
        await second.WaitForExitAsync();
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(Lab.Yaml("a", 45), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task Different_objects_of_one_file_are_written_at_the_same_time()
    {
        using var lab = new Lab();
        lab.Write("all.yaml", string.Join("---\n", Enumerable.Range(0, 8).Select(static i => $"# {i}\n{Lab.Yaml($"p{i}", 0)}")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            using var session = lab.Open();
            for (var size = 1; size <= 5; size++)
                await session.Host.ApplyAsync(ResourceKind.IPPool, Lab.Pool($"p{i}", size), false, default);
        })));
        Assert.Equal(
            string.Join("---\n", Enumerable.Range(0, 8).Select(static i => $"# {i}\n{Lab.Yaml($"p{i}", 5)}")), lab.Read("all.yaml"));
    }

    [Fact]
    public async Task Whoever_reads_meanwhile_sees_whole_files_only()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a", 0));
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            using var session = lab.Open();
            var count = 0;
            for (; !done.IsCancellationRequested || count == 0; count++)
            {
                var list = await session.Host.ListAsync(ResourceKind.IPPool, ListScope.All, default);
                Assert.Empty(list.Unreadable);
                Assert.Single(list.Items);
            }
        });
        for (var size = 1; size <= 50; size++) await lab.Apply(Lab.Pool("a", size));
        await done.CancelAsync();
        await reading;
    }

    [Fact]
    public async Task A_lock_that_another_process_holds_is_waited_for_and_its_holder_named()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        using var child = ChildProcess.StartHolding(lab.Root);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync());
        using var impatient = lab.Open(new SessionOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        var error = await Refused.With(
            ClusterFailure.Unreachable, () => impatient.Host.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a", 8), false, default));
        Assert.Contains($"(process {child.Id})", error.Message, StringComparison.Ordinal);
        Assert.Contains(FolderLock.FileName, error.Message, StringComparison.Ordinal);
        Assert.NotNull(await lab.Find("a"));
        var waiting = lab.Apply(Lab.Pool("a", 9));
        Assert.False(waiting.IsCompleted);
        child.StandardInput.Close();
        await waiting;
        Assert.Equal(Lab.Yaml("a", 9), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task The_lock_of_a_process_that_was_killed_holds_nobody_up()
    {
        using var lab = new Lab();
        using var child = ChildProcess.StartHolding(lab.Root);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync());
        child.Kill();
        await child.WaitForExitAsync();
        await lab.Apply(Lab.Pool("a"));
        Assert.Equal([FolderLock.FileName, "ippool-a.yaml"], lab.Files());
    }

    [Fact]
    public async Task Waiting_for_the_lock_ends_with_the_callers_token()
    {
        using var lab = new Lab();
        using var held = await FolderLock.TakeAsync(lab.Root, "lab", "lab", TimeSpan.FromSeconds(30), default);
        using var stopping = new CancellationTokenSource();
        var waiting = lab.Host.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a"), false, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.DoesNotContain("ippool-a.yaml", lab.Files());
    }
}
