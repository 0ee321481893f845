using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>Whatever is written passes one gate: live allocations are moved or dropped only by who said so.</summary>
public sealed class ConsentTests : IDisposable
{
    private const string AsItWas =
        "New-DpuServiceIpam shared 192.168.0.0/25 -PerNodeIPCount 6 -Gateway 192.168.0.1 -QuotaPerCluster 10";

    private const string OtherMode =
        "New-DpuServiceIpam shared 192.168.0.0/25 -PrefixSize 29 -GatewayIndex 1 -QuotaPerCluster 8";

    private readonly Lab _lab = new();

    public ConsentTests() => _lab.Results("Sync-DpuPool shared -Allocate");

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void An_object_that_was_edited_to_the_other_mode_comes_back_without_touching_its_pools()
    {
        var before = _lab.Allocations();
        EditToOtherMode();
        Assert.All(_lab.Run("Sync-DpuPool shared -Allocate").Errors, static error => Is("DropRefused", error));
        Assert.Equal(
            "What if: lab/shared: delete it, leave 2 pools that are as wanted, and make it anew in subnet mode, 192.168.0.0/25 with 6"
            + " addresses per node; no node is renumbered",
            Said($"$null = {AsItWas} | Set-DpuServiceIpam -WhatIf"));

        _lab.Results($"{AsItWas} | Set-DpuServiceIpam");

        Assert.Equal(before, _lab.Allocations());
        Assert.All(_lab.Results("Sync-DpuPool shared -Allocate"), static result => Assert.Empty(result.Items("Changes")));
        Assert.Equal(before, _lab.Allocations());
    }

    [Fact]
    public void With_DPF_which_deletes_all_pools_along_that_needs_consent()
    {
        EditToOtherMode();
        _lab.Write("dpf.yaml", Lab.RunningDpf);
        var before = _lab.State();

        var outcome = _lab.Run($"{AsItWas} | Set-DpuServiceIpam -TimeoutSec 1");

        Assert.Equal(2, outcome.Errors.Count);
        Assert.All(outcome.Errors, static error => Is("DropRefused", error));
        Assert.Contains(outcome.Errors, static error => error.Message().Contains("rack2-a 192.168.0.61-192.168.0.66", StringComparison.Ordinal));
        Assert.Equal(before, _lab.State());
        var forecast = Said($"$null = {AsItWas} | Set-DpuServiceIpam -WhatIf -WarningAction Ignore");
        Assert.Contains("delete it with 2 pools", forecast, StringComparison.Ordinal);
        Assert.Contains("3 allocations would be dropped", forecast, StringComparison.Ordinal);
        Assert.EndsWith("(needs -AllowDrop)", forecast, StringComparison.Ordinal);
    }

    [Fact]
    public void A_switch_of_the_mode_names_what_it_drops_and_needs_consent()
    {
        var before = _lab.State();
        var outcome = _lab.Run($"{OtherMode} | Set-DpuServiceIpam");
        Assert.Equal(2, outcome.Errors.Count);
        Assert.All(outcome.Errors, static error => Is("DropRefused", error));
        Assert.Contains("3 allocations would be dropped", Said($"$null = {OtherMode} | Set-DpuServiceIpam -WhatIf"), StringComparison.Ordinal);
        Assert.Equal(before, _lab.State());
    }

    [Theory]
    [InlineData(AsItWas, null)]
    [InlineData(OtherMode, "DropRefused")]
    [InlineData(AsItWas + " -PoolName other", "DropRefused")]
    [InlineData("New-DpuServiceIpam shared 192.168.0.0/25 -PerNodeIPCount 5 -Gateway 192.168.0.1 -QuotaPerCluster 10", "RenumberingRefused")]
    public void An_object_that_was_deleted_by_hand_comes_back_with_its_addresses_or_needs_consent(string made, string? refusal)
    {
        var before = _lab.Allocations();
        _lab.Write("shared.yaml", Text[Text.IndexOf("---", StringComparison.Ordinal)..]);

        var outcome = _lab.Run($"{made} | Set-DpuServiceIpam -WarningAction Ignore");
        _lab.Run("Sync-DpuPool shared -Allocate");

        if (refusal is null) Assert.Empty(outcome.Errors);
        else Assert.All(outcome.Errors, error => Is(refusal, error));
        Assert.Equal(refusal is null, outcome.Output.Count == 1);
        Assert.Equal(before, _lab.Allocations());
    }

