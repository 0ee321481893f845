using System.Management.Automation;
using DpuIpam.Cmdlets.Tests.Views;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>What a console shows of a sync, and what the Tab key offers.</summary>
public sealed class ViewTests
{
    private const string Refusal = "$null = Set-DpuServiceIpam shared -PoolName blue -AllowDrop -WarningAction Ignore;"
        + " Sync-DpuPool shared -ErrorAction Ignore";

    [Fact]
    public void A_table_says_what_was_done_and_why_not()
    {
        using var lab = new Lab();
        Assert.Equal(
            """
            Pool   Cluster       Kind   Action    Changes Findings Error
            ----   -------       ----   ------    ------- -------- -----
            shared dpu-east/east IPPool Updated   1 added 1 note
            shared dpu-west/west IPPool Unchanged         1 note
            """,
            lab.Session.Screen("Sync-DpuPool shared -Allocate -ThrottleLimit 1"));
        var lines = lab.Session.Screen(Refusal).Split('\n');
        Assert.StartsWith("blue   dpu-east/east IPPool Refused 2 added   2 errors, 1 note", lines[2], StringComparison.Ordinal);
        Assert.Contains("dpu-east/east: The IPPool", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_says_all_of_it()
    {
        using var module = new ListModule();
        using var lab = new Lab(session: new Session(module: module.Manifest));
        var screen = lab.Session.Screen(Refusal);
        foreach (var line in new[] { "Owner       : shared", "Action      : Refused", "Changes     : 2 added", "Error       : dpu-east/east: The IPPool would be deleted" })
            Assert.Contains(line, screen, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_refused_stands_out()
    {
        using var lab = new Lab(session: new Session(hasColour: true));
        Assert.Contains("\e[31;1mRefused\e[0m", lab.Session.Screen(Refusal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sync-DpuPool ", "shared")]
    [InlineData("Sync-DpuPool -Name s", "shared")]
    [InlineData("Set-DpuServiceIpam ", "shared")]
    [InlineData("Set-DpuServiceIpam -Name ", "shared")]
    [InlineData("Wait-DpuServiceIpam ", "shared")]
    [InlineData("Remove-DpuServiceIpam -Name ", "shared")]
    [InlineData("Remove-DpuPool ", "shared")]
    [InlineData("Remove-DpuPool shared -Cluster dpu-w", "dpu-west/west")]
    public void Names_complete(string line, string expected)
    {
        using var lab = new Lab();
        using var shell = PowerShell.Create(lab.Session.Runspace);
        var matches = CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
        Assert.Equal(expected, string.Join(' ', matches.Select(static match => match.CompletionText)));
    }
}
