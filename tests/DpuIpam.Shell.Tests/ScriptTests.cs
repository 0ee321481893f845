using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>Script text and script files.</summary>
public class ScriptTests
{
    [Fact]
    public async Task One_word_is_script_text()
    {
        var result = await ShellProcess.RunAsync("1..3 | ForEach-Object { $_ * 2 }");
        Assert.Equal(new ShellResult(0, "2\n4\n6\n", ""), result);
    }

    [Theory]
    [InlineData("-Command")]
    [InlineData("-c")]
    [InlineData("--command")]
    public async Task Command_takes_all_that_follows(string option)
    {
        var result = await ShellProcess.RunAsync("-NoProfile", option, "$a = 2;", "$a * 3");
        Assert.Equal(new ShellResult(0, "6\n", ""), result);
    }

    [Fact]
    public async Task A_script_file_gets_its_arguments()
    {
        using var script = new TemporaryScript("param($First, [switch] $Second) \"$First $Second\"", "a script.ps1");
        Assert.Equal("one True\n", (await ShellProcess.RunAsync(script.Path, "one", "-Second")).Output);
        Assert.Equal("one False\n", (await ShellProcess.RunAsync("-File", script.Path, "one")).Output);
        Assert.Equal(" False\n", (await ShellProcess.RunAsync(script.Path)).Output);
    }

    [Fact]
    public async Task A_script_file_that_is_not_there_is_named()
    {
        var result = await ShellProcess.RunAsync("./nowhere.ps1", "x");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^dpuipam: There is no script file '.*nowhere\.ps1'\.\n$", result.Error);
    }

    [Fact]
    public async Task Standard_input_is_a_script()
    {
        const string Script = "\"read\"\nif ($true) {\n    exit 4\n}\n";
        Assert.Equal(new ShellResult(4, "read\n", ""), await ShellProcess.RunWithAsync(Script));
        Assert.Equal(new ShellResult(4, "read\n", ""), await ShellProcess.RunWithAsync(Script, "-"));
        Assert.Equal(new ShellResult(4, "read\n", ""), await ShellProcess.RunWithAsync(Script, "-Command", "-"));
    }

    [Fact]
    public async Task Standard_input_is_the_input_of_a_script_that_asks_for_it()
    {
        var result = await ShellProcess.RunWithAsync("a\nb\u00e9\n", "$input | ForEach-Object { \"<$_>\" }");
        Assert.Equal(new ShellResult(0, "<a>\n<b\u00e9>\n", ""), result);
    }

    [Fact]
    public async Task Standard_input_that_stays_open_is_not_waited_for()
    {
        using var process = ShellProcess.Start(ShellProcess.Program, "1 + 1");
        var result = await ShellProcess.EndAsync(process);
        Assert.Equal(new ShellResult(0, "2\n", ""), result);
    }

    [Fact]
    public async Task A_parse_error_names_its_place()
    {
        var result = await ShellProcess.RunAsync("-Command", "1 +* 2");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("ParserError: line 1, column 4: ", result.Error, StringComparison.Ordinal);

        using var script = new TemporaryScript("1\nif (\n");
        result = await ShellProcess.RunAsync(script.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("script.ps1:2", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Help")]
    [InlineData("--help")]
    [InlineData("-?")]
    public async Task Help_lists_the_exit_codes(string option)
    {
        var result = await ShellProcess.RunAsync(option);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output.Split('\n'), line => line.Length > 120);
    }

    [Fact]
    public async Task Version_names_the_engine()
    {
        var result = await ShellProcess.RunAsync("-Version");
        Assert.Matches(@"^dpuipam \d+\.\d+\.\d+ \(PowerShell engine 7\.\d+\.\d+, \.NET 10\.[\d.]+\)\n$", result.Output);
    }

    [Theory]
    [InlineData("There is no option '-Bogus'", "-Bogus", "x")]
    [InlineData("takes one of Text, Json, Csv, Yaml, not 'xml'", "-Output", "xml", "1")]
    [InlineData("and nothing follows it", "-Output")]
    [InlineData("needs PowerShell text", "-Command")]
    [InlineData("is no script file", "-File", "x.txt")]
    [InlineData("takes no arguments", "-", "x")]
    public async Task A_mistake_on_the_command_line_is_explained(string message, params string[] arguments)
    {
        var result = await ShellProcess.RunAsync(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
