using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>Set-DpuServiceIpam changes the fields given of objects of a connection, and no others.</summary>
public sealed class SetTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    private string Text => File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml"));

    [Fact]
    public void A_field_is_changed_and_the_rest_of_the_file_stays()
    {
        var before = Text;
        Assert.Equal("192.168.0.2", _lab.Get("Set-DpuServiceIpam shared -Gateway 192.168.0.2").Text("Gateway"));
        Assert.Equal(before.Replace("gateway: 192.168.0.1", "gateway: 192.168.0.2", StringComparison.Ordinal), Text);
    }

    [Fact]
    public void Nothing_to_change_writes_nothing()
    {
        var before = _lab.State();
        Assert.Equal("shared", _lab.Get("Set-DpuServiceIpam shared -Gateway 192.168.0.1").Text("Name"));
        Assert.Equal("shared", _lab.Get("Get-DpuServiceIpam shared | Set-DpuServiceIpam").Text("Name"));
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void Fields_are_laid_over_what_is_there_now()
    {
        _lab.Results("$old = Get-DpuServiceIpam shared; $null = Set-DpuServiceIpam shared -Gateway 192.168.0.2");
        var changed = _lab.Get("$old | Set-DpuServiceIpam -PoolLabel @{ site = 'x' }");
        Assert.Equal("192.168.0.2", changed.Text("Gateway"));
        Assert.Contains("gateway: 192.168.0.2", Text, StringComparison.Ordinal);
        Assert.Equal("192.168.0.3", _lab.Get("$old | Set-DpuServiceIpam -Gateway 192.168.0.3").Text("Gateway"));
    }

    [Fact]
    public void A_changed_copy_that_is_too_old_is_refused()
    {
        var error = _lab.Run("""
            $old = Get-DpuServiceIpam shared
            $null = Set-DpuServiceIpam shared -Gateway 192.168.0.2
            $old | Set-DpuServiceIpam -PoolLabel @{ site = 'x' } -AsObject | Set-DpuServiceIpam
            """).Error();
        Assert.StartsWith("ObjectChanged,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("site", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_from_elsewhere_is_wanted_as_a_whole()
    {
        var changed = _lab.Get("""
            New-DpuServiceIpam shared 192.168.0.0/24 -PerNodeIPCount 6 -Gateway 192.168.0.1 -QuotaPerCluster 12 -Route 10.0.0.0/8 |
                Set-DpuServiceIpam
            """);
        Assert.Equal("12", changed.Text("QuotaPerCluster"));
        Assert.Equal(["10.0.0.0/8"], changed.TextItems("Routes"));
        Assert.Contains("  subnet:\n    subnet: 192.168.0.0/24", Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_object_needs_its_range_and_one_size()
    {
        foreach (var parameters in new[] { "", "-Network 10.0.0.0/24", "-PrefixSize 28", "-Network 10.0.0.0/24 -PrefixSize 28 -PerNodeIPCount 3" })
            Assert.StartsWith("ServiceIpamNotFound,", _lab.Run($"Set-DpuServiceIpam new {parameters}").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        var made = _lab.Get("Set-DpuServiceIpam new -Network 10.0.0.0/24 -PrefixSize 28 -QuotaPerCluster 3 -ReserveFirst 1");
        Assert.Equal("Network", made.Text("Mode"));
        Assert.Contains("ipv4Network:", File.ReadAllText(Path.Combine(_lab.Root, "dpuserviceipam-new.yaml")), StringComparison.Ordinal);
        _lab.Results("Set-DpuServiceIpam newer -Network 10.1.0.0/24 -PrefixSize 28 -QuotaPerCluster 3 -ApiGeneration G5");
        Assert.Contains("  network:", File.ReadAllText(Path.Combine(_lab.Root, "dpuserviceipam-newer.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_DPF_refuses_is_not_written()
    {
        var before = _lab.State();
        var error = _lab.Run("Set-DpuServiceIpam shared -QuotaPerCluster 9").Error();
        error.Is("DpfQuotaDecreased", ErrorCategory.InvalidData, error.TargetObject);
        Assert.StartsWith("lab/shared: ", error.Message(), StringComparison.Ordinal);
        Assert.StartsWith("FieldInvalid,", _lab.Run("Set-DpuServiceIpam shared -PrefixSize 24").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void Two_objects_of_one_range_do_not_get_it_both()
    {
        var outcome = _lab.Run("""
            'a', 'b' | ForEach-Object { New-DpuServiceIpam $_ 10.7.0.0/24 -PrefixSize 28 -QuotaPerCluster 4 } | Set-DpuServiceIpam -WarningAction Ignore
            """);
        Assert.Equal(["a"], outcome.Texts("Name"));
        Assert.All(outcome.Errors, static error => Assert.StartsWith("AddressInUse,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(outcome.Errors);
    }

    [Fact]
    public void An_object_that_is_there_twice_counts_once()
    {
        var outcome = _lab.Run("Get-DpuServiceIpam shared | ForEach-Object { $_, $_ } | Set-DpuServiceIpam -Gateway 192.168.0.2");
        Assert.StartsWith("DuplicateObject,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["192.168.0.2"], outcome.Texts("Gateway"));
    }

    [Fact]
    public void What_another_tool_manages_needs_force()
    {
        _lab.Write("shared.yaml", Text.Replace(
            "  name: shared\n", "  name: shared\n  labels: {app.kubernetes.io/managed-by: Helm}\n", StringComparison.Ordinal));
        var error = _lab.Run("Set-DpuServiceIpam shared -Gateway 192.168.0.2").Error();
        Assert.StartsWith("ManagedByTool,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Helm", error.Message(), StringComparison.Ordinal);
        Assert.StartsWith("ManagedByTool,", _lab.Run("Remove-DpuServiceIpam shared -AllowDrop -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("192.168.0.2", _lab.Get("Set-DpuServiceIpam shared -Gateway 192.168.0.2 -Force").Text("Gateway"));
    }

    [Fact]
    public void A_read_only_connection_is_one_clear_error()
    {
        using var lab = new Lab("-ReadOnly");
        foreach (var script in new[]
        {
            "Set-DpuServiceIpam shared, other -Gateway 192.168.0.2", "Sync-DpuPool -All", "Remove-DpuServiceIpam shared -AllowDrop -Confirm:$false",
            "Remove-DpuPool shared -AllowDrop -Confirm:$false", "Sync-DpuPool -All -Continuous",
        })
        {
            Assert.StartsWith("ConnectionReadOnly,", lab.Run(script).End().FullyQualifiedErrorId, StringComparison.Ordinal);
        }

        Assert.Equal(2, lab.Results("Set-DpuServiceIpam shared -Gateway 192.168.0.2 -WhatIf | Sync-DpuPool -WhatIf").Count);
    }

    [Fact]
    public void An_object_of_another_namespace_is_refused()
    {
        var error = _lab.Run("New-DpuServiceIpam x 10.7.0.0/24 -PrefixSize 28 -Namespace elsewhere -ErrorAction Ignore; $x = Get-DpuServiceIpam shared").Succeeded();
        Assert.Empty(error);
        _lab.Results($"$other = Connect-DpuCluster -Path '{_lab.Root}' -Name other -Namespace elsewhere");
        Assert.StartsWith("OtherNamespace,", _lab.Run("$x | Set-DpuServiceIpam -Gateway 192.168.0.2 -Connection $other").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("OtherNamespace,", _lab.Run("$x | Sync-DpuPool -Connection $other").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_connection_there_is_nothing_to_write_to()
    {
        using var session = new Session();
        foreach (var script in new[]
        {
            "Set-DpuServiceIpam shared -Gateway 192.168.0.2", "Sync-DpuPool -All", "Wait-DpuServiceIpam x", "Remove-DpuPool x", "Remove-DpuServiceIpam x",
        })
        {
            Assert.StartsWith("NotConnected,", session.Run(script).End().FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_question_names_the_connection_and_says_who_is_renumbered()
    {
        _lab.Results("New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4 | Set-DpuServiceIpam | Sync-DpuPool -Allocate");
        var screen = _lab.Session.Screen("$null = Set-DpuServiceIpam fabric -GatewayIndex 2 -WhatIf -WarningAction Ignore");
        Assert.StartsWith(
            "What if: lab/fabric: gatewayIndex 1 -> 2; 3 of 3 nodes would be renumbered: rack1-a in dpu-east/east 10.1.0.0/24 gateway 10.1.0.1 -> 10.1.0.0/24 gateway 10.1.0.2",
            screen.ReplaceLineEndings("").Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("(needs -AllowRenumber)", screen, StringComparison.Ordinal);
    }
}
