using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>A person at a terminal, played by <c>script</c> of util-linux.</summary>
public class TerminalTests
{
    private const string Recorder = "/usr/bin/script";

    private const string AskTwice =
        "function Remove-It { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = ''High'')] param() "
        + "if ($PSCmdlet.ShouldProcess(''it'')) { ''removed'' } else { ''kept'' } }; Remove-It";

    [Theory]
    [InlineData("y\n", "removed")]
    [InlineData("Yes\n", "removed")]
    [InlineData("n\n", "kept")]
    [InlineData("?\nwhat\nN\n", "kept")]
    public async Task A_question_is_asked_and_answered(string answers, string output)
    {
        var text = await RunAsync(answers, AskTwice);
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is \"Y\"): ", text, StringComparison.Ordinal);
        Assert.Contains($"\n{output}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NonInteractive_asks_nothing()
    {
        var text = await RunAsync("y\n", AskTwice, options: "-NonInteractive ");
        Assert.DoesNotContain("[Y] Yes", text, StringComparison.Ordinal);
        Assert.Contains("there is no terminal to ask on", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_are_for_terminals_without_NO_COLOR()
    {
        Assert.Contains("\e[32;1m", await RunAsync("", "Get-Command Get-Help"), StringComparison.Ordinal);
        Assert.DoesNotContain("\e[32;1m", await RunAsync("", "Get-Command Get-Help", variable: "NO_COLOR=1 "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_as_wide_as_the_terminal()
    {
        Assert.Contains("77\n", await RunAsync("", "$Host.UI.RawUI.BufferSize.Width"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string answers, string script, string options = "", string variable = "")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Recorder), $"needs {Recorder}");
        var command = $"stty cols 77; TERM=xterm {variable}'{ShellProcess.Program}' {options}-Command '{script.Replace("''", "\"", StringComparison.Ordinal)}'";
        using var process = ShellProcess.Start(Recorder, "-qec", command, "/dev/null");
        await process.StandardInput.WriteAsync(answers);
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var result = await ShellProcess.EndAsync(process);
        return result.Output;
    }
}
