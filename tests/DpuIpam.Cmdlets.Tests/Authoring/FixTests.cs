namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>A finding's Fix is a line that runs as it stands, and after which the finding is gone.</summary>
public sealed class FixTests : IDisposable
{
    private const string Clusters = """
        ---
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: a, namespace: dpus}
        ---
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: b, namespace: dpus}
        """;

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public FixTests() => _session.GoTo(_folder.Root);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("DpfNamespace", "network: {network: 10.0.0.0/24, prefixSize: 28}", "", "other", "New-DpuServiceIpam -Namespace dpf-operator-system")]
    [InlineData("ModeUnknown", "network: {network: 10.0.0.0/24, prefixSize: 28}", "-ApiGeneration G4", "", "New-DpuServiceIpam -ApiGeneration G4")]
    [InlineData("DpfGateway", "subnet: {subnet: 10.0.0.0/24, gateway: 10.9.0.1, perNodeIPCount: 10}", "", "",
        "Set-DpuServiceIpam -AsObject -Gateway 10.0.0.254")]
    [InlineData("GatewayOutside", "subnet: {subnet: 10.0.0.0/29, gateway: 10.9.0.1, perNodeIPCount: 3}", "", "",
        "Set-DpuServiceIpam -AsObject -Gateway 10.0.0.1")]
    [InlineData("DpfGateway", "subnet: {subnet: 'fd00::/112', gateway: x, perNodeIPCount: 10}", "", "",
        "Set-DpuServiceIpam -AsObject -Gateway fd00::ffff")]
    [InlineData("DpfGatewayIndex", "network: {network: 10.0.0.0/24, prefixSize: 28, gatewayIndex: 16}", "", "",
        "Set-DpuServiceIpam -AsObject -GatewayIndex 1")]
    [InlineData("GatewayIndexOutside", "network: {network: 10.0.0.0/24, prefixSize: 28, gatewayIndex: 0}", "", "",
        "Set-DpuServiceIpam -AsObject -GatewayIndex 1")]
    [InlineData("DefaultGatewayWithoutGateway", "network: {network: 10.0.0.0/24, prefixSize: 28, defaultGateway: true}", "", "",
        "Set-DpuServiceIpam -AsObject -GatewayIndex 1")]
    [InlineData("RoutesWithoutGateway", "network: {network: 10.0.0.0/24, prefixSize: 28, routes: [{dst: 10.9.0.0/16}]}", "", "",
        "Set-DpuServiceIpam -AsObject -GatewayIndex 1")]
    [InlineData("CidrHostBits", "network: {network: 10.0.0.7/24, prefixSize: 28}", "", "", "Set-DpuServiceIpam -AsObject -Network 10.0.0.0/24")]
    [InlineData("DpfQuotaMin", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 0}", "", "",
        "New-DpuServiceIpam -QuotaPerCluster 1")]
    [InlineData("DpfQuotaMax", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 17}", "", "",
        "New-DpuServiceIpam -QuotaPerCluster 16")]
    [InlineData("DpfQuotaMax", "subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.1, perNodeIPCount: 10, blocksPerDPUCluster: 26}", "", "",
        "New-DpuServiceIpam -QuotaPerCluster 25")]
    [InlineData("DpfExcludeReversed",
        "network: {network: 10.0.0.0/24, prefixSize: 28, exclusions: [10.0.0.3], excludeRanges: [{startIP: 10.0.0.9, endIP: 10.0.0.7}]}", "", "",
        "Set-DpuServiceIpam -AsObject -Exclusion 10.0.0.3, 10.0.0.7-10.0.0.9")]
    [InlineData("GatewayTakesBlock", "subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.1, perNodeIPCount: 1}", "", "",
        "Set-DpuServiceIpam -AsObject -AddExclusion 10.0.0.1")]
    [InlineData("StaticPrefixExcluded",
        "network: {network: 10.0.0.0/24, prefixSize: 28, allocations: {n: 10.0.0.16/28}, excludeRanges: [{startIP: 10.0.0.0, endIP: 10.0.0.40}]}",
        "", "", "Set-DpuServiceIpam -AsObject -RemoveExclusion 10.0.0.16/28")]
    [InlineData("ReservedOverlap", "network: {network: 10.0.0.0/24, prefixSize: 28}", "-ReservedRange 10.0.0.9", "",
        "Set-DpuServiceIpam -AsObject -AddExclusion 10.0.0.9")]
    [InlineData("ReservedOverlap", "network: {network: 10.0.0.0/24, prefixSize: 28}", "-ReservedRange 10.0.0.240-10.0.1.9", "",
        "Set-DpuServiceIpam -AsObject -AddExclusion 10.0.0.240-10.0.0.255")]
    [InlineData("QuotaMissing", "network: {network: 10.0.0.0/24, prefixSize: 28}", "clusters.yaml", "", "New-DpuServiceIpam -QuotaPerCluster 8")]
    [InlineData("PartialShare", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 10}", "clusters.yaml", "",
        "Set-DpuServiceIpam -AsObject -Network 10.0.0.0/23")]
    [InlineData("ShareNotPossible", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 16}", "clusters.yaml", "",
        "Set-DpuServiceIpam -AsObject -Network 10.0.0.0/23")]
    [InlineData("NextShare", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 8}", "clusters.yaml", "",
        "Set-DpuServiceIpam -AsObject -Network 10.0.0.0/23")]
    public void It_mends_what_the_finding_says(string rule, string mode, string parameters, string @namespace, string command)
    {
        _folder.Write("clusters.yaml", Clusters);
        Write(mode, @namespace);
        var test = parameters.StartsWith("clusters", StringComparison.Ordinal)
            ? "Test-DpuServiceIpam 'it''s one.yaml', clusters.yaml"
            : $"Test-DpuServiceIpam 'it''s one.yaml' {parameters}";

        var fix = _session.Results(test).First(finding => finding.Text("RuleId") == rule).Text("Fix");

        Assert.Equal($"Get-DpuServiceIpam pool -LiteralPath 'it''s one.yaml' | {command} | ConvertTo-DpuManifest", fix);
        _folder.Write("it's one.yaml", _session.Get($"{fix} 3> $null").ToString());
        var left = _session.Results(test);
        Assert.DoesNotContain(rule, left.Select(static finding => finding.Text("RuleId")));
        Assert.DoesNotContain("Error", left.Select(static finding => finding.Text("Severity")));
    }

    [Theory]
    [InlineData("DpfShrink", "network: {network: 10.0.0.0/23, prefixSize: 28}", "network: {network: 10.0.0.0/24, prefixSize: 28}", "-Network 10.0.0.0/23")]
    [InlineData("DpfQuotaDecreased", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 4}",
        "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 2}", "-QuotaPerCluster 4")]
    [InlineData("DpfQuotaToggled", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 4}",
        "network: {network: 10.0.0.0/24, prefixSize: 28}", "-QuotaPerCluster 4")]
    public void It_mends_an_edit_that_DPF_does_not_take(string rule, string before, string after, string parameters)
    {
        Write(before, "");
        File.Move(Path.Combine(_folder.Root, "it's one.yaml"), Path.Combine(_folder.Root, "before.yaml"));
        Write(after, "");
        const string Test = "Test-DpuServiceIpam 'it''s one.yaml' -Against before.yaml";

        var fix = Assert.Single(_session.Results(Test), finding => finding.Text("RuleId") == rule).Text("Fix");

        Assert.Contains($"| New-DpuServiceIpam {parameters} |", fix, StringComparison.Ordinal);
        _folder.Write("it's one.yaml", _session.Get(fix).ToString());
        Assert.DoesNotContain("Error", _session.Results(Test).Select(static finding => finding.Text("Severity")));
    }

    [Theory]
    [InlineData("a quota can't be added to an object that is served",
        "QuotaMissing", "network: {network: 10.0.0.0/24, prefixSize: 28}\nstatus: {conditions: [{type: Ready, status: 'True'}]}")]
    [InlineData("a range that could only grow to the left", "PartialShare", "network: {network: 10.0.1.0/24, prefixSize: 28, subnetsPerDPUCluster: 10}")]
    [InlineData("a size can't be changed", "SmallerFitsOne", "subnet: {subnet: 192.168.0.0/20, gateway: 192.168.0.1, perNodeIPCount: 256, blocksPerDPUCluster: 5}")]
    [InlineData("nobody knows which prefix was meant", "DpfStaticOutside", "network: {network: 10.0.0.0/24, prefixSize: 28, allocations: {n: 10.9.0.0/28}}")]
    public void There_is_none_where_no_value_is_the_plain_choice(string why, string rule, string mode)
    {
        Write(mode, "");
        _folder.Write("clusters.yaml", Clusters);
        var finding = _session.Results("Test-DpuServiceIpam 'it''s one.yaml', clusters.yaml").First(finding => finding.Text("RuleId") == rule);
        Assert.True(finding.Text("Fix").Length == 0, $"{why}: {finding.Text("Fix")}");
        Assert.NotEmpty(finding.Text("Advice"));
    }

    [Fact]
    public void There_is_none_for_an_object_that_no_file_holds()
    {
        Assert.Equal([""], _session.Texts("""
            (New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 1 -Gateway 10.0.0.1 -WarningAction Ignore | Test-DpuServiceIpam).Fix
            """));

        // What was changed since it was read, is no longer what the file holds.
        Write("subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.1, perNodeIPCount: 1}", "");
        Assert.Equal([""], _session.Texts("""
            (Get-DpuServiceIpam -Path *.yaml | Set-DpuServiceIpam -AsObject -PoolName x -WarningAction Ignore | Test-DpuServiceIpam).Fix
            """));
    }

    private void Write(string mode, string @namespace) => _folder.Write("it's one.yaml", $$"""
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata: {name: pool, namespace: {{(@namespace.Length == 0 ? "dpf-operator-system" : @namespace)}}}
        spec:
          {{mode}}
        """);
}
