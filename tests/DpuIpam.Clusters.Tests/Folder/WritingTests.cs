using DpuIpam.Clusters.Folder;

namespace DpuIpam.Clusters.Tests.Folder;

public class WritingTests
{
    [Fact]
    public async Task A_new_object_gets_a_file_of_its_own_that_kubectl_takes()
    {
        using var lab = new Lab();
        var tree = JsonMergePatch.Apply(Lab.Pool("storage"), Lab.Tree("""{"status":{"allocations":[]},"metadata":{"uid":null}}"""));
        var made = await lab.Host.CreateAsync(ResourceKind.IPPool, tree, default);
        Assert.Equal(Lab.Yaml("storage"), lab.Read("ippool-storage.yaml"));
        Assert.Equal(Path.Combine("lab", "ippool-storage.yaml"), made.Location.File);
        Assert.Equal(Lab.Version(made), Lab.Version((await lab.Find("storage"))!));
        await Refused.With(ClusterFailure.AlreadyExists, () => lab.Host.CreateAsync(ResourceKind.IPPool, tree, default));
    }

    [Fact]
    public async Task Where_the_name_of_its_file_is_taken_the_namespace_comes_into_it()
    {
        using var lab = new Lab();
        lab.Write("ippool-a.yaml", "# mine\n");
        await lab.Apply(Lab.Pool("a"));
        lab.Write($"ippool-{Lab.Namespace}-b.yaml", "# mine\n");
        lab.Write("ippool-b.yaml", "# mine\n");
        await lab.Apply(Lab.Pool("b"));
        Assert.True(File.Exists(lab.PathOf($"ippool-{Lab.Namespace}-a.yaml")));
        Assert.True(File.Exists(lab.PathOf($"ippool-{Lab.Namespace}-b-2.yaml")));
        Assert.Equal("# mine\n", lab.Read("ippool-a.yaml"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("UPPER")]
    [InlineData("")]
    public async Task A_name_that_Kubernetes_would_refuse_makes_no_file(string name)
    {
        using var lab = new Lab();
        await Refused.With(ClusterFailure.Invalid, () => lab.Apply(Lab.Pool(name)));
        Assert.Empty(lab.Files());
    }

    [Fact]
    public async Task What_is_handed_out_is_not_written_when_it_comes_back()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var found = (await lab.Find("a"))!;
        await lab.Apply(JsonMergePatch.Apply(found.Root, Lab.Tree("""{"spec":{"perNodeBlockSize":8},"status":{"x":1}}""")));
        Assert.Equal(Lab.Yaml("a", 8), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task Apply_sets_spec_labels_and_annotations_and_leaves_the_rest()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a").Replace("spec:", "  labels: {old: \"1\"}\n  annotations: {old: \"1\"}\n  finalizers: [keep]\nspec:\n  extra: 1", StringComparison.Ordinal) + "status: {x: 1}\nunknown: 1\n");
        var applied = await lab.Apply(JsonMergePatch.Apply(Lab.Pool("a"), Lab.Tree("""{"metadata":{"labels":{"new":"2"},"finalizers":["no"]},"status":{"x":2}}""")));
        var metadata = applied.Root.GetProperty("metadata");
        Assert.Equal("""{"new":"2"}""", metadata.GetProperty("labels").GetRawText());
        Assert.False(metadata.TryGetProperty("annotations", out _));
        Assert.Equal("""["keep"]""", metadata.GetProperty("finalizers").GetRawText());
        Assert.False(applied.Root.GetProperty("spec").TryGetProperty("extra", out _));
        Assert.Equal("""{"x":1}""", applied.Root.GetProperty("status").GetRawText());
        Assert.True(applied.Root.TryGetProperty("unknown", out _));
    }

    [Fact]
    public async Task A_merge_patch_changes_the_part_it_is_for_and_no_other()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var changed = await lab.Merge("a", """{"spec":{"perNodeBlockSize":8,"gateway":null},"status":{"x":1}}""");
        Assert.False(changed.Root.TryGetProperty("status", out _));
        Assert.False(changed.Root.GetProperty("spec").TryGetProperty("gateway", out _));
        changed = await lab.Merge("a", """{"spec":{"perNodeBlockSize":9},"metadata":{"labels":{"x":"y"}},"status":{"x":1}}""", ObjectPart.Status);
        Assert.Equal(8, changed.Root.GetProperty("spec").GetProperty("perNodeBlockSize").GetInt32());
        Assert.False(changed.Root.GetProperty("metadata").TryGetProperty("labels", out _));
        Assert.Equal("""{"x":1}""", changed.Root.GetProperty("status").GetRawText());
        await Refused.With(ClusterFailure.NotFound, () => lab.Merge("b", "{}"));
        await Refused.With(ClusterFailure.Invalid, () => lab.Merge("a", """{"metadata":{"name":"b"}}"""));
        await Refused.With(ClusterFailure.Invalid, () => lab.Merge("a", """{"kind":"CIDRPool"}"""));
    }

