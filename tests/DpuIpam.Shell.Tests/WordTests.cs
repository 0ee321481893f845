using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>Words of a command line become arguments.</summary>
public class WordTests
{
    private const string ShowArguments =
        """
        foreach ($argument in $args) {
            if ($null -eq $argument) { 'null' } else { $argument.GetType().Name + ':' + ($argument -join '/') }
        }
        """;

    [Fact]
    public async Task What_PowerShell_reads_as_data_stays_data()
    {
        using var script = new TemporaryScript(ShowArguments);
        var result = await ShellProcess.RunAsync(
            script.Path, "3", "a,b", "a, b", "'x y',z", "$true", "$null", "@()", "@{ a = 1 }", "{ 1 + 1 }", "plain");
        Assert.Equal(
            """
            Int32:3
            Object[]:a/b
            Object[]:a/b
            Object[]:x y/z
            Boolean:True
            null
            Object[]:
            Hashtable:System.Collections.Hashtable
            ScriptBlock: 1 + 1 
            String:plain

            """,
            result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Everything_else_is_literal_text()
    {
        string[] words =
        [
            "two words.yaml",
            "it's",
            "it's 'quoted'",
            "unclosed\"",
            "$(throw 'run')",
            "(throw 'run')",
            "@(throw 'run')",
            "@{ a = throw 'run' }",
            "a$env:HOME",
            "$PSHOME",
            "\"$PSHOME\"",
            "@args",
            "a;b",
            "a|b",
            "a&b",
            "2>&1",
            "> file",
            "# comment",
            "a #b",
            "a`nb",
            "a\nb",
            "--%",
            "\u2018curly\u2019",
            "",
        ];
        using var script = new TemporaryScript("$args | ForEach-Object { \"<$_>\" }");
        var result = await ShellProcess.RunAsync([script.Path, .. words]);
        Assert.Equal(new ShellResult(0, string.Concat(words.Select(word => $"<{word}>\n")), ""), result);
    }

    [Fact]
    public async Task Parameters_bind_by_name_and_switches_need_no_dollar_sign()
    {
        using var script = new TemporaryScript(
            "param([string] $Name, [switch] $On, [switch] $Off, [string[]] $List) \"$Name|$On|$Off|$($List.Count)\"");
        var result = await ShellProcess.RunAsync(
            script.Path, "-On:true", "-Off:false", "-List", "a,b,c", "-Name:two words");
        Assert.Equal("two words|True|False|3\n", result.Output);
    }

    [Fact]
    public async Task A_lone_pipe_starts_the_next_command()
    {
        var result = await ShellProcess.RunAsync(
            "Get-Command", "Get-Help", "|", "ForEach-Object", "{ $_.Name + ' ' + $_.Verb }");
        Assert.Equal("Get-Help Get\n", result.Output);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_explained()
    {
        var result = await ShellProcess.RunAsync("Format-Nothing", "x");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("Format-Nothing", result.Error, StringComparison.Ordinal);
        Assert.Contains("'dpuipam Get-Command' lists them", result.Error, StringComparison.Ordinal);
    }
}
