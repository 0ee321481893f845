using System.Management.Automation;
using Xunit;

namespace DpuIpam.Build.Tests;

/// <summary>What the engine makes of the generated files.</summary>
public class GetHelpTests
{
    private const string ScriptFile = "Sample.psm1";

    private const string ScriptModule = $$"""
        # .EXTERNALHELP {{Sample.HelpFile}}
        function Get-SamplePool { [CmdletBinding()] param([string[]] $Name) }
        """;

    private static readonly string CompiledModule = $$"""
        @{
            RootModule = '{{typeof(GetSamplePoolCommand).Assembly.Location}}'
            ModuleVersion = '1.0.0'
            CmdletsToExport = 'Get-SamplePool'
        }
        """;

    public static TheoryData<string, string> Modules => new()
    {
        { "Sample.psd1", CompiledModule },
        { ScriptFile, ScriptModule },
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void Get_Help_returns_the_whole_page(string module, string content)
    {
        using var sample = Built(module, content);
        using var engine = new Engine(sample.Modules);
        engine.Run($"Import-Module '{Path.Combine(sample.Module, module)}'");

        var help = engine.Get("Get-Help Get-SamplePool -Full");
        Assert.Contains("MamlCommandHelpInfo#FullView", help.TypeNames);
        Assert.Equal("Gets pools from a cluster or from a folder of manifests.", Text(help, "Synopsis"));

        Assert.Equal(["Get-SamplePool", "Get-SamplePool"], Texts("(Get-Help Get-SamplePool).syntax.syntaxItem.name"));
        const string InSyntax = "(Get-Help Get-SamplePool).syntax.syntaxItem[0].parameter";
        Assert.Equal(
            ["Name:string[]", "Kind:PoolKind", "Force:", "WhatIf:"],
            Texts(InSyntax + " | ForEach-Object { \"$($_.name):$($_.parameterValue)\" }"));
        Assert.Equal(
            ["Force", "Kind", "Name", "Path", "WhatIf"],
            Texts("(Get-Help Get-SamplePool -Full).parameters.parameter.name"));

        var name = engine.Get("Get-Help Get-SamplePool -Parameter Name");
        Assert.Equal("true (ByPropertyName)", Text(name, "pipelineInput"));
        Assert.Equal("PoolName, Pool", Text(name, "aliases"));
        Assert.Equal("true", Text(name, "globbing"));

        Assert.Equal(
            [
                "Get-SamplePool |\n    Sort-Object Name",
                "Get-SamplePool pool1",
                "$pools = Get-SamplePool -Path ./lab\n$pools.Count",
            ],
            Texts("(Get-Help Get-SamplePool -Examples).examples.example.code"));
        Assert.Equal(["System.String"], Texts("(Get-Help Get-SamplePool).inputTypes.inputType.type.name"));

        IEnumerable<string> Texts(string script) => engine.Run(script).Select(Text);
    }

    [Fact]
    public void Get_Help_reads_well_on_a_console()
    {
        using var sample = Built(ScriptFile, ScriptModule);
        using var engine = new Engine(sample.Modules);
        engine.Run("Import-Module Sample");

        var screen = engine.Screen("Get-Help Get-SamplePool -Full");
        Assert.Contains(
            "[[-Name] <string[]>] [-Kind {IPPool | CIDRPool}] [-Force] [-WhatIf] \n    [<CommonParameters>]",
            screen,
            StringComparison.Ordinal);
        Assert.Contains(
            """
                - an IPPool, whose blocks are ranges that may cross a subnet's border:
                
                      kind: IPPool
                
                - a CIDRPool:
            """,
            screen,
            StringComparison.Ordinal);
        Assert.Contains(
            """
                ---------- Example 1: Get every pool ----------
                
                This example gets the pools of the default connection.
                
                They are sorted by name.
                
                Get-SamplePool |
                    Sort-Object Name
                
                Cluster: lab
                
                Name  Kind   Network
                ----  ----   -------
                pool1 IPPool 192.168.0.0/20
                
                The view has three columns.
                
                ---------- Example 2: Get one pool ----------
            """,
            screen,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Help_finds_the_topic_and_its_synopsis()
    {
        using var sample = Built(ScriptFile, ScriptModule);
        using var engine = new Engine(sample.Modules);
        engine.Run("Import-Module Sample");

        var topic = File.ReadAllText(Path.Combine(sample.Output, "about_Sample.help.txt"));
        Assert.Equal(topic, Text(engine.Get("Get-Help about_Sample")));
        Assert.Equal("Explains what a pool is.", Text(engine.Get("(Get-Help about_Sam*).Synopsis")));
    }

    private static Sample Built(string module, string content)
    {
        var sample = new Sample();
        Assert.Equal(0, sample.Build());
        File.WriteAllText(Path.Combine(sample.Module, module), content);
        return sample;
    }

    private static string Text(PSObject value) => value.ToString();

    private static string? Text(PSObject value, string property) => value.Properties[property]?.Value?.ToString();
}
