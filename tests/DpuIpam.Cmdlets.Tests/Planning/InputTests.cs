namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>Every way to hand manifests over leads to the same plan.</summary>
public sealed class InputTests : IDisposable
{
    private readonly Session _session = new();

    public static TheoryData<string> Ways =>
    [
        "Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "Get-DpuIpamPlan -Path ./docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "Get-DpuIpamPlan -LiteralPath docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "Get-DpuIpamPlan -PSPath docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "Get-DpuIpamPlan -LP docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "Get-DpuIpamPlan docs/ex*/*pool1*.y?ml -NodeCount 3",
        "Get-DpuIpamPlan 'docs/examples/example-pool[1]-subnet.yaml' -NodeCount 3",
        "Get-DpuIpamPlan \"FileSystem::$PWD/docs/examples/example-pool1-subnet.yaml\" -NodeCount 3",
        "Get-DpuIpamPlan \"FileSystem::$PWD/docs/examples/*pool1*\" -NodeCount 3",
        "Get-DpuIpamPlan -LiteralPath \"FileSystem::$PWD/docs/examples/example-pool1-subnet.yaml\" -NodeCount 3",
        "Get-DpuIpamPlan \"Microsoft.PowerShell.Core\\FileSystem::$PWD/docs/examples/example-pool1-subnet.yaml\" -NodeCount 3",
        "Get-DpuIpamPlan -InputObject docs/examples/example-pool1-subnet.yaml -NodeCount 3",
        "'docs/examples/example-pool1-subnet.yaml' | Get-DpuIpamPlan -NodeCount 3",
        "'docs/examples/*pool1*' | Get-DpuIpamPlan -NodeCount 3",
        "[IO.FileInfo]\"$PWD/docs/examples/example-pool1-subnet.yaml\" | Get-DpuIpamPlan -NodeCount 3",
        "ConvertFrom-DpuManifest docs/examples/example-pool1-subnet.yaml | Get-DpuIpamPlan -NodeCount 3",
        "Get-DpuIpamPlan -InputObject (ConvertFrom-DpuManifest docs/examples/example-pool1-subnet.yaml) -NodeCount 3",
        "[IO.File]::ReadAllText(\"$PWD/docs/examples/example-pool1-subnet.yaml\") | ConvertFrom-DpuManifest | Get-DpuIpamPlan -NodeCount 3",
        "[IO.File]::ReadAllLines(\"$PWD/docs/examples/example-pool1-subnet.yaml\") | ConvertFrom-DpuManifest | Get-DpuIpamPlan -NodeCount 3",
        "ConvertFrom-DpuManifest docs/examples/example-pool1-subnet.yaml | ConvertTo-DpuManifest -As Json | ConvertFrom-DpuManifest | Get-DpuIpamPlan -NodeCount 3",
    ];

    /// <summary>The folder's files, in ways that mix kinds of input.</summary>
    public static TheoryData<string> FolderWays =>
    [
        "Get-DpuIpamPlan docs/examples/pools",
        "Get-DpuIpamPlan docs/examples/pools/",
        "Get-DpuIpamPlan docs/examples/poo*",
        "Get-DpuIpamPlan docs/examples/pools/*",
        "Get-DpuIpamPlan -LiteralPath docs/examples/pools",
        "Get-DpuIpamPlan docs/examples/pools/storage.yaml, docs/examples/pools/fabric.yaml, docs/examples/pools/nodes.yaml",
        "'docs/examples/pools' | Get-DpuIpamPlan",
        "[IO.DirectoryInfo]\"$PWD/docs/examples/pools\" | Get-DpuIpamPlan",
        "[IO.DirectoryInfo]::new(\"$PWD/docs/examples/pools\").GetFiles() | Get-DpuIpamPlan",
        "ConvertFrom-DpuManifest docs/examples/pools | Get-DpuIpamPlan",
        "Get-DpuIpamPlan docs/examples/pools/storage.yaml, docs/examples/pools/fabric.yaml -Node (ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)",
        "'docs/examples/pools/nodes.yaml', [IO.FileInfo]\"$PWD/docs/examples/pools/fabric.yaml\", (ConvertFrom-DpuManifest docs/examples/pools/storage.yaml) | Get-DpuIpamPlan",
        ", @('docs/examples/pools/nodes.yaml', [IO.FileInfo]\"$PWD/docs/examples/pools/fabric.yaml\", (ConvertFrom-DpuManifest docs/examples/pools/storage.yaml)) | Get-DpuIpamPlan",
        "Get-DpuIpamPlan -InputObject 'docs/examples/pools/nodes.yaml', ([IO.FileInfo]\"$PWD/docs/examples/pools/fabric.yaml\"), (ConvertFrom-DpuManifest docs/examples/pools/storage.yaml)",
    ];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void One_file(string script) =>
        Assert.Equal(["example-pool1 192.168.0.0/20, 3 of 15 nodes"], _session.Texts(script));

    [Theory]
    [MemberData(nameof(FolderWays))]
    public void A_folder(string script) => Assert.Equal(
        ["fabric 10.20.0.0/16, 3 of 256 nodes", "storage 10.10.0.0/24, 2 of 4 nodes"], _session.Texts(script));

    [Fact]
    public void Any_kind_of_collection_is_taken_as_one_object() => Assert.Equal(
        ["fabric 10.20.0.0/16, 3 of 256 nodes", "storage 10.10.0.0/24, 2 of 4 nodes"],
        _session.Texts("""
            $list = [Collections.Generic.List[object]]::new()
            $list.Add('docs/examples/pools')
            Get-DpuIpamPlan -InputObject $list
            """));

    [Fact]
    public void A_path_with_brackets_is_taken_literally_by_LiteralPath_and_as_a_file()
    {
        using var folder = new Folder();
        var path = folder.Write("[x].yaml", Texts.Subnet("bracket"));
        Assert.Equal(["bracket"], _session.Texts($"(Get-DpuIpamPlan -LiteralPath '{path}').Pool"));
        Assert.Equal(["bracket"], _session.Texts("($input | Get-DpuIpamPlan).Pool", new FileInfo(path)));
        Assert.StartsWith("PathNotFound,", _session.Run($"Get-DpuIpamPlan -Path '{path}'").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_gives_its_manifests_and_not_those_of_its_folders()
    {
        using var folder = new Folder();
        folder.Write("a.yaml", Texts.Subnet("a"));
        folder.Write("b.yml", Texts.Subnet("b"));
        folder.Write("c.JSON", """{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"c"},"spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10}}""");
        folder.Write("d.txt", "no manifest: {");
        folder.Write("inner/e.yaml", Texts.Subnet("e"));
        Assert.Equal(["c", "a", "b"], _session.Texts($"(Get-DpuIpamPlan '{folder.Root}').Pool"));
    }

    [Fact]
    public void Files_of_other_kinds_are_passed_over_with_a_verbose_line()
    {
        using var folder = new Folder();
        folder.Write("a.yaml", Texts.Subnet("a") + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
        folder.Write("b.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n");
        _session.GoTo(folder.Root);
        var outcome = _session.Run("Get-DpuIpamPlan . -Verbose");
        Assert.Equal(["a"], outcome.Texts("Pool"));
        Assert.Equal(
            ["a.yaml:12:1: passed over, ConfigMap of v1 is not planned.", "b.yaml:1:1: passed over, Secret of v1 is not planned."],
            outcome.Verbose);
        outcome.Succeeded();
    }

    [Theory]
    [InlineData("'storage', 'fabric', 'nodes'")]
    [InlineData("'nodes', 'storage', 'fabric'")]
    [InlineData("'fabric', 'nodes', 'storage'")]
    public void The_order_of_input_does_not_matter(string order)
    {
        const string Show = "| ForEach-Object { $_ | ConvertTo-DpuManifest -IncludeStatus; $_.Changes; $_.Findings }";
        Assert.Equal(
            _session.Texts($"Get-DpuIpamPlan docs/examples/pools {Show}"),
            _session.Texts($"Get-DpuIpamPlan -LiteralPath ({order}).ForEach({{ \"docs/examples/pools/$_.yaml\" }}) {Show}"));
    }

    [Theory]
    [InlineData("c, a, b")]
    [InlineData("b, c, a")]
    public void The_order_of_nodes_does_not_matter(string nodes) => Assert.Equal(
        ["a 192.168.0.1-192.168.1.0", "b 192.168.1.1-192.168.2.0", "c 192.168.2.1-192.168.3.0"],
        _session.Texts($"(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -Node {nodes}).Allocations"));
}
