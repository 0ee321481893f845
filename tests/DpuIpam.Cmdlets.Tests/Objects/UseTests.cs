namespace DpuIpam.Cmdlets.Tests.Objects;

/// <summary>Objects as scripts use them.</summary>
public sealed class UseTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3", "example-pool1 192.168.0.0/20, 3 of 15 nodes")]
    [InlineData("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3).Allocations[1]", "dpu-node-2 192.168.1.1-192.168.2.0")]
    [InlineData("(Get-DpuIpamPlan docs/examples/example-pool2-network.yaml -NodeCount 3).Allocations[1]", "dpu-node-2 192.168.1.0/24")]
    [InlineData("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml).Exclusions[0]", "192.168.0.0")]
    [InlineData("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml).Exclusions[1]", "192.168.15.1-192.168.15.255")]
    [InlineData("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 1).Findings[1]", "SmallerFitsOne: With 255 addresses per node, 16 nodes would fit instead of 15.")]
    [InlineData("ConvertFrom-DpuManifest docs/examples/example-pool1-subnet.yaml", "example-pool1 192.168.0.0/20, 256 per node")]
    [InlineData("ConvertFrom-DpuManifest docs/examples/example-pool2-network.yaml", "example-pool2 192.168.0.0/20, /24 per node")]
    [InlineData("ConvertFrom-DpuManifest docs/examples/pools/fabric.yaml", "CIDRPool fabric 10.20.0.0/16")]
    [InlineData("(ConvertFrom-DpuManifest docs/examples/pools/storage.yaml).NodeSelector", "example.com/storage")]
    [InlineData("(ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)[0]", "worker-a")]
    [InlineData("Get-DpuIpamRule PoolName", "PoolName")]
    public void ToString_is_the_useful_short_line(string script, string expected) =>
        Assert.Equal([expected], _session.Texts($"({script}).ToString()"));

    [Theory]
    [InlineData("$table = @{}; $plan.Allocations.ForEach({ $table[$_.StartIP] = $_.NodeName }); $table['192.168.1.1']", "dpu-node-2")]
    [InlineData("$table = @{}; $plan.Allocations.ForEach({ $table[$_.Index] = $_.NodeName }); $table[[decimal] 2]", "dpu-node-3")]
    [InlineData("$table = @{}; $plan.Allocations.ForEach({ $table[$_.Change] += 1 }); $table[$plan.Allocations[0].Change]", "3")]
    [InlineData("$plan.Kind -eq 'IPPool'", "True")]
    [InlineData("$plan.Kind -in 'IPPool', 'CIDRPool'", "True")]
    [InlineData("switch ($plan.Mode) { Subnet { 'flat' } Network { 'routed' } }", "flat")]
    [InlineData("$plan.Free -gt 10 -and $plan.Free -lt 13 -and $plan.Free -eq 12", "True")]
    [InlineData("$plan.Allocated / $plan.Capacity", "0.2")]
    [InlineData("$plan.Findings.Where({ $_.Severity -ge 'Information' }).Count", "2")]
    [InlineData("$plan.Findings.Where({ $_.Severity -gt 'Information' }).Count", "0")]
    [InlineData("[Linq.Enumerable]::Max([decimal[]] $plan.Allocations.Index)", "2")]
    [InlineData("[Net.IPAddress]::Parse($plan.Allocations[1].StartIP).AddressFamily", "InterNetwork")]
    [InlineData("$plan.Allocations.Where({ $_.NodeName -like '*-3' }).EndIP", "192.168.3.0")]
    [InlineData("$plan.Allocations[0] -is [DpuIpam.BlockAllocation] -and $plan.Allocations[0] -is [DpuIpam.NodeAllocation]", "True")]
    public void Properties_work_as_keys_and_in_comparisons(string script, string expected) => Assert.Equal(
        [expected],
        _session.Texts($"$plan = Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3; $({script}) | ForEach-Object ToString"));

    [Theory]
    [InlineData("$plan.Pool = 'x'")]
    [InlineData("$plan.Allocations[0].StartIP = '10.0.0.1'")]
    [InlineData("$plan.Findings[0].Severity = 'Error'")]
    public void Nothing_can_be_set(string script) =>
        _session.Run($"$plan = Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3; {script}").End();

    [Theory]
    [InlineData("Findings")]
    [InlineData("Allocations")]
    [InlineData("Exclusions")]
    public void Lists_can_not_be_changed_either(string list)
    {
        var plan = _session.Get("Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3");
        _session.Run($$"""@($input)[0].{{list}}[0] = $null""", plan).End();
        Assert.All(plan.Items(list), Assert.NotNull);
    }

    [Theory]
    [InlineData($"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16)", "Allocations", "UnallocatedNodes", "Share", "Exclusions", "Changes", "Findings")]
    [InlineData("(ConvertFrom-DpuManifest docs/examples/pools/storage.yaml)", "Allocations")]
    [InlineData("(ConvertFrom-DpuManifest docs/examples/pools/storage.yaml).NodeSelector", "Terms")]
    [InlineData("(ConvertFrom-DpuManifest docs/examples/pools/storage.yaml).NodeSelector.Terms[0]", "MatchExpressions")]
    [InlineData("($text | ConvertFrom-DpuManifest)", "Exclusions", "Routes", "Conditions", "Shares")]
    [InlineData("($text | ConvertFrom-DpuManifest).Shares[0]", "Ranges")]
    public void Lists_can_be_indexed(string item, params string[] lists)
    {
        const string Text = """
            $text = @'
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: full}
            spec:
              ipv4Network:
                {network: 10.0.0.0/20, prefixSize: 24, gatewayIndex: 1, exclusions: [10.0.0.9], routes: [{dst: 10.1.0.0/16}]}
            status:
              conditions: [{type: Ready, status: "True"}]
              dpuClusterAllocations: [{dpuCluster: a/b, ipRanges: [{startIP: 10.0.0.0, endIP: 10.0.0.255}]}]
            '@
            """;
        // Of a list that the engine can't index, [0] is the list itself.
        Assert.All(lists, list => Assert.Equal(
            _session.Texts($"{Text}\n@({item}.{list})[0].GetType()"), _session.Texts($"{Text}\n{item}.{list}[0].GetType()")));
    }

    [Fact]
    public void Pool_and_node_properties_bind_by_name_where_a_function_asks_for_them() => Assert.Equal(
        ["dpf-operator-system/example-pool1 dpu-node-1"],
        _session.Texts("""
            function Show {
                [CmdletBinding()]
                param(
                    [Parameter(ValueFromPipelineByPropertyName)] $Namespace,
                    [Parameter(ValueFromPipelineByPropertyName)] $Pool,
                    [Parameter(ValueFromPipelineByPropertyName)] $NodeName)
                process { "$Namespace/$Pool $NodeName" }
            }
            (Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 1).Allocations | Show
            """));

    [Fact]
    public void Rule_ids_bind_by_property_name() => Assert.Equal(
        ["PoolName"], _session.Texts("[pscustomobject]@{ RuleId = 'PoolName' } | Get-DpuIpamRule"));

    [Fact]
    public void Runs_in_parallel_runspaces() => Assert.Equal(
        ["3", "3", "3", "3"],
        _session.Texts($$"""
            1..4 | ForEach-Object -ThrottleLimit 2 -Parallel {
                Import-Module '{{Places.Manifest}}'
                (Get-DpuIpamPlan '{{Path.Combine(Places.Repository, Examples.Subnet)}}' -NodeCount 3).Allocated
            }
            """));

    [Fact]
    public void Nodes_can_be_made_by_hand() => Assert.Equal(
        ["a 10.10.0.61-10.10.0.120", "worker-b 10.10.0.1-10.10.0.60"],
        _session.Texts("""
            $labels = [Collections.Generic.Dictionary[string, string]]::new()
            $labels['example.com/storage'] = 'true'
            $nodes = [DpuIpam.Node]::new('a', $labels), [DpuIpam.Node]::new('worker-b', $labels)
            (Get-DpuIpamPlan docs/examples/pools/storage.yaml -Node $nodes).Allocations
            """));
}
