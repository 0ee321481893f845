using Xunit;

namespace DpuIpam.Shell.Tests;

public class ExitCodeTests
{
    private const string FailOn =
        "[System.Management.Automation.ErrorRecord]::new([Exception]::new('found'), 'FailOnChange', 'InvalidResult', $null)";

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0, "exit")]
    [InlineData(5, "exit 5")]
    [InlineData(5, "try { exit 5 } finally { 'cleanup' }")]
    [InlineData(1, "throw 'x'")]
    [InlineData(1, "Get-Nothing")]
    [InlineData(0, "Get-Nothing; 1")]
    [InlineData(1, "1; Get-Nothing")]
    [InlineData(0, "try { throw 'x' } catch { 1 }")]
    [InlineData(1, "$ErrorActionPreference = 'Stop'; Get-Nothing; 1")]
    [InlineData(2, "throw " + FailOn)]
    [InlineData(2, "$Host.UI.WriteLine('x'); & { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError(" + FailOn + ") }; 1")]
    [InlineData(0, "try { throw " + FailOn + " } catch { 1 }")]
    [InlineData(7, "try { throw " + FailOn + " } catch { exit 7 }")]
    public async Task Text_ends_as_its_last_statement_did(int exitCode, string script)
    {
        var result = await ShellProcess.RunAsync("-Command", script);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(6, "1; exit 6; 2")]
    [InlineData(1, "throw 'x'; exit 6")]
    [InlineData(2, "& { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError(" + FailOn + ") }; 1")]
    [InlineData(0, "Get-Nothing; 1")]
    public async Task A_file_ends_with_what_it_says(int exitCode, string script)
    {
        using var file = new TemporaryScript(script);
        var result = await ShellProcess.RunAsync(file.Path);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task Words_can_exit()
    {
        Assert.Equal(9, (await ShellProcess.RunAsync("exit", "9")).ExitCode);
    }

    [Fact]
    public async Task Data_is_whole_when_FailOn_ends_the_run()
    {
        var result = await ShellProcess.RunAsync("-Output", "Json", "-Command", "1; throw " + FailOn);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("[\n  1\n]\n", result.Output);
        Assert.Contains("found", result.Error, StringComparison.Ordinal);
    }
}
