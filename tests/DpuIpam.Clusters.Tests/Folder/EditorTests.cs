using System.Globalization;
using DpuIpam.Clusters.Folder;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>An editor, which takes no lock, saves beside writers.</summary>
public sealed class EditorTests
{
    private const int Saves = 150;

    /// <summary>Each save is looked for again after writers have written: one that is not there then was lost.</summary>
    /// <param name="renames">Whether the editor saves by renaming, as vim does, or into the file, as nano does.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loses_no_save(bool renames)
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "# save 0\n" + Lab.Yaml("a", 1));
        using var done = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Factory.StartNew(Write, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var lost = new List<int>();
        for (var save = 1; save <= Saves; save++)
        {
            var text = lab.Read("a.yaml");
            // Of what it reads while the file is written by others, an editor would show nothing else.
            Assert.StartsWith("# save", text, StringComparison.Ordinal);
            Save(string.Create(CultureInfo.InvariantCulture, $"# save {save}{text[text.IndexOf('\n', StringComparison.Ordinal)..]}"));
            var seen = Volatile.Read(ref written);
            SpinWait.SpinUntil(() => Volatile.Read(ref written) >= seen + 2 || writer.IsCompleted);
            if (!lab.Read("a.yaml").StartsWith(string.Create(CultureInfo.InvariantCulture, $"# save {save}\n"), StringComparison.Ordinal)) lost.Add(save);
        }

        await done.CancelAsync();
        await writer;
        Assert.Empty(lost);
        Assert.True(written >= 2 * Saves);
        Assert.Equal([FolderLock.FileName, "a.yaml"], lab.Files());

        void Write()
        {
            using var session = lab.Open();
            for (var size = 1; !done.IsCancellationRequested; size++)
            {
                try
                {
                    var patch = Lab.Tree(string.Create(CultureInfo.InvariantCulture, $$$"""{"spec":{"perNodeBlockSize":{{{size}}}}}"""));
                    session.Host.MergeAsync(ResourceKind.IPPool, Lab.Name("a"), patch, ObjectPart.Object, false, default).GetAwaiter().GetResult();
                    Interlocked.Increment(ref written);
                }
                catch (ClusterException error) when (error.Failure is ClusterFailure.Configuration or ClusterFailure.Conflict)
                {
                    // The editor was just clearing the file, or saves all the time.
                }
            }
        }

        void Save(string text)
        {
            if (renames)
            {
                File.WriteAllText(lab.PathOf("a.yaml~"), text);
                File.Move(lab.PathOf("a.yaml~"), lab.PathOf("a.yaml"), overwrite: true);
            }
            else
            {
                File.WriteAllText(lab.PathOf("a.yaml"), text);
            }
        }
    }

    [Fact]
    public void What_was_saved_since_it_was_read_is_not_replaced_and_not_deleted()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "saved");
        Assert.False(AtomicFile.Replace(lab.PathOf("a.yaml"), "read"u8, "ours"u8));
        Assert.False(AtomicFile.Delete(lab.PathOf("a.yaml"), "read"u8));
        Assert.False(AtomicFile.Create(lab.PathOf("a.yaml"), "ours"u8));
        Assert.Equal("saved", lab.Read("a.yaml"));
        Assert.True(AtomicFile.Replace(lab.PathOf("a.yaml"), "saved"u8, "ours"u8));
        Assert.Equal("ours", lab.Read("a.yaml"));
        Assert.True(AtomicFile.Delete(lab.PathOf("a.yaml"), "ours"u8));
        Assert.False(AtomicFile.Delete(lab.PathOf("a.yaml"), "ours"u8));
        Assert.False(AtomicFile.Replace(lab.PathOf("a.yaml"), "ours"u8, "more"u8));
        Assert.Empty(lab.Files());
    }

    [Fact]
    public async Task What_is_saved_beside_the_object_meanwhile_is_kept_and_the_write_is_done()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "# mine\n" + Lab.Yaml("a"));
        var writes = 0;
        RequestLog.Listen(record =>
        {
            // Read, and not yet written.
            if (record.Method == "READ" && writes++ == 0) lab.Write("a.yaml", "# saved\n" + Lab.Yaml("a"));
        });
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        RequestLog.Listen(null);
        Assert.Equal("# saved\n" + Lab.Yaml("a", 8), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task A_deletion_does_not_take_along_what_was_saved_meanwhile()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var read = (await lab.Find("a"))!;
        var reads = 0;
        RequestLog.Listen(record =>
        {
            if (record.Method == "READ" && reads++ == 0) lab.Write("a.yaml", Lab.Yaml("a", 9));
        });
        await Refused.With(ClusterFailure.Conflict, () => lab.Delete("a", new Preconditions(Lab.Metadata(read, "uid"), Lab.Version(read))));
        RequestLog.Listen(null);
        Assert.Equal(Lab.Yaml("a", 9), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task Whoever_saves_without_end_is_named_and_left_in_peace()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var reads = 0;
        RequestLog.Listen(record =>
        {
            if (record.Method == "READ") lab.Write("a.yaml", $"# {reads++}\n" + Lab.Yaml("a"));
        });
        var error = await Refused.With(ClusterFailure.Conflict, () => lab.Apply(Lab.Pool("a", 8)));
        RequestLog.Listen(null);
        Assert.Contains("again and again", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, reads);
        Assert.Equal("# 9\n" + Lab.Yaml("a"), lab.Read("a.yaml"));
    }
}
