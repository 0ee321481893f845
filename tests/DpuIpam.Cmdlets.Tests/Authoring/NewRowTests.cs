using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>New-DpuServiceIpam from the pipeline: rows of a table, hash tables, layouts and other objects.</summary>
public sealed class NewRowTests : IDisposable
{
    private const string Row = "Name = 'a'; Network = '10.0.0.0/24'; PerNodeIPCount = '10'; Gateway = '10.0.0.1'";
    private const string Same = "New-DpuServiceIpam a 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("PrefixSize = ''; GatewayIndex = ''; Exclusion = ''; QuotaPerCluster = ''; PoolName = ''; NodeSelector = ''", "")]
    [InlineData("Exclusion = '10.0.0.9; 10.0.0.64/26'", "-Exclusion 10.0.0.9, 10.0.0.64/26")]
    [InlineData("Exclusions = '10.0.0.9'", "-Exclusion 10.0.0.9")]
    [InlineData("Route = '10.8.0.0/16;10.9.0.0/16;'", "-Route 10.8.0.0/16, 10.9.0.0/16")]
    [InlineData("DefaultGateway = 'True'", "-DefaultGateway")]
    [InlineData("DefaultGateway = 'False'", "")]
    [InlineData("QuotaPerCluster = '3'", "-QuotaPerCluster 3")]
    [InlineData("PoolName = 'other'", "-PoolName other")]
    [InlineData("ReserveFirst = '2'; ReserveLast = 1", "-ReserveFirst 2 -ReserveLast 1")]
    [InlineData("NodeSelector = @{ a = 'b' }; PoolLabels = @{ c = 'd' }", "-NodeSelector @{ a = 'b' } -PoolLabel @{ c = 'd' }")]
    [InlineData("Unknown = 'x'", "")]
    public void A_row_says_what_parameters_say(string cells, string parameters)
    {
        Assert.Equal("", Tree.Changes(_session, $"{Same} {parameters}", $"[pscustomobject]@{{ {Row}; {cells} }} | New-DpuServiceIpam"));
        Assert.Equal("", Tree.Changes(_session, $"{Same} {parameters}", $"@{{ {Row}; {cells} }} | New-DpuServiceIpam"));
    }

    [Fact]
    public void Keys_of_a_hash_table_are_found_whatever_their_case() => Assert.Equal(
        "", Tree.Changes(
            _session,
            "New-DpuServiceIpam a 10.1.0.0/22 -PrefixSize 24 -Allocation @{ n = '10.1.1.0/24' }",
            "@{ name = 'a'; NETWORK = '10.1.0.0/22'; prefixSize = 24; allocations = @{ n = '10.1.1.0/24' } } | New-DpuServiceIpam"));

    [Fact]
    public void A_parameter_counts_before_a_cell() => Assert.Equal(
        "", Tree.Changes(
            _session,
            $"{Same} -PoolName y -Exclusion 10.0.0.8",
            $"[pscustomobject]@{{ {Row}; PoolName = 'x'; Exclusion = '10.0.0.9' }} | New-DpuServiceIpam -PoolName y -Exclusion 10.0.0.8"));

    [Fact]
    public void What_has_a_parameter_is_copied_with_what_is_named_changed()
    {
        var given = $"{Same} -NodeSelector @{{ a = 'b' }} -ClusterSelector @{{ c = 'd' }} -Route 10.9.0.0/16 -PoolLabel @{{ e = 'f' }}"
            + " -PoolAnnotation @{ g = 'h' } -Exclusion 10.0.0.9 -QuotaPerCluster 3 -DefaultGateway";
        Assert.Equal("", Tree.Changes(_session, given, $"{given} | New-DpuServiceIpam"));
        Assert.Equal("-metadata.name 'a' +metadata.name 'copy'", Tree.Changes(_session, given, $"{given} | New-DpuServiceIpam -Name copy"));
    }

    [Theory]
    [InlineData("Subnet", "New-DpuServiceIpam x 10.0.0.0/24 -PerNodeIPCount 20 -Gateway 10.0.0.254 -QuotaPerCluster 6")]
    [InlineData("Network", "New-DpuServiceIpam x 10.0.0.0/23 -PrefixSize 27 -GatewayIndex 1 -QuotaPerCluster 8")]
    public void A_layout_becomes_an_object(string mode, string same) => Assert.Equal(
        "", Tree.Changes(_session, same, $"Find-DpuIpamLayout 5 20 -ClusterCount 2 -Mode {mode} -First 1 | New-DpuServiceIpam -Name x"));

    [Theory]
    [InlineData("PerNodeIPCount = 'ten'", "PerNodeIPCount: 'ten' is no integer")]
    [InlineData("PerNodeIPCount = '10.5'", "PerNodeIPCount: '10.5' is no whole number")]
    [InlineData("ReserveFirst = '-3'", "ReserveFirst")]
    [InlineData("PrefixSize = '28'", "one of the two must be given, and only one")]
    [InlineData("PerNodeIPCount = ''", "one of the two must be given, and only one")]
    [InlineData("Exclusion = 'oops'", "'oops' is no range of addresses")]
    [InlineData("PoolLabel = 'oops'", "PoolLabel is no hash table")]
    [InlineData("NodeSelector = 'oops'", "'oops' is no node selector")]
    [InlineData("DefaultGateway = 'perhaps'", "'perhaps' is no true or false")]
    public void A_bad_cell_costs_its_row_and_no_other(string cell, string message)
    {
        var outcome = _session.Run($$"""
            $good = @{ {{Row}} }; $bad = $good.Clone(); $cell = @{ {{cell}} }
            foreach ($key in $cell.Keys) { $bad[$key] = $cell[$key] }
            $bad, $good | New-DpuServiceIpam
            """);
        Assert.Equal(["a"], outcome.Texts("Name"));
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, _session.Get("$bad").BaseObject);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Network = ''", "DpfFieldMissing")]
    [InlineData("Gateway = '10.9.0.1'", "DpfGateway")]
    public void A_refused_row_costs_no_other(string cell, string rule)
    {
        var outcome = _session.Run($$"""
            $good = @{ {{Row}} }; $bad = $good.Clone(); $cell = @{ {{cell}} }
            foreach ($key in $cell.Keys) { $bad[$key] = $cell[$key] }
            $bad, $good | New-DpuServiceIpam
            """);
        Assert.Equal(["a"], outcome.Texts("Name"));
        Assert.Equal(rule, outcome.Errors[0].FullyQualifiedErrorId.Split(',')[0]);
    }

    [Theory]
    [InlineData("'text'", "text")]
    [InlineData("42", 42)]
    public void What_has_no_properties_is_no_row(string input, object target)
    {
        var outcome = _session.Run($"{input}, @{{ {Row} }} | New-DpuServiceIpam");
        outcome.Error().Is("InputNotSupported", ErrorCategory.InvalidType, target);
        Assert.Equal(["a"], outcome.Texts("Name"));
    }
}
