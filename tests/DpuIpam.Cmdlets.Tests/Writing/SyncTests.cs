using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>Without DPF, Sync-DpuPool does its controller's job on a folder as on a cluster.</summary>
public sealed class SyncTests : IDisposable
{
    private const string Fabric = "New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4";

    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void New_Set_and_Sync_make_pools_and_serve_nodes()
    {
        Assert.Equal(
            ["CIDRPool fabric dpu-east/east Created", "CIDRPool fabric dpu-west/west Created"],
            _lab.Sync($"{Fabric} | Set-DpuServiceIpam | Sync-DpuPool -Allocate -Wait"));
        Assert.Contains("rack1-a 10.1.0.0/24", _lab.Allocations());
        Assert.Contains("rack1-b 10.1.1.0/24", _lab.Allocations());
        Assert.Contains("rack2-a 10.1.4.0/24", _lab.Allocations());
        Assert.Equal("True", _lab.Get("Get-DpuServiceIpam fabric").Text("Ready"));
        Assert.Equal("fabric", _lab.Get("Wait-DpuServiceIpam fabric -TimeoutSec 0").Text("Name"));
    }

    [Fact]
    public void A_second_sync_touches_no_file()
    {
        _lab.Results("Sync-DpuPool -All -Allocate");
        var before = _lab.State();
        Assert.Equal(
            ["IPPool shared dpu-east/east Unchanged", "IPPool shared dpu-west/west Unchanged"],
            _lab.Sync("Sync-DpuPool -All -Allocate"));
        Assert.Equal(before, _lab.State());
        Assert.Equal(2, _lab.Results("Get-DpuServiceIpam | Sync-DpuPool").Count);
        Assert.Equal(before, _lab.State());
    }

    [Theory]
    [InlineData("Sync-DpuPool -All -WhatIf")]
    [InlineData("Sync-DpuPool shared -Allocate -WhatIf")]
    [InlineData("Set-DpuServiceIpam shared -Network 192.168.0.0/24 -QuotaPerCluster 20 -WhatIf | Sync-DpuPool -WhatIf")]
    [InlineData("Set-DpuServiceIpam shared -Network 10.9.0.0/20 -PrefixSize 24 -QuotaPerCluster 4 -WhatIf | Sync-DpuPool -WhatIf -AllowDrop")]
    [InlineData("New-DpuServiceIpam x 10.5.0.0/24 -PerNodeIPCount 8 -Gateway 10.5.0.1 -QuotaPerCluster 5 | Set-DpuServiceIpam -WhatIf | Sync-DpuPool -WhatIf")]
    [InlineData("Set-DpuServiceIpam y -Network 10.5.0.0/24 -PrefixSize 28 -QuotaPerCluster 5 -WhatIf | Sync-DpuPool -WhatIf")]
    [InlineData("Remove-DpuServiceIpam shared -WhatIf")]
    [InlineData("Remove-DpuPool * -WhatIf")]
    [InlineData("Sync-DpuPool shared -Continuous -WhatIf")]
    public void WhatIf_leaves_every_file_as_it_is(string script)
    {
        var before = _lab.State();
        _lab.Run(script).Succeeded();
        Assert.Equal(before, _lab.State());
        Assert.DoesNotContain(Directory.EnumerateFiles(_lab.Root), static file => file.Contains("lease", StringComparison.Ordinal));
    }

    [Fact]
    public void What_Set_would_make_can_be_planned_and_foreseen()
    {
        var wish = "New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -QuotaPerCluster 4 | Set-DpuServiceIpam -WhatIf";
        Assert.Equal(
            ["CIDRPool fabric dpu-east/east Planned", "CIDRPool fabric dpu-west/west Planned"],
            _lab.Sync($"{wish} | Sync-DpuPool -WhatIf"));
        Assert.Equal(["2", "1"], _lab.Run($"{wish} | Get-DpuIpamPlan -Connection $lab").Texts("Allocated"));
    }

    [Fact]
    public void A_grown_quota_gives_more_and_moves_nobody()
    {
        _lab.Results("Sync-DpuPool -All -Allocate");
        var before = _lab.Allocations();
        var results = _lab.Results(
            "Set-DpuServiceIpam shared -Network 192.168.0.0/24 | Set-DpuServiceIpam -QuotaPerCluster 20 -WarningAction Ignore | Sync-DpuPool");
        Assert.Equal(["IPPool shared dpu-east/east Updated", "IPPool shared dpu-west/west Updated"], Lab.Actions(results));
        Assert.Equal(before, _lab.Allocations());
        Assert.All(results, static result => Assert.NotEmpty(result.TextItems("Fields")));
        Assert.Equal(["20", "20"], _lab.Run("Get-DpuPool shared").Texts("Capacity"));
    }

