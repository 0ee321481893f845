using System.Text.Json.Nodes;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>The two documented examples, made by one command each: the same fields, the same text, the same plan.</summary>
public sealed class DocumentedExampleTests : IDisposable
{
    private const string Subnet =
        "New-DpuServiceIpam example-pool1 192.168.0.0/20 -PerNodeIPCount 256 -Gateway 192.168.0.1"
        + " -PoolLabel @{ 'svc.dpu.nvidia.com/pool' = 'example-pool1' }";

    private const string Network =
        "New-DpuServiceIpam example-pool2 192.168.0.0/20 -PrefixSize 24 -GatewayIndex 1"
        + " -PoolLabel @{ 'svc.dpu.nvidia.com/pool' = 'example-pool2' }";

    /// <summary>The fields of the documents, written out here: the files are no proof of themselves.</summary>
    private const string SubnetFields = """
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
         "metadata":{"name":"example-pool1","namespace":"dpf-operator-system"},
         "spec":{"metadata":{"labels":{"svc.dpu.nvidia.com/pool":"example-pool1"}},
                 "ipv4Subnet":{"subnet":"192.168.0.0/20","gateway":"192.168.0.1","perNodeIPCount":256}}}
        """;

    private const string NetworkFields = """
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
         "metadata":{"name":"example-pool2","namespace":"dpf-operator-system"},
         "spec":{"metadata":{"labels":{"svc.dpu.nvidia.com/pool":"example-pool2"}},
                 "ipv4Network":{"network":"192.168.0.0/20","gatewayIndex":1,"prefixSize":24}}}
        """;

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Subnet, SubnetFields)]
    [InlineData(Network, NetworkFields)]
    public void They_come_out_field_for_field(string script, string fields)
    {
        var expected = JsonNode.Parse(fields);
        foreach (var parameters in (string[])["-As Json", "-As Json -IncludeStatus"])
        {
            var tree = JsonNode.Parse(_session.Get($"{script} | ConvertTo-DpuManifest {parameters}").ToString());
            Assert.True(JsonNode.DeepEquals(expected, tree), $"expected {expected}\nactual {tree}");
        }
    }

    [Theory]
    [InlineData(Examples.Subnet, SubnetFields)]
    [InlineData(Examples.Network, NetworkFields)]
    public void The_files_have_these_fields_too(string file, string fields)
    {
        var tree = Tree.Of(_session, $"Get-DpuServiceIpam -Path {file}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(fields), tree), $"{tree}");
    }

    [Theory]
    [InlineData(Examples.Subnet, Subnet)]
    [InlineData(Examples.Network, Network)]
    public void They_come_out_as_the_text_of_the_file(string file, string script)
    {
        var lines = File.ReadAllLines(Path.Combine(Places.Repository, file));
        var text = string.Join('\n', lines.Where(static line => !line.StartsWith('#')));

        Assert.Equal(text, _session.Get($"{script} | ConvertTo-DpuManifest").ToString());
        Assert.Equal(text, _session.Get($"Get-DpuServiceIpam -Path {file} | ConvertTo-DpuManifest").ToString());
    }

    [Theory]
    [InlineData(Examples.Subnet, Subnet)]
    [InlineData(Examples.Network, Network)]
    public void A_row_says_the_same(string file, string script)
    {
        var row = script["New-DpuServiceIpam ".Length..].Split(" -");
        var cells = string.Join("; ", row.Skip(1).Select(static cell => cell.Split(' ', 2)).Select(static cell =>
            $"{cell[0]} = {(cell[1].StartsWith('@') ? cell[1] : $"'{cell[1]}'")}"));
        var start = row[0].Split(' ');
        Assert.Equal("", Tree.Changes(
            _session, $"Get-DpuServiceIpam -Path {file}",
            $"[pscustomobject]@{{ Name = '{start[0]}'; Network = '{start[1]}'; {cells} }} | New-DpuServiceIpam"));
    }

    [Theory]
    [InlineData(Examples.Subnet, Subnet)]
    [InlineData(Examples.Network, Network)]
    public void They_are_planned_as_the_files_are(string file, string script)
    {
        var planned = _session.Texts($"{script} | Get-DpuIpamPlan -NodeCount 3 | Get-DpuPoolAllocation");
        Assert.Equal(3, planned.Length);
        Assert.Equal(_session.Texts($"Get-DpuIpamPlan {file} -NodeCount 3 | Get-DpuPoolAllocation"), planned);
    }

    [Theory]
    [InlineData(Subnet)]
    [InlineData(Network)]
    public void Nobody_refuses_them(string script) => Assert.Equal(["True"], _session.Texts($"{script} | Test-DpuServiceIpam -Quiet"));
}
