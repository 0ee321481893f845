using System.Management.Automation.Language;

namespace DpuIpam.Cmdlets.Tests;

/// <summary>The Pester files run where PowerShell and Pester are installed; that they can be read is checked everywhere.</summary>
public sealed class PesterFileTests : IDisposable
{
    private readonly Session _session = new();

    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Places.Repository, "tests", "pester"), "*.Tests.ps1")
            .Select(static file => Path.GetFileName(file)),
    ];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Parses(string file)
    {
        Parse(file, out var errors);
        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Uses_parameters_that_the_modules_cmdlets_have(string file)
    {
        var commands = _session.Texts("(Get-Command -Module DpuIpam).Name");
        foreach (var call in Parse(file, out _).FindAll(static ast => ast is CommandAst, true).Cast<CommandAst>())
        {
            var name = call.GetCommandName();
            if (!commands.Contains(name)) continue;
            foreach (var parameter in call.CommandElements.OfType<CommandParameterAst>())
            {
                Assert.Equal(
                    [parameter.ParameterName],
                    _session.Texts($"(Get-Command {name}).ResolveParameter('{parameter.ParameterName}').Name"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Has_only_the_assertions_of_Pester_5(string file)
    {
        // Pester 4 wrote "Should Be", and ran code at the top level of a file while it looked for tests.
        var script = Parse(file, out _);
        Assert.All(
            script.FindAll(static ast => ast is CommandAst command && command.GetCommandName() == "Should", true).Cast<CommandAst>(),
            static should => Assert.IsType<CommandParameterAst>(should.CommandElements[1]));
        Assert.All(
            script.EndBlock.Statements,
            static statement => Assert.Contains(
                Assert.IsType<CommandAst>(Assert.Single(Assert.IsType<PipelineAst>(statement).PipelineElements)).GetCommandName(),
                (string[])["BeforeAll", "AfterAll", "Describe"]));
    }

    private static ScriptBlockAst Parse(string file, out ParseError[] errors) =>
        Parser.ParseFile(Path.Combine(Places.Repository, "tests", "pester", file), out _, out errors);
}