    [Fact]
    public void A_cluster_that_joins_gets_its_share_and_one_that_leaves_gives_it_back()
    {
        _lab.Results("Set-DpuServiceIpam shared -ClusterSelector @{ fabric = 'one' } -AllowDrop -Confirm:$false | Sync-DpuPool -AllowDrop -WarningAction Ignore");
        Assert.Empty(_lab.Results("Get-DpuPool"));
        _lab.Results("Set-DpuServiceIpam shared -ClusterSelector $null | Sync-DpuPool -Allocate");
        _lab.Write("south.yaml", """
            apiVersion: provisioning.dpu.nvidia.com/v1alpha1
            kind: DPUCluster
            metadata: {name: south, namespace: dpu-south}
            spec: {type: static}
            """);
        _lab.Write("south/nodes.yaml", "{apiVersion: v1, kind: Node, metadata: {name: rack3-a}}");
        var joined = _lab.Results("Sync-DpuPool -All -Allocate");
        Assert.Contains("IPPool shared dpu-south/south Created", Lab.Actions(joined));
        Assert.Contains(joined.SelectMany(static result => result.Items("Findings")), static finding => finding.Text("RuleId") == "PartialShare");
        Assert.Contains("rack3-a 192.168.0.121-192.168.0.126", _lab.Allocations());
        File.Delete(Path.Combine(_lab.Root, "south.yaml"));
        // Its pool and its node stand.
        Assert.Contains("IPPool shared dpu-south/south Unchanged", _lab.Sync("Sync-DpuPool shared -WarningAction Ignore"));
        Assert.Equal(3, _lab.Get("Get-DpuServiceIpam shared").Items("Shares").Length);
        Directory.Delete(Path.Combine(_lab.Root, "south"), recursive: true);
        Assert.DoesNotContain("dpu-south/south", _lab.Get("(Get-DpuServiceIpam shared | Sync-DpuPool).Cluster -join ' '").ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _lab.Get("Get-DpuServiceIpam shared").Items("Shares").Length);
    }