    [Fact]
    public void Removed_without_pools_and_made_again_in_a_row_asks_for_both()
    {
        var before = _lab.Allocations();
        var outcome = _lab.Run($"Remove-DpuServiceIpam shared -Confirm:$false; {OtherMode} | Set-DpuServiceIpam");
        Assert.All(outcome.Errors, static error => Is("DropRefused", error));
        Assert.Equal(4, outcome.Errors.Count);
        Assert.Equal(before, _lab.Allocations());
    }

    [Fact]
    public void A_status_that_comes_along_with_an_object_does_not_count()
    {
        // The shares the other way round would give each cluster the addresses of the other.
        var path = _lab.Write("../given.yaml", """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: shared, namespace: dpf-operator-system}
            spec:
              subnet: {subnet: 192.168.0.0/25, gateway: 192.168.0.1, perNodeIPCount: 6, blocksPerDPUCluster: 10}
              metadata: {labels: {site: x}}
            status:
              dpuClusterAllocations:
              - {dpuCluster: dpu-east/east, ipRanges: [{startIP: 192.168.0.61, endIP: 192.168.0.120}]}
              - {dpuCluster: dpu-west/west, ipRanges: [{startIP: 192.168.0.1, endIP: 192.168.0.60}]}
            """);
        Assert.Equal(
            "What if: lab/shared: metadata none -> {\"labels\":{\"site\":\"x\"}}; no node is renumbered",
            Said($"$null = ConvertFrom-DpuManifest '{path}' | Set-DpuServiceIpam -WhatIf"));
        Assert.Equal(
            ["192.168.0.1-192.168.0.60", "192.168.0.61-192.168.0.120"],
            _lab.Results($"ConvertFrom-DpuManifest '{path}' | Set-DpuServiceIpam -WhatIf | Get-DpuIpamPlan")
                .SelectMany(static plan => plan.TextItems("Share")));
        Assert.All(
            _lab.Results($"ConvertFrom-DpuManifest '{path}' | Sync-DpuPool -WhatIf"),
            static result => Assert.Empty(result.Items("Changes")));
    }

    [Fact]
    public void What_waits_for_a_sync_is_not_blamed_on_an_edit()
    {
        var file = Path.Combine("west", "state.yaml");
        var west = File.ReadAllText(Path.Combine(_lab.Root, file));
        _lab.Write(file, west[west.IndexOf("---", StringComparison.Ordinal)..]);

        Assert.Equal(
            "What if: lab/shared: metadata none -> {\"labels\":{\"a\":\"b\"}}; no node is renumbered; dropped by the next sync anyway: rack2-a in"
            + " dpu-west/west 192.168.0.61-192.168.0.66",
            Said("$null = Set-DpuServiceIpam shared -PoolLabel @{ a = 'b' } -WhatIf"));
        _lab.Results("Set-DpuServiceIpam shared -PoolLabel @{ a = 'b' }");
        var refused = _lab.Run("Sync-DpuPool shared -Allocate");
        Is("DropRefused", refused.Error());
        Assert.Contains("rack2-a", refused.Error().Message(), StringComparison.Ordinal);

        // What the edit itself does is asked about, and nothing else is named.
        var error = _lab.Run("Set-DpuServiceIpam shared -NodeSelector @{ role = 'dpu' } -WarningAction Ignore").Error();
        Is("DropRefused", error);
        Assert.Contains("2 nodes would lose their allocation: rack1-a", error.Message(), StringComparison.Ordinal);
        Assert.DoesNotContain("rack2-a", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_that_moves_whom_a_sync_would_move_elsewhere_is_asked_about()
    {
        _lab.Write("shared.yaml", Text.Replace("perNodeIPCount: 6", "perNodeIPCount: 5", StringComparison.Ordinal));
        var outcome = _lab.Run("Set-DpuServiceIpam shared -PoolLabel @{ a = 'b' }; Set-DpuServiceIpam shared -AddExclusion 192.168.0.1-192.168.0.10");
        Is("RenumberingRefused", outcome.Error());
        Assert.Single(outcome.Output);
    }

    private string Text => File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml"));

    private void EditToOtherMode()
    {
        var text = Text;
        var (from, to) = (text.IndexOf("  subnet:", StringComparison.Ordinal), text.IndexOf("blocksPerDPUCluster: 10", StringComparison.Ordinal));
        _lab.Write("shared.yaml", text.Replace(
            text[from..(to + "blocksPerDPUCluster: 10".Length)],
            "  ipv4Network:\n    network: 192.168.0.0/25\n    prefixSize: 29\n    gatewayIndex: 1\n    subnetsPerDPUCluster: 8",
            StringComparison.Ordinal));
    }

    private string Said(string script) =>
        _lab.Session.Screen(script).ReplaceLineEndings("").Replace("\n", "", StringComparison.Ordinal);

    private static void Is(string id, ErrorRecord error) =>
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
}
