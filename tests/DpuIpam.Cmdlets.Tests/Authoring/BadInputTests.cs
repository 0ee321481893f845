using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>What can't be meant: each parameter by itself, and what the pipeline and files bring.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Subnet = "New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1";
    private const string Network = "New-DpuServiceIpam pool 10.0.0.0/24 -PrefixSize 28";
    private const string Transformation = "ParameterArgumentTransformationError";
    private const string Validation = "ParameterArgumentValidationError";
    private const string Conversion = "CannotConvertArgumentNoMessage";

    private readonly Session _session = Given.Session();
    private readonly Folder _folder = new();

    public BadInputTests()
    {
        _folder.Write("one.yaml", Texts.Subnet("one") + "---\n" + Texts.Subnet("two"));
        _folder.Write("two.yaml", Texts.Subnet("two", count: "11"));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("New-DpuServiceIpam '' 10.0.0.0/24 -PrefixSize 28", "ParameterArgumentValidationErrorEmptyStringNotAllowed", "'Name'")]
    [InlineData("New-DpuServiceIpam pool $null -PrefixSize 28", "ParameterArgumentValidationErrorNullNotAllowed", "'Network'")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -PrefixSize x", Conversion, "\"x\"")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -PrefixSize 28.5", Transformation, "'28.5' is no whole number")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -PrefixSize 99999999999", Conversion, "99999999999")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -Gateway 10.0.0.1 -PerNodeIPCount ten", Conversion, "\"ten\"")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -Gateway 10.0.0.1 -PerNodeIPCount 9999999999999999999", Conversion, "9999999999999999999")]
    [InlineData(Network + " -PerNodeIPCount 10", "AmbiguousParameterSet", "cannot be used together")]
    [InlineData(Network + " -Gateway 10.0.0.1", "AmbiguousParameterSet", "cannot be used together")]
    [InlineData(Network + " -GatewayIndex x", Conversion, "\"x\"")]
    [InlineData(Network + " -Allocation x", Transformation, "'x' is no hash table of texts")]
    [InlineData(Subnet + " -GatewayIndex 1", "AmbiguousParameterSet", "cannot be used together")]
    [InlineData(Subnet + " -Exclusion 5", Transformation, "'5' is no range of addresses")]
    [InlineData(Subnet + " -Exclusion $null, 10.0.0.9", Transformation, "'' is no range of addresses")]
    [InlineData(Subnet + " -Exclusion 10.0.0.9-10.0.0.2", Transformation, "'10.0.0.9-10.0.0.2' is no range of addresses")]
    [InlineData(Subnet + " -Exclusion ::ffff:10.0.0.9", Transformation, "'::ffff:10.0.0.9' is IPv4-mapped IPv6 text")]
    [InlineData(Subnet + " -Exclusion ::ffff:10.0.0.0/120", Transformation, "'::ffff:10.0.0.0/120' is IPv4-mapped IPv6 text")]
    [InlineData(Subnet + " -Exclusion 10.0.0.1-::ffff:10.0.0.9", Transformation, "is IPv4-mapped IPv6 text")]
    [InlineData(Subnet + " -QuotaPerCluster x", Conversion, "\"x\"")]
    [InlineData(Subnet + " -QuotaPerCluster 0.5", Transformation, "'0.5' is no whole number")]
    [InlineData(Subnet + " -ReserveFirst -1", Validation, "-1")]
    [InlineData(Subnet + " -ReserveLast x", Conversion, "\"x\"")]
    [InlineData(Subnet + " -PoolLabel 5", Transformation, "'5' is no hash table of texts")]
    [InlineData(Subnet + " -PoolAnnotation a=b", Transformation, "'a=b' is no hash table of texts")]
    [InlineData(Subnet + " -NodeSelector 5", Transformation, "'5' is no node selector")]
    [InlineData(Subnet + " -NodeSelector @{ nodeSelectorTerms = 'x' }", Transformation, "nodeSelectorTerms: must be a list")]
    [InlineData(Subnet + " -NodeSelector @{ nodeSelectorTerms = @(5) }", Transformation, "nodeSelectorTerms[0]: must be an object")]
    [InlineData(Subnet + " -ClusterSelector 5", Transformation, "'5' is no label selector")]
    [InlineData(Subnet + " -ClusterSelector @{ matchLabels = 'x' }", Transformation, "matchLabels: must be a map of strings")]
    [InlineData(Subnet + " -ApiGeneration G9", Conversion, "G0, G1, G2, G3, G4, G5")]
    [InlineData(Subnet + " -PoolName ''", Validation, "'PoolName'")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -Network ''", Validation, "'Network'")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -Gateway $null", Validation, "'Gateway'")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -GatewayIndex x", Conversion, "\"x\"")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -AddExclusion oops", Transformation, "'oops' is no range of addresses")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -RemoveExclusion oops", Transformation, "'oops' is no range of addresses")]
    [InlineData("$subnet | Set-DpuServiceIpam -AsObject -QuotaPerCluster 1.5", Transformation, "'1.5' is no whole number")]
    [InlineData("Get-DpuServiceIpam '' -Path docs/examples", Validation, "'Name'")]
    [InlineData("Get-DpuServiceIpam $null -Path docs/examples", Validation, "'Name'")]
    [InlineData("Get-DpuServiceIpam -Path $null", Validation, "'Path'")]
    [InlineData("Get-DpuServiceIpam -Path docs -LiteralPath docs", "AmbiguousParameterSet", "cannot be used together")]
    [InlineData("Test-DpuServiceIpam docs/examples -Against @()", Validation, "'Against'")]
    [InlineData("Test-DpuServiceIpam docs/examples -FailOn Never", Conversion, "Information, Warning, Error")]
    [InlineData("Test-DpuServiceIpam docs/examples -ApiGeneration 9x", Conversion, "G0, G1, G2, G3, G4, G5")]
    [InlineData("Find-DpuIpamLayout 0 1", Validation, "'NodeCount'")]
    [InlineData("Find-DpuIpamLayout 1.5 1", Transformation, "'1.5' is no whole number")]
    [InlineData("Find-DpuIpamLayout 1 16777217", Validation, "'AddressCount'")]
    [InlineData("Find-DpuIpamLayout 1 1 -MaxNodeCount 0", Validation, "'MaxNodeCount'")]
    [InlineData("Find-DpuIpamLayout 1 1 -ClusterCount 1001", Validation, "'ClusterCount'")]
    [InlineData("Find-DpuIpamLayout 1 1 -Within @()", Validation, "'Within'")]
    [InlineData("Find-DpuIpamLayout 1 1 -Within $null", Validation, "'Within'")]
    [InlineData("Find-DpuIpamLayout 1 1 -Outside oops", Transformation, "'oops' is no range of addresses")]
    [InlineData("Find-DpuIpamLayout 1 1 -Outside ::ffff:10.0.0.0/104", Transformation, "is IPv4-mapped IPv6 text")]
    [InlineData("Find-DpuIpamLayout 1 1 -Mode Both", Conversion, "Subnet, Network")]
    [InlineData("Find-DpuIpamLayout 1 1 -First 0", Validation, "'First'")]
    public void A_parameter_that_can_not_be_meant_ends_the_command_and_says_what_is_wrong(string script, string id, string message)
    {
        var error = _session.Run(script).End();
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NodeSelector @{}", "nodeSelector")]
    [InlineData("-ClusterSelector @{}", "dpuClusterSelector")]
    public void A_selector_without_labels_is_none_since_it_selects_all(string parameter, string field)
    {
        Assert.Equal("null", Tree.Part(_session, $"{Subnet} {parameter}", $"spec.{field}"));
        Assert.Equal("null", Tree.Part(_session, $"$subnet | Set-DpuServiceIpam -AsObject {parameter}", $"spec.{field}"));
    }

    [Theory]
    [InlineData("-NodeSelector @{ nodeSelectorTerms = @() }", "SelectorWithoutTerms", "spec.nodeSelector.nodeSelectorTerms")]
    [InlineData("-NodeSelector @{ role = @() }", "SelectorValues", "matchExpressions[0].values")]
    [InlineData("-NodeSelector @{ 'a b' = 'c' }", "SelectorKey", "matchExpressions[0].key")]
    [InlineData("-ClusterSelector @{ 'a b' = 'c' }", "ClusterSelectorInvalid", "spec.dpuClusterSelector.matchLabels['a b']")]
    [InlineData("-ClusterSelector @{ a = 'b c' }", "ClusterSelectorInvalid", "'b c' is no label value")]
    [InlineData("-ClusterSelector @{ matchExpressions = @(@{ key = 'a'; operator = 'Near' }) }", "ClusterSelectorInvalid", "Near is no operator")]
    [InlineData("-ClusterSelector @{ matchExpressions = @(@{ key = 'a'; operator = 'In' }) }", "ClusterSelectorInvalid", "In needs values")]
    [InlineData("-ClusterSelector @{ matchExpressions = @(@{ key = 'a'; operator = 'Exists'; values = @('b') }) }",
        "ClusterSelectorInvalid", "Exists takes no values")]
    [InlineData("-PoolLabel @{ 'a b' = 'c' }", "PoolLabelInvalid", "spec.metadata.labels['a b']")]
    [InlineData("-PoolLabel @{ a = 'b c' }", "PoolLabelInvalid", "'b c' is no label value")]
    [InlineData("-PoolAnnotation @{ 'a b' = 'c' }", "PoolLabelInvalid", "spec.metadata.annotations['a b']")]
    public void Selectors_and_labels_that_nobody_could_use_are_refused(string parameter, string rule, string message)
    {
        foreach (var script in (string[])[$"{Subnet} {parameter}", $"$subnet | Set-DpuServiceIpam -AsObject {parameter}"])
        {
            var outcome = _session.Run(script);
            Assert.Empty(outcome.Output);
            var error = Assert.Single(outcome.Errors, error => error.FullyQualifiedErrorId.StartsWith(rule + ",", StringComparison.Ordinal));
            Assert.Contains(message, error.Message(), StringComparison.Ordinal);
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        }
    }

    [Theory]
    [InlineData("@{ nodeSelectorTerms = @(@{}) }", "pool: No term of the node selector has requirements")]
    [InlineData("@{ role = 'dpu' }", "")]
    public void A_selector_that_selects_no_node_whatever_there_is_is_warned_of(string selector, string warning)
    {
        var warnings = _session.Texts($"{Subnet} -NodeSelector {selector} -WarningVariable w > $null; $w.ForEach({{ $_.Message }})");
        Assert.StartsWith(warning, string.Join(' ', warnings), StringComparison.Ordinal);
        Assert.Equal(warning.Length == 0, warnings.Length == 0);
    }

    [Fact]
    public void Such_a_selector_serves_nodes_of_unknown_labels_neither()
    {
        var plan = _session.Get($$"""
            {{Subnet}} -NodeSelector @{ nodeSelectorTerms = @(@{}) } -WarningAction Ignore | Get-DpuIpamPlan -NodeCount 3
            """);
        Assert.Equal("0", plan.Text("Allocated"));
        Assert.Contains("NoNodeSelected", plan.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Theory]
    [InlineData("Get-DpuServiceIpam -Path {0}", "one two")]
    [InlineData("Get-DpuServiceIpam t* -Path {0}/one.yaml, {0}/two.yaml", "two")]
    public void Of_several_objects_of_one_name_the_first_counts(string script, string names)
    {
        var outcome = _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, _folder.Root));
        Assert.Equal(names.Split(' '), outcome.Texts("Name"));
        Assert.All(outcome.Output, static ipam => Assert.Equal("10", ipam.Text("PerNodeIPCount")));
        var error = outcome.Error();
        error.Is("DuplicateObject", ErrorCategory.ResourceExists, error.TargetObject);
        Assert.Contains("one.yaml", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_before_must_not_be_there_twice_either()
    {
        var outcome = _session.Run($"Test-DpuServiceIpam {_folder.Root}/two.yaml -Against {_folder.Root}");
        Assert.Equal("DuplicateObject", outcome.Error().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'a'; Network = '10.0.0.0/24'; PrefixSize = '28'; Exclusons = '10.0.0.9' }", "Exclusons")]
    [InlineData("@{ Name = 'a'; Network = '10.0.0.0/24'; PrefixSize = '28'; Exclusons = '10.0.0.9' }", "Exclusons")]
    [InlineData("@{ name = 'a'; NETWORK = '10.0.0.0/24'; prefixSize = '28'; exclusions = '10.0.0.9'; routes = ''; poolLabels = @{} }", "")]
    [InlineData("[pscustomobject]@{ Name = 'a'; Rank = '1'; Mode = 'Network'; Network = '10.0.0.0/24'; PrefixSize = '28'; Headroom = '2' }", "")]
    [InlineData("(Find-DpuIpamLayout 5 20 -First 1)", "")]
    public void A_column_that_nothing_is_read_from_is_named_once(string row, string column)
    {
        var warnings = _session.Texts($"{row}, {row} | New-DpuServiceIpam -Name a -WarningVariable w > $null; $w.ForEach({{ $_.Message }})");
        Assert.Equal(
            column.Length == 0 ? [] : [$"{column}: New-DpuServiceIpam has no parameter of this name; the column is passed over."], warnings);
    }

    [Fact]
    public void Cells_of_blanks_are_empty_and_a_row_of_empty_cells_costs_only_itself()
    {
        var outcome = _session.Run("""
            [pscustomobject]@{ Name = ''; Network = ''; PrefixSize = ''; Gateway = '' },
            [pscustomobject]@{ Name = 'a'; Network = '10.0.0.0/24'; PrefixSize = '28'; PerNodeIPCount = '  '; Gateway = ' '; Exclusion = "`t" } |
                New-DpuServiceIpam
            """);
        Assert.Equal(["a"], outcome.Texts("Name"));
        Assert.Contains("needs a name", outcome.Error().Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NodeSelector = @{ nodeSelectorTerms = 'x' }", "a: NodeSelector: ")]
    [InlineData("ClusterSelector = 'x'", "a: ClusterSelector: 'x' is no label selector")]
    [InlineData("Exclusion = '10.0.0.9; oops'", "a: Exclusion: 'oops' is no range")]
    [InlineData("Allocation = 'x'", "a: Allocation is no hash table")]
    [InlineData("PerNodeIPCount = '10'", "a: PerNodeIPCount, PrefixSize: one of the two")]
    public void An_error_in_a_row_names_row_and_column(string cell, string message)
    {
        var outcome = _session.Run($$"""
            @{ Name = 'a'; Network = '10.0.0.0/24'; PrefixSize = '28'; {{cell}} }, $subnet | New-DpuServiceIpam
            """);
        Assert.Equal(["subnet"], outcome.Texts("Name"));
        Assert.StartsWith(message, outcome.Error().Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_rows_are_taken_apart() => Assert.Equal(
        ["a", "b", "a", "b"],
        _session.Results("""
            $rows = @{ Name = 'a'; Network = '10.0.0.0/24'; PrefixSize = 28 }, @{ Name = 'b'; Network = '10.0.1.0/24'; PrefixSize = 28 }
            , $rows | New-DpuServiceIpam
            New-DpuServiceIpam -InputObject $rows
            """).Select(static ipam => ipam.Text("Name")));
}