    [Fact]
    public async Task A_json_patch_is_carried_out_as_a_whole_or_not_at_all()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var version = Lab.Version((await lab.Find("a"))!);
        await lab.Patch("a", $$"""[{"op":"test","path":"/metadata/resourceVersion","value":"{{version}}"},{"op":"add","path":"/metadata/finalizers","value":["x"]}]""");
        Assert.Contains("  finalizers:\n  - x\n", lab.Read("a.yaml"), StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Conflict, () => lab.Patch("a", """[{"op":"remove","path":"/spec/gateway"},{"op":"test","path":"/metadata/finalizers/0","value":"y"}]"""));
        await Refused.With(ClusterFailure.Invalid, () => lab.Patch("a", """[{"op":"move","from":"/spec","path":"/x"}]"""));
        Assert.Contains("gateway", lab.Read("a.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_answers_and_writes_nothing()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var applied = await lab.Apply(Lab.Pool("a", 8), isDryRun: true);
        Assert.Equal(8, applied.Root.GetProperty("spec").GetProperty("perNodeBlockSize").GetInt32());
        await lab.Apply(Lab.Pool("new"), isDryRun: true);
        var merged = await lab.Merge("a", """{"status":{"x":1}}""", ObjectPart.Status, isDryRun: true);
        Assert.True(merged.Root.TryGetProperty("status", out _));
        Assert.Equal(["a.yaml"], lab.Files());
        Assert.Equal(Lab.Yaml("a"), lab.Read("a.yaml"));
        Assert.Equal(Lab.Version(applied), Lab.Version(await lab.Apply(Lab.Pool("a", 8))));
    }

    [Fact]
    public async Task What_has_changed_or_gone_since_it_was_read_is_a_conflict()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var read = (await lab.Find("a"))!;
        var (uid, version) = (Lab.Metadata(read, "uid"), Lab.Version(read));
        lab.Write("a.yaml", "# by hand\n" + Lab.Yaml("a", 7));
        var error = await Refused.With(ClusterFailure.Conflict, () => lab.Apply(read.Root));
        Assert.Contains("has changed since it was read", error.Message, StringComparison.Ordinal);
        Assert.Contains("a.yaml:2:1", error.Message, StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Conflict, () => lab.Merge("a", $$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"spec":{"x":1}}"""));
        await Refused.With(ClusterFailure.Conflict, () => lab.Delete("a", new Preconditions(uid, version)));
        error = await Refused.With(ClusterFailure.Conflict, () => lab.Delete("a", new Preconditions("another", null)));
        Assert.Contains("made anew", error.Message, StringComparison.Ordinal);
        Assert.Equal("# by hand\n" + Lab.Yaml("a", 7), lab.Read("a.yaml"));
        await lab.Delete("a", new Preconditions(uid, null));
        await Refused.With(ClusterFailure.Conflict, () => lab.Apply(read.Root));
        await lab.Delete("a", new Preconditions(uid, version));
        Assert.False(File.Exists(lab.PathOf("a.yaml")));
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_is_gone()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a").Replace("spec:", "  finalizers: [x, y]\nspec:", StringComparison.Ordinal));
        await lab.Delete("a");
        var dying = (await lab.Find("a"))!;
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", Lab.Metadata(dying, "deletionTimestamp"));
        await lab.Delete("a");
        Assert.Equal(Lab.Version(dying), Lab.Version((await lab.Find("a"))!));
        await lab.Patch("a", """[{"op":"test","path":"/metadata/finalizers/0","value":"x"},{"op":"remove","path":"/metadata/finalizers/0"}]""");
        await lab.Merge("a", """{"metadata":{"deletionTimestamp":null}}""");
        Assert.NotNull(await lab.Find("a"));
        await lab.Patch("a", """[{"op":"remove","path":"/metadata/finalizers"}]""");
        Assert.Null(await lab.Find("a"));
        Assert.False(File.Exists(lab.PathOf("a.yaml")));
    }

    [Fact]
    public async Task A_read_only_connection_writes_nothing_but_answers_dry_runs()
    {
        using var lab = new Lab(new SessionOptions { IsReadOnly = true });
        lab.Write("a.yaml", Lab.Yaml("a"));
        await lab.Apply(Lab.Pool("a", 8), isDryRun: true);
        await Refused.With(ClusterFailure.Forbidden, () => lab.Apply(Lab.Pool("a", 8)));
        await Refused.With(ClusterFailure.Forbidden, () => lab.Delete("a"));
        Assert.Equal(["a.yaml"], lab.Files());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_that_says_so()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        Directory.CreateDirectory(lab.PathOf(FolderLock.FileName));
        var error = await Refused.With(ClusterFailure.Forbidden, () => lab.Apply(Lab.Pool("a", 8)));
        Assert.Contains("lab can't be written: permission denied", error.Message, StringComparison.Ordinal);
        Assert.Equal(Lab.Yaml("a"), lab.Read("a.yaml"));
    }

    [Fact]
    public async Task A_folder_without_the_right_to_write_can_still_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "An administrator may write everywhere.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.NotNull(await lab.Find("a"));
        var error = await Refused.With(ClusterFailure.Forbidden, () => lab.Apply(Lab.Pool("a", 8)));
        Assert.Contains("can't be written: permission denied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mode_bits_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no mode bits.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.PathOf("a.yaml"), Mode);
        await lab.Apply(Lab.Pool("a", 8));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Mode, File.GetUnixFileMode(lab.PathOf("a.yaml")));
    }

    [Fact]
    public async Task What_a_stopped_writer_left_is_passed_over_and_cleaned_up_at_the_next_write()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        lab.Write(".0123" + AtomicFile.Unfinished, Lab.Yaml("half")[..40]);
        var list = await lab.List();
        Assert.Equal(["a"], Lab.Names(list));
        Assert.Empty(list.Unreadable);
        await lab.Apply(Lab.Pool("a", 8));
        Assert.Equal([FolderLock.FileName, "a.yaml"], lab.Files());
    }

    [Fact]
    public async Task What_yaml_cannot_hold_is_refused_and_nothing_is_written()
    {
        using var lab = new Lab();
        await Refused.With(ClusterFailure.Invalid, () => lab.Apply(JsonMergePatch.Apply(Lab.Pool("a"), Lab.Tree("""{"spec":{"x":1e999}}"""))));
        Assert.DoesNotContain("ippool-a.yaml", lab.Files());
    }
}
