using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using DpuIpam.Cmdlets.Tests.Writing;

namespace DpuIpam.Cmdlets.Tests.Docs;

/// <summary>The commands of docs/runbooks are ones that the module has, and do on a folder what the pages say.</summary>
public sealed partial class RunbookTests
{
    private const string Network = "New-DpuServiceIpam x 10.0.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4";
    private const string Subnet = "New-DpuServiceIpam x 10.8.0.0/24 -PerNodeIPCount 6 -Gateway 10.8.0.1 -QuotaPerCluster 4";

    /// <summary>Pages whose commands a folder can't run: one connects to a cluster by its context, one waits for a DPF.</summary>
    private static readonly string[] NotRun = ["README.md", "beside-dpf.md"];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Folder, "*.md").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Places.Repository, "docs", "runbooks");

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_and_every_parameter_is_there(string page)
    {
        using var session = new Session();
        var former = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = session.Runspace;
        try
        {
            var known = 0;
            foreach (var text in Blocks(page).Concat(Inline(page)))
            {
                var ast = Parser.ParseInput(text, out _, out var errors);
                Assert.Empty(errors);
                foreach (var command in ast.FindAll(static ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
                {
                    Assert.True(session.Results($"Get-Command {command.GetCommandName()}").Count == 1, text);
                    var binding = StaticParameterBinder.BindCommand(command, resolve: true);
                    Assert.True(binding.BindingExceptions.Count == 0, $"{text}: {string.Join(", ", binding.BindingExceptions.Keys)}");
                    known++;
                }
            }

            Assert.NotEqual(0, known);
        }
        finally
        {
            Runspace.DefaultRunspace = former;
        }
    }

    [Theory]
    [InlineData("grow-a-range.md", "New-DpuServiceIpam x 10.0.0.0/23 -PrefixSize 28 -QuotaPerCluster 4")]
    [InlineData("add-a-cluster.md", Network)]
    [InlineData("take-a-node-out.md", Network)]
    [InlineData("switch-the-mode.md", Subnet)]
    [InlineData("take-over-and-hand-back.md", Network)]
    public void The_commands_run_in_their_order(string page, string setUp)
    {
        using var lab = new Lab();
        lab.Write("west/more.yaml", "{apiVersion: v1, kind: Node, metadata: {name: dpu-node-2}}");
        lab.Results($"{setUp} | Set-DpuServiceIpam -WarningAction Ignore | Sync-DpuPool -Allocate");
        lab.Results("$WarningPreference = 'Ignore'");
        if (page == "take-over-and-hand-back.md") lab.Write("dpf.yaml", Lab.StoppedDpf);
        // As the first page says of a folder.
        else lab.Results("$PSDefaultParameterValues['Sync-DpuPool:Allocate'] = $true");
        foreach (var block in Blocks(page)) lab.Run(block).Succeeded();
    }

    [Fact]
    public void Every_page_is_run_or_is_known_not_to_be()
    {
        var run = typeof(RunbookTests).GetMethod(nameof(The_commands_run_in_their_order))!.GetCustomAttributes(false)
            .OfType<InlineDataAttribute>().Select(static row => (string)row.Data[0]!);
        Assert.Equal(Pages.Select(static row => row.Data), run.Concat(NotRun).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_range_that_grows_to_the_left_has_lines_and_one_to_the_right_has_none()
    {
        using var lab = new Lab();
        lab.Results("New-DpuServiceIpam x 10.0.1.0/24 -PerNodeIPCount 5 -Gateway 10.0.1.1 -QuotaPerCluster 4 | Set-DpuServiceIpam -WarningAction Ignore | Sync-DpuPool -Allocate");
        var look = Blocks("grow-a-range.md")[0];
        var left = look.Replace("-Network 10.0.0.0/22", "-Network 10.0.0.0/23 -WarningAction Ignore", StringComparison.Ordinal);
        Assert.NotEqual(look, left);
        Assert.Equal(3, lab.Results(left).Count);
        Assert.Empty(lab.Results("Set-DpuServiceIpam x -Network 10.0.1.0/24 -QuotaPerCluster 5 -WhatIf | Get-DpuIpamPlan | Get-DpuPoolAllocation -Change Moved, Dropped"));
    }

    private static List<string> Blocks(string page) =>
        [.. Fences().Matches(Text(page)).Select(static match => match.Groups["text"].Value)];

    private static IEnumerable<string> Inline(string page) =>
        Commands().Matches(Text(page)).Select(static match => match.Groups["text"].Value);

    private static string Text(string page) => File.ReadAllText(Path.Combine(Folder, page)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^ *(\d\. )?```powershell\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"(?<!`)`(?<text>[A-Z][a-z]+-Dpu\w+ [^`]*)`")]
    private static partial Regex Commands();
}
