namespace DpuIpam.Clusters.Tests.Folder;

public class ReadingTests
{
    [Fact]
    public async Task Every_manifest_at_the_top_is_read_and_nothing_else()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a") + "---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n");
        lab.Write("b.YML", Lab.Yaml("b"));
        lab.Write("c.json", $$"""{"kind":"List","apiVersion":"v1","items":[{{Lab.Pool("c").GetRawText()}}]}""");
        lab.Write("d.txt", Lab.Yaml("d"));
        lab.Write("e/e.yaml", Lab.Yaml("e"));
        lab.Write("values.yaml", "replicas: 3\n");
        Assert.Equal(["a", "b", "c"], Lab.Names(await lab.List()));
        Assert.Empty((await lab.List()).Unreadable);
    }

    [Fact]
    public async Task An_object_has_a_place_a_version_and_a_uid_that_are_not_in_the_file()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "# a\n" + Lab.Yaml("a"));
        var found = (await lab.Find("a"))!;
        Assert.Equal(Path.Combine("lab", "a.yaml") + ":2:1", found.Location.ToString());
        Assert.Equal(8, found.Locate("spec.subnet").Line);
        Assert.NotEmpty(Lab.Version(found));
        Assert.True(Guid.TryParse(Lab.Metadata(found, "uid"), out _));
        Assert.DoesNotContain("uid", lab.Read("a.yaml"), StringComparison.Ordinal);
        Assert.Null(await lab.Find("b"));
    }

    [Fact]
    public async Task A_uid_in_the_file_is_the_uid_and_a_version_in_the_file_is_not_the_version()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a").Replace("  name: a\n", "  name: a\n  uid: u\n  resourceVersion: \"7\"\n  generation: 4\n", StringComparison.Ordinal));
        var found = (await lab.Find("a"))!;
        Assert.Equal("u", Lab.Metadata(found, "uid"));
        Assert.NotEqual("7", Lab.Version(found));
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        Assert.Contains("resourceVersion: \"7\"\n  generation: 5\n", lab.Read("a.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_changes_with_what_an_object_says_and_not_with_how_it_is_written()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var first = Lab.Version((await lab.Find("a"))!);
        lab.Write("a.yaml", "{\"spec\": {\"gateway\": \"10.0.0.1\", \"perNodeBlockSize\": 6.0, \"subnet\": \"10.0.0.0/24\"},\n\"metadata\": {\"namespace\": \"dpf-operator-system\", \"name\": \"a\"}, \"kind\": \"IPPool\", \"apiVersion\": \"nv-ipam.nvidia.com/v1alpha1\"}");
        Assert.Equal(first, Lab.Version((await lab.Find("a"))!));
        lab.Write("a.yaml", Lab.Yaml("a", 7));
        Assert.NotEqual(first, Lab.Version((await lab.Find("a"))!));
    }

    [Fact]
    public async Task An_object_without_namespace_is_in_the_namespace_of_the_connection()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: a}\n");
        Assert.Equal(Lab.Namespace, Lab.Metadata((await lab.Find("a"))!, "namespace"));
        await lab.Merge("a", """{"spec":{"x":1}}""");
        Assert.DoesNotContain("namespace", lab.Read("a.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_group_is_handed_out_for_the_reader_to_refuse()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a").Replace("v1alpha1", "v1beta1", StringComparison.Ordinal));
        lab.Write("b.yaml", "apiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata: {name: b}\n");
        Assert.Equal(["a"], Lab.Names(await lab.List()));
    }

    [Fact]
    public async Task A_list_is_scoped_by_namespace_and_labels_and_cut_to_metadata()
    {
        using var lab = new Lab();
        lab.Write("nodes.yaml", string.Concat(Enumerable.Range(0, 6).Select(static i =>
            $"---\nkind: Node\napiVersion: v1\nmetadata: {{name: n{i}, labels: {{rack: r{i / 2}}}}}\nstatus: {{x: 1}}\n")));
        lab.Write("pools.yaml", Lab.Yaml("a") + "---\n" + Lab.Yaml("b").Replace(Lab.Namespace, "other", StringComparison.Ordinal));
        Assert.Equal(["b"], Lab.Names(await lab.List(scope: new ListScope { Namespace = "other" })));
        var nodes = await lab.List(ResourceKind.Node, new ListScope { LabelSelector = "rack in (r0,r2)", MetadataOnly = true, Namespace = "x" });
        Assert.Equal(["n0", "n1", "n4", "n5"], Lab.Names(nodes));
        Assert.All(nodes.Items, static node => Assert.False(node.Root.TryGetProperty("status", out _)));
        Assert.All(nodes.Items, static node => Assert.Equal("Node", node.Root.GetProperty("kind").GetString()));
        await Refused.With(ClusterFailure.Invalid, () => lab.List(scope: new ListScope { LabelSelector = "a in b" }));
    }

    [Fact]
    public async Task A_malformed_document_is_named_and_hides_no_other()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", Lab.Yaml("a") + "---\nkind: IPPool\nmetadata:\n  name: bad\n spec: [\n---\n" + Lab.Yaml("c"));
        var list = await lab.List();
        Assert.Equal(["a", "c"], Lab.Names(list));
        var error = Assert.Single(list.Unreadable);
        Assert.Equal(Path.Combine("lab", "pools.yaml"), error.File);
        Assert.Equal(14, error.Line);
        Assert.True(error.Column > 0);
    }

    [Fact]
    public async Task What_may_be_the_malformed_document_is_neither_missing_nor_made_a_second_time()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", "kind: IPPool\nmetadata:\n  name: bad\n spec: [\n");
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Find("bad"));
        Assert.Contains("pools.yaml:4", error.Message, StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("bad")));
        await Refused.With(ClusterFailure.Configuration, () => lab.Delete("bad"));
        Assert.Null(await lab.Find("other"));
        Assert.Null(await lab.Find("ba"));
        Assert.Null(await lab.Find("bad", ResourceKind.CidrPool));
        await lab.Apply(Lab.Pool("other"));
        Assert.Equal("kind: IPPool\nmetadata:\n  name: bad\n spec: [\n", lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task Beside_a_malformed_document_the_others_are_written_and_it_stays_byte_for_byte()
    {
        using var lab = new Lab();
        const string Bad = "---\nkind: IPPool\nmetadata: {name: bad\n  spec: [\n\ttabs\n";
        lab.Write("pools.yaml", Lab.Yaml("a") + Bad + "---\n" + Lab.Yaml("c"));
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":7}}""");
        await lab.Merge("c", """{"spec":{"perNodeBlockSize":8}}""");
        Assert.Equal(Lab.Yaml("a", 7) + Bad + "---\n" + Lab.Yaml("c", 8), lab.Read("pools.yaml"));
        await lab.Delete("a");
        await lab.Delete("c");
        Assert.Equal(Bad, lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task Of_a_list_with_a_malformed_item_the_others_are_written()
    {
        using var lab = new Lab();
        lab.Write("all.yaml", "kind: IPPoolList\napiVersion: nv-ipam.nvidia.com/v1alpha1\nitems:\n- metadata: {name: a}\n- metadata: {name: b, name: b}\n");
        await lab.Merge("a", """{"spec":{"x":1}}""");
        Assert.Contains("- metadata: {name: b, name: b}\n", lab.Read("all.yaml"), StringComparison.Ordinal);
        await lab.Delete("a");
        Assert.Equal("kind: IPPoolList\napiVersion: nv-ipam.nvidia.com/v1alpha1\nitems:\n- metadata: {name: b, name: b}\n", lab.Read("all.yaml"));
    }

    [Fact]
    public async Task An_object_that_is_there_twice_is_an_error_naming_both_places()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a") + "---\n" + Lab.Yaml("b"));
        lab.Write("z.yaml", "\n" + Lab.Yaml("a"));
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Find("a"));
        Assert.Contains(Path.Combine("lab", "a.yaml") + ":1:1", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("lab", "z.yaml") + ":2:1", error.Message, StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Configuration, () => lab.List());
        await Refused.With(ClusterFailure.Configuration, () => lab.Delete("a"));
        Assert.NotNull(await lab.Find("b"));
        Assert.Empty((await lab.List(ResourceKind.CidrPool)).Items);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_not_followed_and_one_within_it_is()
    {
        using var lab = new Lab();
        Directory.CreateDirectory(lab.Outside);
        File.WriteAllText(Path.Combine(lab.Outside, "secret.yaml"), Lab.Yaml("secret"));
        File.CreateSymbolicLink(lab.PathOf("out.yaml"), Path.Combine("..", "outside", "secret.yaml"));
        File.CreateSymbolicLink(lab.PathOf("nowhere.yaml"), "missing.yaml");
        Directory.CreateSymbolicLink(lab.PathOf("door"), lab.Outside);
        File.CreateSymbolicLink(lab.PathOf("through.yaml"), Path.Combine("door", "secret.yaml"));
        lab.Write("sub/in.yaml", Lab.Yaml("in"));
        File.CreateSymbolicLink(lab.PathOf("in.yaml"), Path.Combine("sub", "in.yaml"));
        var list = await lab.List();
        Assert.Equal(["in"], Lab.Names(list));
        Assert.Equal(["nowhere.yaml", "out.yaml", "through.yaml"], list.Unreadable.Select(static error => Path.GetFileName(error.File)));
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Merge("in", """{"spec":{"x":1}}"""));
        Assert.Contains("symbolic link", error.Message, StringComparison.Ordinal);
        Assert.Equal(Lab.Yaml("in"), lab.Read("sub/in.yaml"));
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_named_and_hides_no_other()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        File.WriteAllBytes(lab.PathOf("b.yaml"), [.. "kind: IPPool\nname: b"u8, 0xFF, 0xFE, 0xC3]);
        var list = await lab.List();
        Assert.Equal(["a"], Lab.Names(list));
        Assert.Equal(2, Assert.Single(list.Unreadable).Line);
        await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("b")));
        await lab.Apply(Lab.Pool("c"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_what_is_not_found_may_be_in_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "An administrator may read every file.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        lab.Write("b.yaml", Lab.Yaml("b"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.PathOf("b.yaml"), UnixFileMode.None);
        var list = await lab.List();
        Assert.Equal(["a"], Lab.Names(list));
        Assert.Contains("permission denied", Assert.Single(list.Unreadable).Message, StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Configuration, () => lab.Find("b"));
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
    }

    [Fact]
    public async Task A_list_of_many_objects_is_read_and_one_of_them_changed()
    {
        using var lab = new Lab();
        lab.Write("nodes.yaml", "apiVersion: v1\nkind: List\nitems:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(static i =>
            $"- apiVersion: v1\n  kind: Node\n  metadata:\n    name: n{i:D5}\n    labels: {{rack: r{i % 7}}}\n")));
        var before = lab.Read("nodes.yaml");
        Assert.Equal(10_000, (await lab.List(ResourceKind.Node, new ListScope { MetadataOnly = true })).Items.Count);
        await lab.Host.MergeAsync(ResourceKind.Node, new("", "n01234"), Lab.Tree("""{"metadata":{"labels":{"rack":"r9"}}}"""), ObjectPart.Object, false, default);
        Assert.Equal(before.Replace("name: n01234\n    labels: {rack: r2}", "name: n01234\n    labels: {rack: \"r9\"}", StringComparison.Ordinal), lab.Read("nodes.yaml"));
    }

    [Fact]
    public async Task Reads_and_writes_are_told_to_whoever_listens()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        var heard = new List<RequestRecord>();
        RequestLog.Listen(heard.Add);
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        await lab.Delete("a");
        RequestLog.Listen(null);
        await lab.List();
        var file = Path.Combine("lab", "a.yaml");
        Assert.Equal(
            [("READ", file, false), ("WRITE", file, true), ("READ", file, false), ("DELETE", file, true)],
            heard.Select(static record => (record.Method, record.Target, record.IsWrite)));
        Assert.All(heard, static record => Assert.Equal(("lab", "ok"), (record.Cluster, record.Answer)));
    }
}
