using System.Diagnostics;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>A bad file costs an error that names the place, and nothing of what stands beside it.</summary>
public sealed class BadFileTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public BadFileTests()
    {
        _session.GoTo(_folder.Root);
        _folder.Write("good.yaml", Texts.Subnet("good"));
    }

    public static TheoryData<string> Names => [.. BadFile.All.Select(static file => file.Name)];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Among_several_paths(string name)
    {
        var bad = Write(name);
        var watch = Stopwatch.StartNew();
        var outcome = _session.Run($"Get-DpuIpamPlan {name}, good.yaml -NodeCount 2");
        CheckError(bad, outcome);
        Assert.Equal(["good"], outcome.Texts("Pool"));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Through_the_pipeline(string name)
    {
        var bad = Write(name);
        var outcome = _session.Run($"'{name}', 'good.yaml' | Get-DpuIpamPlan -NodeCount 2");
        CheckError(bad, outcome);
        Assert.Equal(["good"], outcome.Texts("Pool"));
    }

    [Theory]
    [InlineData("open-brace.yaml")]
    [InlineData("quoted-number.yaml")]
    public void In_a_folder(string name)
    {
        CheckError(Write(name), _session.Run("Get-DpuIpamPlan . -NodeCount 2"));
    }

    [Fact]
    public void A_bad_document_leaves_the_others_of_its_file()
    {
        _folder.Write("three.yaml", $"{Texts.Subnet("a")}---\nkind: [\n---\n{Texts.Subnet("b")}");
        var outcome = _session.Run("Get-DpuIpamPlan three.yaml");
        Assert.Equal(["a", "b"], outcome.Texts("Pool"));
        outcome.Error().Is("ManifestMalformed", ErrorCategory.ParserError, "three.yaml");
        Assert.StartsWith("three.yaml:1", outcome.Error().Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan none.yaml, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    [InlineData("Get-DpuIpamPlan foo::bar, good.yaml", "PathNotAFile", ErrorCategory.InvalidArgument, "foo::bar")]
    [InlineData("Get-DpuIpamPlan -LiteralPath foo::bar, good.yaml", "PathNotAFile", ErrorCategory.InvalidArgument, "foo::bar")]
    [InlineData("Get-DpuIpamPlan -LiteralPath nowhere:/x, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "nowhere:/x")]
    [InlineData("Get-DpuIpamPlan -LiteralPath none*, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none*")]
    [InlineData("Get-DpuIpamPlan none*, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none*")]
    [InlineData("Get-DpuIpamPlan nodrive:/x, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "nodrive:/x")]
    [InlineData("Get-DpuIpamPlan -LiteralPath nodrive:/x, good.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "nodrive:/x")]
    [InlineData("Get-DpuIpamPlan env:PATH, good.yaml", "PathNotAFile", ErrorCategory.InvalidArgument, "env:PATH")]
    [InlineData("Get-DpuIpamPlan -LiteralPath env:PATH, good.yaml", "PathNotAFile", ErrorCategory.InvalidArgument, "env:PATH")]
    [InlineData("Get-DpuIpamPlan nothing, good.yaml", "NothingInFile", ErrorCategory.InvalidData, "nothing")]
    [InlineData("'none.yaml', 'good.yaml' | Get-DpuIpamPlan", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    [InlineData("42, 'good.yaml' | Get-DpuIpamPlan", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData(", @(42, 'good.yaml') | Get-DpuIpamPlan", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData("Get-DpuIpamPlan -InputObject 42, 'good.yaml'", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    public void What_is_not_there_or_not_of_use_costs_only_itself(
        string script, string id, ErrorCategory category, object target)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "nothing"));
        var outcome = _session.Run(script);
        outcome.Error().Is(id, category, target);
        Assert.Equal(["good"], outcome.Texts("Pool"));
    }

    [Fact]
    public void A_file_that_may_not_be_read_says_so()
    {
        using var locked = new FileStream(
            _folder.Write("locked.yaml", Texts.Subnet("x")), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var outcome = _session.Run("Get-DpuIpamPlan locked.yaml, good.yaml");
        outcome.Error().Is("FileUnreadable", ErrorCategory.ReadError, "locked.yaml");
        Assert.Equal(["good"], outcome.Texts("Pool"));
    }

    [Fact]
    public void A_null_among_objects_is_passed_over() =>
        Assert.Equal(["good"], _session.Texts("(, @($null, 'good.yaml', $null) | Get-DpuIpamPlan).Pool"));

    [Fact]
    public void An_object_that_is_not_taken_is_the_errors_target()
    {
        var error = _session.Run("[pscustomobject]@{ Pool = 'x' }, 'good.yaml' | Get-DpuIpamPlan").Error();
        Assert.StartsWith("InputNotSupported,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("x", PSObject.AsPSObject(error.TargetObject).Text("Pool"));
    }

    [Fact]
    public void Plans_are_not_planned_again()
    {
        var outcome = _session.Run("Get-DpuIpamPlan good.yaml | Get-DpuIpamPlan");
        Assert.StartsWith("InputNotSupported,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Without_an_object_to_plan_there_is_nothing_to_plan()
    {
        _folder.Write("nodes.yaml", Texts.Nodes("a", "b"));
        _session.Run("Get-DpuIpamPlan nodes.yaml").Error().Is("NothingToPlan", ErrorCategory.InvalidArgument, null);
        _session.Run("ConvertFrom-DpuManifest nodes.yaml | Get-DpuIpamPlan").Error()
            .Is("NothingToPlan", ErrorCategory.InvalidArgument, null);
    }

    [Fact]
    public void An_object_that_is_there_twice_counts_once()
    {
        _folder.Write("again.yaml", Texts.Subnet("good", subnet: "10.9.0.0/24", gateway: "10.9.0.1"));
        var outcome = _session.Run("Get-DpuIpamPlan good.yaml, again.yaml");
        Assert.Equal(["10.0.0.0/24"], outcome.Texts("Network"));
        var error = outcome.Error();
        error.Is("DuplicateObject", ErrorCategory.ResourceExists, error.TargetObject);
        Assert.Equal("10.9.0.0/24", PSObject.AsPSObject(error.TargetObject).Text("Network"));
        Assert.Equal(
            "DPUServiceIPAM dpf-operator-system/good is there twice; the one from good.yaml:1:1 counts.", error.Message());
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan good.yaml, nodes.yaml")]
    [InlineData("Get-DpuIpamPlan good.yaml -Node n1, n2, n1")]
    [InlineData("Get-DpuIpamPlan good.yaml -Node n1, n2 -NodeCount 1 -NodeNamePattern 'n{0}'")]
    public void A_node_that_is_there_twice_counts_once(string script)
    {
        _folder.Write("nodes.yaml", Texts.Nodes("n1", "n2", "n1"));
        var outcome = _session.Run(script);
        Assert.Equal(["2"], outcome.Texts("Allocated"));
        var error = outcome.Error();
        error.Is("DuplicateNode", ErrorCategory.ResourceExists, error.TargetObject);
        Assert.Equal("n1", error.TargetObject.ToString());
    }

    private BadFile Write(string name)
    {
        var bad = BadFile.Named(name);
        _folder.Write(name, bad.Text());
        return bad;
    }

    private static void CheckError(BadFile bad, Outcome outcome)
    {
        var error = outcome.Error();
        error.Is(bad.ErrorId, bad.Category, bad.Name);
        var start = bad.ErrorId == "NothingInFile" ? $"'{bad.Name}" : bad.Name;
        Assert.StartsWith(start + bad.Message, error.Message(), StringComparison.Ordinal);
    }
}
