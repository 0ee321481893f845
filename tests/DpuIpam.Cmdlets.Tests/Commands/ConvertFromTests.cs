using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>ConvertFrom-DpuManifest: files and texts to objects.</summary>
public sealed class ConvertFromTests : IDisposable
{
    private const string NodeJson = """{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node", "labels": {"a": "b"}}}""";

    private readonly Session _session = new();

    public static TheoryData<string, string> OneNode => new()
    {
        { "a text", "apiVersion: v1\nkind: Node\nmetadata: {name: node, labels: {a: b}}\n" },
        { "a text with Windows line ends", "apiVersion: v1\r\nkind: Node\r\nmetadata: {name: node, labels: {a: b}}\r\n" },
        { "JSON", NodeJson },
        { "a List", $$"""{"apiVersion": "v1", "kind": "List", "items": [{{NodeJson}}]}""" },
        { "a NodeList", """{"apiVersion": "v1", "kind": "NodeList", "items": [{"metadata": {"name": "node", "labels": {"a": "b"}}}]}""" },
        { "a YAML list", "kind: List\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata: {name: node, labels: {a: b}}\n" },
        { "empty documents around", "---\n---\n# nothing\n---\napiVersion: v1\nkind: Node\nmetadata: {name: node, labels: {a: b}}\n---\n" },
    };

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(OneNode))]
    public void Every_spelling_gives_the_same_node(string spelling, string text)
    {
        Assert.NotEqual("", spelling);
        var node = _session.Get("$input | ConvertFrom-DpuManifest", text);
        Assert.Equal("node", node.Text("NodeName"));
        Assert.Equal(["[a, b]"], node.TextItems("Labels"));

        // As Get-Content gives it: line by line.
        var lines = text.ReplaceLineEndings("\n").Split('\n').Cast<object>().ToArray();
        Assert.Equal("node", _session.Get("$input | ConvertFrom-DpuManifest", lines).Text("NodeName"));
    }

    [Fact]
    public void Each_kind_becomes_its_type()
    {
        var text = string.Join("---\n",
            Texts.Subnet("ipam"),
            "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: block}\nspec: {subnet: 10.0.0.0/24, perNodeBlockSize: 5}\n",
            "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: CIDRPool\nmetadata: {name: prefix}\nspec: {cidr: 10.0.0.0/24, perNodeNetworkPrefix: 28}\n",
            "apiVersion: provisioning.dpu.nvidia.com/v1alpha1\nkind: DPUCluster\nmetadata: {name: c, namespace: d}\n",
            Texts.Nodes("node"),
            "apiVersion: v1\nkind: Service\nmetadata: {name: passed-over}\n");
        Assert.Equal(
            ["DpuIpam.ServiceIpam ipam 10.0.0.0/24, 10 per node", "DpuIpam.Pool IPPool block 10.0.0.0/24",
                "DpuIpam.Pool CIDRPool prefix 10.0.0.0/24", "DpuIpam.Cluster d/c", "DpuIpam.Node node"],
            _session.Results("$input | ConvertFrom-DpuManifest", text).Select(static item => $"{item.TypeNames[0]} {item}"));
    }

    [Fact]
    public void Several_texts_are_read_each_by_itself()
    {
        var outcome = _session.Run("$input | ConvertFrom-DpuManifest", "kind: [\n", Texts.Nodes("node"));
        Assert.Equal(["node"], outcome.Texts("NodeName"));
        var error = outcome.Error();
        Assert.StartsWith("ManifestMalformed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("input:", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5, $text | ConvertFrom-DpuManifest", "InputNotSupported", ErrorCategory.InvalidType, 5)]
    [InlineData("ConvertFrom-DpuManifest none.yaml, docs/examples/pools/nodes.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    public void A_bad_item_costs_only_itself(string script, string id, ErrorCategory category, object target)
    {
        var outcome = _session.Run($"$text = [IO.File]::ReadAllText(\"$PWD/docs/examples/pools/nodes.yaml\"); {script}");
        outcome.Error().Is(id, category, target);
        Assert.Equal(["worker-a", "worker-b", "worker-c"], outcome.Texts("NodeName"));
    }

    [Fact]
    public void The_same_pool_of_two_clusters_folders_is_two_objects()
    {
        // To convert is not to plan: what two files say of one name is both there.
        using var folder = new Folder();
        folder.Write("east.yaml", Texts.Subnet("pool"));
        folder.Write("west.yaml", Texts.Subnet("pool", "10.9.0.0/24", "10.9.0.1"));
        Assert.Equal(
            ["10.0.0.0/24", "10.9.0.0/24"], _session.Texts($"(ConvertFrom-DpuManifest '{folder.Root}').Network"));
    }
}
