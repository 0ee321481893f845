using System.Text;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>What writing leaves as it was, byte for byte.</summary>
public class TextTests
{
    private const string Commented = """
        # Pools of rack 1.
        # Ask the network team before changing the gateway.

        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool # one subnet
        metadata:
          namespace: dpf-operator-system
          name: a   # of all racks
        spec:
          # The whole lab.
          subnet: 10.0.0.0/24

          perNodeBlockSize: 6 # grew in May
          gateway: "10.0.0.1"
          exclusions:
          # printers
          - startIP: 10.0.0.10
            endIP: 10.0.0.12 # three of them
          # cameras
          - startIP: 10.0.0.20
            endIP: 10.0.0.29
        # end of a
        ---

        # Another one.
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata: {name: b, namespace: dpf-operator-system}
        spec: {subnet: 10.1.0.0/24, perNodeBlockSize: 6, gateway: 10.1.0.1} # short
        ...
        --- # a third
        kind: ConfigMap
        apiVersion: v1
        metadata: {name: c}
        data: {x: 'y'}   # kept

        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_changed_number_changes_its_digits_only(string lineBreak)
    {
        using var lab = new Lab();
        var text = Commented.ReplaceLineEndings(lineBreak);
        lab.Write("pools.yaml", text);
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        Assert.Equal(text.Replace("perNodeBlockSize: 6 #", "perNodeBlockSize: 8 #", StringComparison.Ordinal), lab.Read("pools.yaml"));
        await lab.Merge("b", """{"spec":{"perNodeBlockSize":9}}""");
        Assert.Equal(
            text.Replace("perNodeBlockSize: 6 #", "perNodeBlockSize: 8 #", StringComparison.Ordinal)
                .Replace("perNodeBlockSize: 6,", "perNodeBlockSize: 9,", StringComparison.Ordinal),
            lab.Read("pools.yaml"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_status_comes_behind_the_spec_and_goes_without_a_trace(string lineBreak)
    {
        using var lab = new Lab();
        var text = Commented.ReplaceLineEndings(lineBreak);
        lab.Write("pools.yaml", text);
        await lab.Merge("a", """{"status":{"allocations":[{"nodeName":"node","startIP":"10.0.0.1","endIP":"10.0.0.6"}]}}""", ObjectPart.Status);
        var status = "status:\n  allocations:\n  - nodeName: node\n    startIP: 10.0.0.1\n    endIP: 10.0.0.6\n".ReplaceLineEndings(lineBreak);
        Assert.Equal(text.Replace("# end of a", status + "# end of a", StringComparison.Ordinal), lab.Read("pools.yaml"));
        await lab.Merge("a", """{"status":null}""", ObjectPart.Status);
        Assert.Equal(text, lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task An_item_of_a_list_comes_and_goes_alone()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", Commented);
        await lab.Merge("a", """
            {"spec":{"exclusions":[{"startIP":"10.0.0.10","endIP":"10.0.0.12"},{"startIP":"10.0.0.20","endIP":"10.0.0.29"},
            {"startIP":"10.0.0.40","endIP":"10.0.0.41"}]}}
            """);
        var longer = Commented.Replace("# end of a", "  - startIP: 10.0.0.40\n    endIP: 10.0.0.41\n# end of a", StringComparison.Ordinal);
        Assert.Equal(longer, lab.Read("pools.yaml"));
        await lab.Merge("a", """
            {"spec":{"exclusions":[{"startIP":"10.0.0.20","endIP":"10.0.0.29"},{"startIP":"10.0.0.40","endIP":"10.0.0.41"}]}}
            """);
        Assert.Equal(
            longer.Replace("  - startIP: 10.0.0.10\n    endIP: 10.0.0.12 # three of them\n", "", StringComparison.Ordinal),
            lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task A_new_field_stands_behind_the_one_it_follows_upstream_and_old_ones_keep_their_order()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", "kind: IPPool\nspec:\n    gateway: 10.0.0.1\n    subnet: 10.0.0.0/24 # lab\n    future: 1\napiVersion: nv-ipam.nvidia.com/v1alpha1\nmetadata:\n    name: a\n");
        await lab.Apply(Lab.Tree("""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"a","labels":{"x":"y"}},
            "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":6,"gateway":"10.0.0.1"}}
            """));
        Assert.Equal(
            "kind: IPPool\nspec:\n    gateway: 10.0.0.1\n    subnet: 10.0.0.0/24 # lab\n    perNodeBlockSize: 6\napiVersion: nv-ipam.nvidia.com/v1alpha1\nmetadata:\n    name: a\n    labels:\n      x: \"y\"\n",
            lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task Of_an_object_with_anchors_the_values_are_written_out_and_its_leading_comments_stay()
    {
        using var lab = new Lab();
        var other = "---\n# b\n" + Lab.Yaml("b");
        lab.Write("pools.yaml", "# top\napiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: &n a}\nspec: {subnet: 10.0.0.0/24}\nstatus: {x: *n}\n" + other);
        var written = await lab.Merge("a", """{"status":{"y":1}}""", ObjectPart.Status);
        Assert.Equal("""{"x":"a","y":1}""", written.Root.GetProperty("status").GetRawText());
        Assert.StartsWith("# top\napiVersion", lab.Read("pools.yaml"), StringComparison.Ordinal);
        Assert.EndsWith(other, lab.Read("pools.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_of_a_yaml_list_is_changed_and_removed_within_the_list()
    {
        using var lab = new Lab();
        const string Text = "apiVersion: v1\nkind: List\nitems:\n# first\n- apiVersion: nv-ipam.nvidia.com/v1alpha1\n  kind: IPPool\n  metadata:\n    name: a\n  spec: {subnet: 10.0.0.0/24} # a\n# second\n- apiVersion: nv-ipam.nvidia.com/v1alpha1\n  kind: IPPool\n  metadata: # b\n    name: b\n  spec:\n    subnet: 10.0.1.0/24 # b\n# tail\n";
        lab.Write("all.yml", Text);
        await lab.Merge("a", """{"spec":{"subnet":"10.9.0.0/24","gateway":"10.9.0.1"}}""");
        var changed = Text.Replace("  spec: {subnet: 10.0.0.0/24} # a\n", "  spec:\n    subnet: 10.9.0.0/24\n    gateway: 10.9.0.1 # a\n", StringComparison.Ordinal);
        Assert.Equal(changed, lab.Read("all.yml"));
        await lab.Delete("a");
        Assert.Equal(Text[..Text.IndexOf("- api", StringComparison.Ordinal)] + Text[Text.IndexOf("# second", StringComparison.Ordinal)..], lab.Read("all.yml"));
        await lab.Delete("b");
        Assert.DoesNotContain("all.yml", lab.Files());
    }

    [Fact]
    public async Task Items_in_brackets_stay_in_brackets()
    {
        using var lab = new Lab();
        lab.Write("all.yaml", "kind: IPPoolList\napiVersion: nv-ipam.nvidia.com/v1alpha1\nitems: [{metadata: {name: a}, spec: {subnet: 10.0.0.0/24}}, {metadata: {name: b}, spec: {}}] # both\n");
        await lab.Merge("a", """{"spec":{"gateway":"10.0.0.1"}}""");
        Assert.Contains("{name: b}, spec: {}}] # both\n", lab.Read("all.yaml"), StringComparison.Ordinal);
        Assert.Equal("10.0.0.1", (await lab.Find("a"))!.Root.GetProperty("spec").GetProperty("gateway").GetString());
        await lab.Delete("a");
        Assert.Equal("kind: IPPoolList\napiVersion: nv-ipam.nvidia.com/v1alpha1\nitems: [{metadata: {name: b}, spec: {}}] # both\n", lab.Read("all.yaml"));
    }

    [Fact]
    public async Task A_list_with_items_by_alias_is_written_anew_as_a_whole_and_says_the_same()
    {
        using var lab = new Lab();
        lab.Write("all.yaml", "# top\nkind: List\napiVersion: v1\nx: &x {apiVersion: nv-ipam.nvidia.com/v1alpha1, kind: IPPool, metadata: {name: a}}\nitems:\n- *x\n- apiVersion: nv-ipam.nvidia.com/v1alpha1\n  kind: IPPool\n  metadata: {name: b}\n");
        await lab.Merge("a", """{"spec":{"subnet":"10.0.0.0/24"}}""");
        Assert.Equal(["a", "b"], Lab.Names(await lab.List()));
        Assert.StartsWith("# top\n", lab.Read("all.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    ", "\n")]
    [InlineData("  ", "\r\n")]
    [InlineData("\t", "\n")]
    public async Task Json_stays_json_and_keeps_its_layout(string step, string lineBreak)
    {
        using var lab = new Lab();
        string Text(string size) => """
            {
            >"apiVersion": "v1",
            >"items": [
            >>{
            >>>"apiVersion": "nv-ipam.nvidia.com/v1alpha1",
            >>>"kind": "IPPool",
            >>>"metadata": {
            >>>>"name": "a"
            >>>},
            >>>"spec": {
            >>>>"perNodeBlockSize": SIZE,
            >>>>"subnet": "10.0.0.0/24"
            >>>}
            >>},
            >>{"apiVersion": "v1",   "kind": "Node", "metadata": {"name": "n"}}
            >],
            >"kind": "List"
            }

            """.Replace(">", step, StringComparison.Ordinal).Replace("SIZE", size, StringComparison.Ordinal).ReplaceLineEndings(lineBreak);
        lab.Write("all.json", Text("6"));
        await lab.Merge("a", """{"spec":{"perNodeBlockSize":8}}""");
        Assert.Equal(Text("8"), lab.Read("all.json"));
        await lab.Host.MergeAsync(ResourceKind.Node, new("", "n"), Lab.Tree("""{"metadata":{"labels":{"x":"y"}}}"""), ObjectPart.Object, false, default);
        Assert.Contains("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","labels":{"x":"y"}}}""", lab.Read("all.json"), StringComparison.Ordinal);
        await lab.Delete("a");
        Assert.Single((await lab.List(ResourceKind.Node)).Items);
        await lab.Host.DeleteAsync(ResourceKind.Node, new("", "n"), default, default);
        Assert.DoesNotContain("all.json", lab.Files());
    }

    [Fact]
    public async Task Of_json_values_one_behind_the_other_one_is_changed_or_removed()
    {
        using var lab = new Lab();
        const string A = """{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"a"},"spec":{"x":1}}""";
        var b = A.Replace("\"a\"", "\"b\"", StringComparison.Ordinal);
        lab.Write("all.json", $"{A}\n{b}\n");
        await lab.Merge("a", """{"spec":{"x":2}}""");
        Assert.Equal($"{A.Replace("1}", "2}", StringComparison.Ordinal)}\n{b}\n", lab.Read("all.json"));
        await lab.Delete("b");
        Assert.Equal(["a"], Lab.Names(await lab.List()));
        await lab.Delete("a");
        Assert.False(File.Exists(lab.PathOf("all.json")));
    }

    [Fact]
    public async Task Encodings_and_byte_order_marks_stay()
    {
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            using var lab = new Lab();
            var text = "# é 😀\n" + Lab.Yaml("a");
            File.WriteAllText(lab.PathOf("a.yaml"), text, encoding);
            await lab.Merge("a", """{"spec":{"perNodeBlockSize":7}}""");
            byte[] wanted = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.Replace(": 6", ": 7", StringComparison.Ordinal))];
            Assert.Equal(wanted, File.ReadAllBytes(lab.PathOf("a.yaml")));
        }
    }

    [Fact]
    public async Task What_is_not_changed_is_not_written()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", Commented);
        var before = File.GetLastWriteTimeUtc(lab.PathOf("pools.yaml"));
        var found = (await lab.Find("b"))!;
        var written = await lab.Merge("b", """{"spec":{"perNodeBlockSize":6}}""");
        Assert.Equal(Lab.Version(found), Lab.Version(written));
        Assert.Equal(before, File.GetLastWriteTimeUtc(lab.PathOf("pools.yaml")));
        Assert.Equal(Commented, lab.Read("pools.yaml"));
    }

    [Fact]
    public async Task A_removed_document_takes_nothing_with_it_and_the_last_takes_the_file()
    {
        using var lab = new Lab();
        lab.Write("pools.yaml", Lab.Yaml("a") + "---\n# b\n" + Lab.Yaml("b") + "---\n" + Lab.Yaml("c") + "---\n");
        await lab.Delete("b");
        Assert.Equal(Lab.Yaml("a") + "---\n" + Lab.Yaml("c") + "---\n", lab.Read("pools.yaml"));
        await lab.Delete("a");
        Assert.Equal("---\n" + Lab.Yaml("c") + "---\n", lab.Read("pools.yaml"));
        await lab.Delete("c");
        Assert.False(File.Exists(lab.PathOf("pools.yaml")));
    }
}
