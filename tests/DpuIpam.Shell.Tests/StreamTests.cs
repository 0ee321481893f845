using Xunit;

namespace DpuIpam.Shell.Tests;

public class StreamTests
{
    [Fact]
    public async Task Results_and_errors_part()
    {
        var result = await ShellProcess.RunAsync("-Command", "'result'; Get-Nothing; throw 'uncaught'");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("result\n", result.Output);
        Assert.Contains("Get-Nothing", result.Error, StringComparison.Ordinal);
        Assert.Contains("uncaught", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WriteWarning('note')", "WARNING: note\n")]
    [InlineData("WriteVerbose('note')", "VERBOSE: note\n")]
    [InlineData("WriteDebug('note')", "DEBUG: note\n")]
    public async Task Notes_go_to_standard_error(string call, string line)
    {
        var result = await ShellProcess.RunAsync(
            "-Command",
            "$VerbosePreference = $DebugPreference = 'Continue'; "
            + $"& {{ [CmdletBinding()] param() $PSCmdlet.{call}; 'result' }}");
        Assert.Equal(new ShellResult(0, "result\n", line), result);
    }

    [Fact]
    public async Task Redirected_output_is_plain_and_120_wide()
    {
        var result = await ShellProcess.RunAsync("-Command", "$Host.UI.RawUI.BufferSize.Width; Get-Command -Name '*'; Get-Nothing");
        var lines = result.Output.Split('\n');
        Assert.Equal("120", lines[0]);
        Assert.Contains(lines, line => line.Contains("CommandType", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\e', result.Error);
    }

    [Fact]
    public async Task A_long_string_is_not_broken()
    {
        var text = new string('x', 500);
        Assert.Equal(text + "\n", (await ShellProcess.RunAsync("-Command", "'x' * 500")).Output);
    }

    [Fact]
    public async Task Escape_sequences_in_data_are_taken_out()
    {
        var result = await ShellProcess.RunAsync("-Command", "$PSStyle.Foreground.Red + 'red' + $PSStyle.Reset");
        Assert.Equal("red\n", result.Output);
    }

    [Theory]
    [InlineData("$Host.UI.PromptForChoice('Sure?', 'Really?', [System.Management.Automation.Host.ChoiceDescription[]] ('&Yes', '&No'), 0)")]
    [InlineData("$Host.UI.ReadLine()")]
    [InlineData("$Host.UI.ReadLineAsSecureString()")]
    [InlineData("$Host.UI.PromptForCredential('c', 'm', 'u', 't')")]
    [InlineData("$null = $Host.UI.RawUI.ReadKey()")]
    [InlineData("$ErrorActionPreference = 'Stop'; & { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() $PSCmdlet.ShouldProcess('x') }")]
    public async Task A_question_without_a_terminal_is_an_error(string script)
    {
        var result = await ShellProcess.RunWithAsync("y\n", "-Command", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("there is no terminal to ask on", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_parameter_is_an_error_at_once()
    {
        var result = await ShellProcess.RunAsync(
            "-Command", "function f { param([Parameter(Mandatory)] $Name) $Name }; f");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("missing mandatory parameters: Name", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_silent_without_a_terminal()
    {
        var result = await ShellProcess.RunAsync(
            "-Command",
            "& { [CmdletBinding()] param() $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'a', 'b')); 1 }");
        Assert.Equal(new ShellResult(0, "1\n", ""), result);
    }

    [Fact]
    public async Task A_native_program_writes_to_the_same_streams()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var result = await ShellProcess.RunAsync("-Command", "'first'; /bin/sh -c 'echo out; echo err >&2'; 'last'");
        Assert.Equal(new ShellResult(0, "first\nout\nlast\n", "err\n"), result);
    }
}
