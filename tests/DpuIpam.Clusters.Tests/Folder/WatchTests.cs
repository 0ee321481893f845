using System.Threading.Channels;

namespace DpuIpam.Clusters.Tests.Folder;

public class WatchTests
{
    /// <summary>Against hanging only.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_watch_tells_what_was_added_changed_and_deleted()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        await using var watch = await Watch.Start(lab, ListScope.All);
        lab.Write("b.yaml", Lab.Yaml("b"));
        Assert.Equal((ObjectChange.Added, "b"), await watch.Next());
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        Assert.Equal((ObjectChange.Modified, "a"), await watch.Next());
        File.Move(lab.PathOf("a.yaml"), lab.PathOf("renamed.yaml"));
        File.Delete(lab.PathOf("b.yaml"));
        Assert.Equal((ObjectChange.Deleted, "b"), await watch.Next());
    }

    [Fact]
    public async Task A_watch_begins_with_what_changed_since_the_list()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        lab.Write("b.yaml", Lab.Yaml("b"));
        var list = await lab.List();
        File.Delete(lab.PathOf("a.yaml"));
        lab.Write("b.yaml", Lab.Yaml("b", 9));
        await using var watch = new Watch(lab, ListScope.All, list);
        Assert.Equal((ObjectChange.Deleted, "a"), await watch.Next());
        Assert.Equal((ObjectChange.Modified, "b"), await watch.Next());
    }

    [Fact]
    public async Task What_leaves_the_scope_is_deleted_for_the_watch()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a").Replace("spec:", "  labels: {x: \"1\"}\nspec:", StringComparison.Ordinal));
        await using var watch = await Watch.Start(lab, new ListScope { LabelSelector = "x=1" });
        await lab.Merge("a", """{"metadata":{"labels":{"x":"2"}}}""");
        Assert.Equal((ObjectChange.Deleted, "a"), await watch.Next());
        await lab.Merge("a", """{"metadata":{"labels":{"x":"1"}}}""");
        Assert.Equal((ObjectChange.Added, "a"), await watch.Next());
    }

    [Fact]
    public async Task A_file_that_is_half_saved_or_half_moved_deletes_nothing()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        lab.Write("b.yaml", Lab.Yaml("b"));
        await using var watch = await Watch.Start(lab, ListScope.All);
        lab.Write("a.yaml", Lab.Yaml("a") + "status: [\n");
        lab.Write("marker1.yaml", Lab.Yaml("m1"));
        Assert.Equal((ObjectChange.Added, "m1"), await watch.Next());
        lab.Write("a.yaml", Lab.Yaml("a"));
        File.Copy(lab.PathOf("b.yaml"), lab.PathOf("c.yaml"));
        lab.Write("marker2.yaml", Lab.Yaml("m2"));
        Assert.Equal((ObjectChange.Added, "m2"), await watch.Next());
        File.Delete(lab.PathOf("b.yaml"));
        lab.Write("marker3.yaml", Lab.Yaml("m3"));
        Assert.Equal((ObjectChange.Added, "m3"), await watch.Next());
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using var lab = new Lab();
        using var stopping = new CancellationTokenSource();
        var watch = lab.Host.WatchAsync(ResourceKind.IPPool, ListScope.All, await lab.List(), stopping.Token).GetAsyncEnumerator(default);
        var next = watch.MoveNextAsync().AsTask();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience));
        await watch.DisposeAsync();
    }

    private sealed class Watch : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Channel<ObjectEvent> _events = Channel.CreateUnbounded<ObjectEvent>();
        private readonly Task _running;

        public Watch(Lab lab, ListScope scope, ObjectList from) => _running = RunAsync(lab, scope, from);

        public static async Task<Watch> Start(Lab lab, ListScope scope) => new(lab, scope, await lab.List(scope: scope));

        public async Task<(ObjectChange Change, string Name)> Next()
        {
            using var patience = new CancellationTokenSource(Patience);
            var next = await _events.Reader.ReadAsync(patience.Token);
            return (next.Change, Lab.Metadata(next.Document, "name"));
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            Assert.False(_events.Reader.TryRead(out _));
            _stopping.Dispose();
        }

        private async Task RunAsync(Lab lab, ListScope scope, ObjectList from)
        {
            await foreach (var item in lab.Host.WatchAsync(ResourceKind.IPPool, scope, from, _stopping.Token))
                await _events.Writer.WriteAsync(item);
        }
    }
}