    [Fact]
    public void Pools_under_a_former_name_go_away()
    {
        _lab.Results("Sync-DpuPool -All -Allocate");
        var refused = _lab.Run("Set-DpuServiceIpam shared -PoolName blue");
        Assert.Equal(["DropRefused", "DropRefused"], refused.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        _lab.Results("Set-DpuServiceIpam shared -PoolName blue -AllowDrop -WarningAction Ignore");
        var held = _lab.Run("Sync-DpuPool shared");
        Assert.All(held.Output, static result => Assert.Equal("Refused", result.Text("Action")));
        Assert.StartsWith("DropRefused,", Assert.Single(held.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(
            [
                "IPPool blue dpu-east/east Created", "IPPool blue dpu-west/west Created",
                "IPPool shared dpu-east/east Deleted", "IPPool shared dpu-west/west Deleted",
            ],
            _lab.Sync("Sync-DpuPool shared -AllowDrop -Allocate"));
        Assert.Equal(["blue", "blue"], _lab.Run("Get-DpuPool").Texts("Pool"));
    }

    [Fact]
    public void An_object_in_the_other_mode_takes_the_place_of_the_old_one()
    {
        _lab.Results("Sync-DpuPool -All -Allocate");
        const string script = "Set-DpuServiceIpam shared -Network 10.9.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4";
        var before = _lab.State();
        Assert.All(_lab.Run(script).Errors, static error => Assert.StartsWith("DropRefused,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(before, _lab.State());
        Assert.Equal("Network", _lab.Get(script + " -AllowDrop").Text("Mode"));
        Assert.Empty(_lab.Results("Get-DpuPool"));
        Assert.Equal(
            ["CIDRPool shared dpu-east/east Created", "CIDRPool shared dpu-west/west Created"],
            _lab.Sync("Sync-DpuPool shared -Allocate"));
    }

    [Fact]
    public void A_switch_of_the_mode_that_was_begun_is_told_with_the_object_to_make()
    {
        _lab.Write("west/state.yaml", File.ReadAllText(Path.Combine(_lab.Root, "west", "state.yaml"))
            .Replace("  name: shared\n", "  name: shared\n  finalizers: [example.com/held]\n", StringComparison.Ordinal));
        const string script = "Set-DpuServiceIpam shared -Network 10.9.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4 -AllowDrop";
        var error = _lab.Run(script + " -TimeoutSec 1").Error();
        error.Is("NotMadeAnew", ErrorCategory.WriteError, error.TargetObject);
        Assert.StartsWith("lab/shared is being deleted, and is not made anew: ", error.Message(), StringComparison.Ordinal);
        Assert.Contains("-TimeoutSec", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _lab.Write("west/state.yaml", "{apiVersion: v1, kind: Node, metadata: {name: rack2-a}}");
        Assert.Equal("Network", _lab.Get("$input | Set-DpuServiceIpam -AllowDrop", error.TargetObject).Text("Mode"));
    }

    [Fact]
    public void Renumbering_needs_its_consent_in_Set_and_in_Sync()
    {
        _lab.Results($"{Fabric} | Set-DpuServiceIpam | Sync-DpuPool -Allocate");
        var before = _lab.State();
        var outcome = _lab.Run("Set-DpuServiceIpam fabric -GatewayIndex 2");
        Assert.Empty(outcome.Output);
        Assert.All(outcome.Errors, static error => Assert.StartsWith("RenumberingRefused,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains(outcome.Errors, static error => error.Message().Contains(
            "lab/fabric: dpu-west/west: 1 node would be renumbered: rack2-a 10.1.4.0/24 gateway 10.1.4.1 -> 10.1.4.0/24 gateway 10.1.4.2",
            StringComparison.Ordinal));
        Assert.Equal(before, _lab.State());
        Assert.Equal("2", _lab.Get("Set-DpuServiceIpam fabric -GatewayIndex 2 -AllowRenumber -WarningAction Ignore").Text("GatewayIndex"));
        Assert.StartsWith("RenumberingRefused,", _lab.Run("Sync-DpuPool fabric -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.All(_lab.Results("Sync-DpuPool fabric -AllowRenumber"), static result => Assert.Equal("Updated", result.Text("Action")));
    }

    [Fact]
    public void WhatIf_needs_no_consent_and_says_which_is_missing()
    {
        _lab.Results($"{Fabric} | Set-DpuServiceIpam | Sync-DpuPool -Allocate");
        const string wish = "Set-DpuServiceIpam fabric -GatewayIndex 2 -WhatIf -WarningAction Ignore";
        var foreseen = _lab.Results(wish + " | Sync-DpuPool -WhatIf -WarningAction Ignore");
        Assert.Equal(["CIDRPool fabric dpu-east/east Planned", "CIDRPool fabric dpu-west/west Planned"], Lab.Actions(foreseen));
        var screen = _lab.Session.Screen($"$global:wish = {wish}; $null = $wish | Sync-DpuPool -WhatIf -WarningAction Ignore");
        Assert.Contains("What if: lab/fabric: update 2 pools; 3 nodes are renumbered (needs -AllowRenumber)", OneLine(screen), StringComparison.Ordinal);
        screen = _lab.Session.Screen($"$null = $wish | Sync-DpuPool -WhatIf -AllowRenumber -WarningAction Ignore");
        Assert.EndsWith("3 nodes are renumbered", OneLine(screen), StringComparison.Ordinal);
        _lab.Session.Screen("$global:wish = Set-DpuServiceIpam shared -PoolName blue -WhatIf -WarningAction Ignore");
        screen = _lab.Session.Screen("$null = $wish | Sync-DpuPool -WhatIf -WarningAction Ignore");
        Assert.EndsWith("2 allocations are dropped (needs -AllowDrop)", OneLine(screen), StringComparison.Ordinal);

        // What no consent covers is refused all the same.
        var refused = _lab.Run("New-DpuServiceIpam other 10.1.0.0/20 -PrefixSize 24 -QuotaPerCluster 4 | Sync-DpuPool -WhatIf -WarningAction Ignore");
        Assert.StartsWith("AddressInUse,", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.All(refused.Output, static result => Assert.Equal("Refused", result.Text("Action")));
    }

    private static string OneLine(string screen) => screen.ReplaceLineEndings("\n").Replace("\n", "", StringComparison.Ordinal);

    [Fact]
    public void What_can_not_be_done_is_refused_before_anybody_is_asked()
    {
        // A console that can't ask ends the command with an error of its own.
        using (var session = new Session())
        {
            var error = session.Run($"{Fabric} | Set-DpuServiceIpam -Confirm").Error();
            Assert.StartsWith("NotConnected,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal("fabric", Assert.IsType<PSObject>(PSObject.AsPSObject(error.TargetObject)).Text("Name"));
        }

        using var readOnly = new Lab("-ReadOnly");
        readOnly.Run("Sync-DpuPool -All -Allocate -Confirm").End().Is("ConnectionReadOnly", ErrorCategory.PermissionDenied, readOnly.Get("$lab").BaseObject);
        _lab.Write("dpf.yaml", Lab.RunningDpf);
        Assert.StartsWith("DpfHoldsPools,", _lab.Run("Sync-DpuPool -All -Continuous -Confirm").End().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_named_is_an_error_and_an_empty_pipeline_is_nothing()
    {
        _lab.Run("Sync-DpuPool").End().Is("NothingNamed", ErrorCategory.InvalidArgument, null);
        _lab.Run("Sync-DpuPool -All:$false").End().Is("NothingNamed", ErrorCategory.InvalidArgument, null);
        _lab.Run("Wait-DpuServiceIpam").End().Is("NothingNamed", ErrorCategory.InvalidArgument, null);
        _lab.Run("Remove-DpuServiceIpam -Confirm:$false").End().Is("NothingNamed", ErrorCategory.InvalidArgument, null);
        Assert.Empty(_lab.Results(
            "@() | Sync-DpuPool; @() | Set-DpuServiceIpam -Gateway 10.0.0.1; @() | Wait-DpuServiceIpam; @() | Remove-DpuServiceIpam; @() | Remove-DpuPool"));
    }

    [Fact]
    public void What_is_not_on_the_cluster_is_to_be_written_first()
    {
        var error = _lab.Run($"{Fabric} | Sync-DpuPool").Error();
        Assert.StartsWith("ServiceIpamNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Set-DpuServiceIpam", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _lab.Run("Sync-DpuPool nobody").Error().Is("ServiceIpamNotFound", ErrorCategory.ObjectNotFound, "nobody");
    }

    [Fact]
    public void An_object_that_was_edited_since_is_refused()
    {
        var error = _lab.Run(
            "$x = Get-DpuServiceIpam shared; $null = Set-DpuServiceIpam shared -Gateway 192.168.0.2; $x | Sync-DpuPool").Error();
        Assert.StartsWith("ObjectChanged,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("spec.subnet.gateway", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_input_costs_only_itself()
    {
        var outcome = _lab.Run("7, (Get-DpuServiceIpam shared), 'shared' | Sync-DpuPool");
        outcome.Error().Is("InputNotSupported", ErrorCategory.InvalidType, 7);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Theory]
    [InlineData("-HandBackToDpf -TakeOverFromDpf")]
    [InlineData("-HandBackToDpf -Allocate")]
    [InlineData("-HandBackToDpf -Continuous")]
    [InlineData("-HandBackToDpf -Wait")]
    [InlineData("-Continuous -Wait")]
    public void What_makes_no_sense_together_is_refused(string parameters) => Assert.Equal(
        "ParametersExclude", _lab.Run($"Sync-DpuPool -All {parameters}").End().FullyQualifiedErrorId.Split(',')[0]);

    [Fact]
    public void A_cluster_that_fails_holds_up_no_other()
    {
        // Without stored shares, nobody would know what it hands out.
        _lab.Results("Sync-DpuPool -All");
        _lab.Write("south.yaml", """
            apiVersion: provisioning.dpu.nvidia.com/v1alpha1
            kind: DPUCluster
            metadata: {name: south, namespace: dpu-south}
            spec: {type: static}
            """);
        File.WriteAllText(Path.Combine(_lab.Root, "south"), "");
        _lab.Results("Set-DpuServiceIpam shared -Network 192.168.0.0/24 -AllowRenumber -AllowDrop -WarningAction Ignore");
        var outcome = _lab.Run("Sync-DpuPool -All -Allocate");
        Assert.Equal(
            ["IPPool shared dpu-east/east Updated", "IPPool shared dpu-south/south Failed", "IPPool shared dpu-west/west Updated"],
            Lab.Actions(outcome.Output));
        Assert.StartsWith("ConnectionNotUsable,", Assert.Single(outcome.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void With_Wait_missing_nodes_are_an_error_and_in_the_results()
    {
        var outcome = _lab.Run("Sync-DpuPool shared -Wait -TimeoutSec 0");
        var error = outcome.Error();
        Assert.StartsWith("NotReady,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("dpu-east/east: rack1-a has no allocation yet.", error.Message(), StringComparison.Ordinal);
        var east = Assert.Single(outcome.Output, static result => result.Text("Cluster") == "dpu-east/east");
        Assert.Contains("NodeNotServed", east.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }
}
