using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Judge;
using DpuIpam.Clusters.Tests.Sync;

namespace DpuIpam.Clusters.Tests.Commands;

/// <summary>The commands of the built program against API servers.</summary>
public sealed class CommandStoryTests
{
    private const string Fabric = "New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4";
    private const string East = $"{TestNamespace.Dpf}/east";
    private const string West = $"{TestNamespace.Dpf}/west";

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task From_Connect_to_Disconnect(GroundKind kind)
    {
        await using var lab = await CommandLab.OpenAsync(kind);
        var lines = await lab.RunAsync($$"""
            "$($lab.Kind) $((Get-DpuCluster | ForEach-Object Cluster | Sorted))"
            {{Fabric}} | Set-DpuServiceIpam -WhatIf | Sync-DpuPool -WhatIf | Actions
            "objects $(@(Get-DpuServiceIpam).Count), pools $(@(Get-DpuPool).Count)"
            {{Fabric}} | Get-DpuIpamPlan -Connection $lab | ForEach-Object { "$($_.Cluster) $($_.Allocated)" } | Sorted
            {{Fabric}} | Set-DpuServiceIpam | Sync-DpuPool -Allocate -Wait | Actions
            Get-DpuPool | Get-DpuPoolAllocation | Sorted
            Get-DpuPool fabric | ForEach-Object { "$($_.Kind) $($_.Network) $($_.PrefixSize) $($_.GatewayIndex) $($_.Allocated)" } | Sorted
            Compare-DpuPool -Quiet
            (Wait-DpuServiceIpam fabric -TimeoutSec 0).Ready
            Sync-DpuPool -All -Allocate | Actions
            """);
        Assert.Equal(
            [
                $"Kubernetes {East}, {West}, lab",
                "What if: lab/fabric: create it, 10.1.0.0/20 with a /24 per node",
                "What if: lab/fabric: create 2 pools",
                $"Planned {East}, Planned {West}",
                "objects 0, pools 0",
                $"{East} 2, {West} 1",
                $"Created {East}, Created {West}",
                "e1 10.1.0.0/24, e2 10.1.1.0/24, w1 10.1.4.0/24",
                "CIDRPool 10.1.0.0/20 24 1 1, CIDRPool 10.1.0.0/20 24 1 2",
                "True",
                "True",
                $"Unchanged {East}, Unchanged {West}",
            ],
            lines);

        lines = await lab.RunAsync("""
            Failure { Set-DpuServiceIpam fabric -AddExclusion 10.1.0.0-10.1.0.255 }
            (Set-DpuServiceIpam fabric -AddExclusion 10.1.0.0-10.1.0.255 -WhatIf).Exclusions.Count
            "exclusions $((Get-DpuServiceIpam fabric).Exclusions.Count)"
            $null = Set-DpuServiceIpam fabric -AddExclusion 10.1.0.0-10.1.0.255 -AllowRenumber -WarningAction Ignore
            Failure { Sync-DpuPool fabric -Allocate -WarningAction Ignore }
            $null = Sync-DpuPool fabric -Allocate -AllowRenumber -WarningAction Ignore
            Get-DpuPool | Get-DpuPoolAllocation | Sorted
            """);
        Assert.Equal(
            [
                "RenumberingRefused",
                "What if: lab/fabric: excludeRanges none -> 10.1.0.0-10.1.0.255; 1 of 3 nodes would be renumbered: "
                + $"e1 in {East} 10.1.0.0/24 -> 10.1.2.0/24 (needs -AllowRenumber)",
                "1",
                "exclusions 0",
                "RenumberingRefused",
                "e1 10.1.2.0/24, e2 10.1.1.0/24, w1 10.1.4.0/24",
            ],
            lines);

        lines = await lab.RunAsync($$"""
            $ro = Connect-DpuCluster -Kubeconfig '{{lab.Kubeconfig}}' -Name ro -ReadOnly
            Failure { Set-DpuServiceIpam fabric -QuotaPerCluster 5 -Connection ro }
            Sync-DpuPool -All -Allocate -Connection $ro | Actions
            Failure { Remove-DpuServiceIpam fabric -AllowDrop -Confirm:$false -Connection $ro }
            (Set-DpuServiceIpam fabric -QuotaPerCluster 5 -Connection ro -WhatIf).QuotaPerCluster
            "quota $((Get-DpuServiceIpam fabric -Connection ro).QuotaPerCluster)"
            Failure { Remove-DpuServiceIpam fabric -Confirm:$false -Connection lab }
            Remove-DpuServiceIpam fabric -AllowDrop -Confirm:$false -Connection lab
            "objects $(@(Get-DpuServiceIpam -Connection lab).Count), pools $(@(Get-DpuPool -Connection lab).Count)"
            Disconnect-DpuCluster -InputObject lab
            Disconnect-DpuCluster -InputObject ro
            Failure { Get-DpuNode }
            """);
        Assert.Equal(
            [
                "ConnectionReadOnly",
                $"Unchanged {East}, Unchanged {West}",
                "ConnectionReadOnly",
                "What if: ro/fabric: subnetsPerDPUCluster 4 -> 5; no node is renumbered",
                "5",
                "quota 4",
                "DropRefused, DropRefused",
                "objects 0, pools 0",
                "NotConnected",
            ],
            lines);
        WatchJudge.AssertNoAddressInTwoPlaces(await lab.Ground.Journal.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task On_old_definitions_objects_are_made_by_their_names(GroundKind kind)
    {
        await using var lab = await CommandLab.OpenAsync(kind, new GroundOptions { OldClusters = ["host"] });
        await Eventually.HoldsAsync("the old schema", async () =>
        {
            using var session = await lab.Ground.OpenAsync();
            return await session.Host.HasFieldAsync(ResourceKind.ServiceIpam, "spec.network", CancellationToken.None) == false;
        });
        var lines = await lab.RunAsync("""
            (New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -GatewayIndex 1 | Set-DpuServiceIpam -ClusterSelector @{ cluster = 'east' }).Network
            Failure { New-DpuServiceIpam more 10.2.0.0/20 -PrefixSize 24 -QuotaPerCluster 4 | Set-DpuServiceIpam }
            """);
        Assert.Equal(["10.1.0.0/20", "UnsupportedField"], lines);
        var stored = Assert.Single(await lab.Ground.Host.ListAsync(ResourceKind.ServiceIpam));
        Assert.Equal("10.1.0.0/20", (string?)EditedObject.At(stored, ["spec", "ipv4Network", "network"]));
    }

    /// <summary>Asserts no time, since machines differ; the budget is one second plus the network.</summary>
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_cold_process_connects(GroundKind kind)
    {
        await using var lab = await CommandLab.OpenAsync(kind);
        var lines = await lab.RunAsync("""
            $connected = [DateTime]::Now
            $nodes = @(Get-DpuNode).Count
            $started = [Diagnostics.Process]::GetCurrentProcess().StartTime
            "$nodes nodes; connected {0:0} ms after the process began, all read after {1:0} ms" -f ($connected - $started).TotalMilliseconds, ([DateTime]::Now - $started).TotalMilliseconds
            """);
        var line = Assert.Single(lines);
        Assert.StartsWith("3 nodes; ", line, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {line}");
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", kind, line);
    }
}
