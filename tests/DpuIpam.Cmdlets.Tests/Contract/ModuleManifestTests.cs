using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace DpuIpam.Cmdlets.Tests.Contract;

/// <summary>What the manifest promises is there, and nothing more.</summary>
public sealed class ModuleManifestTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Hashtable _manifest = Read();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Test_ModuleManifest_accepts_it()
    {
        var module = _session.Get($"Test-ModuleManifest '{Places.Manifest}'");
        Assert.Equal("DpuIpam", module.Text("Name"));
        Assert.Equal("DpuIpam.dll", module.Text("RootModule"));
        Assert.Equal(_manifest["ModuleVersion"], module.Text("Version"));
    }

    [Fact]
    public void Exports_are_explicit_and_are_the_cmdlets_of_the_assembly()
    {
        var declared = ((IEnumerable)_manifest["CmdletsToExport"]!).Cast<string>().ToArray();
        Assert.DoesNotContain(declared, WildcardPattern.ContainsWildcardCharacters);
        Assert.Equal(declared.Order(StringComparer.Ordinal), declared);
        Assert.Equal(declared, Commands().Select(static command => command.Text("Name")).Order(StringComparer.Ordinal));

        var assembly = ((Type)_session.Get("(Get-Command Get-DpuIpamPlan).ImplementingType").BaseObject).Assembly;
        var inAssembly = assembly.GetTypes()
            .Select(static type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>()
            .Select(static cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");
        Assert.Equal(declared, inAssembly.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void Nothing_but_cmdlets_is_exported(string key) => Assert.Empty((object[])_manifest[key]!);

    [Fact]
    public void The_edition_and_version_are_those_the_assembly_is_built_for()
    {
        Assert.Equal("7.4", _manifest["PowerShellVersion"]);
        Assert.Equal(["Core"], ((IEnumerable)_manifest["CompatiblePSEditions"]!).Cast<string>());
    }

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var files = ((IEnumerable)_manifest["FormatsToProcess"]!).Cast<string>().Append((string)_manifest["RootModule"]!);
        Assert.All(files, static file => Assert.True(File.Exists(Path.Combine(Places.Module, file)), file));
    }

    [Fact]
    public void Every_verb_is_approved()
    {
        var approved = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(static type => type.Name.StartsWith("Verbs", StringComparison.Ordinal) && type.IsPublic)
            .SelectMany(static type => type.GetFields().Select(static field => (string)field.GetRawConstantValue()!))
            .ToHashSet();
        Assert.All(Commands(), command => Assert.Contains(command.Text("Verb"), approved));
    }

    [Fact]
    public void Every_noun_is_singular_and_begins_with_Dpu() => Assert.All(Commands(), static command =>
    {
        Assert.StartsWith("Dpu", command.Text("Noun"), StringComparison.Ordinal);
        Assert.False(command.Text("Noun").EndsWith('s'), command.Text("Noun"));
    });

    [Fact]
    public void Every_cmdlet_says_what_it_returns() =>
        Assert.All(Commands(), static command => Assert.NotEmpty(command.Items("OutputType")));

    private IReadOnlyList<PSObject> Commands() => _session.Results("Get-Command -Module DpuIpam");

    private static Hashtable Read()
    {
        var ast = Parser.ParseFile(Places.Manifest, out _, out var errors);
        Assert.Empty(errors);
        return (Hashtable)ast.Find(static node => node is HashtableAst, searchNestedScriptBlocks: false).SafeGetValue();
    }
}
