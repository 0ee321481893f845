using System.Text.Json;
using Xunit;

namespace DpuIpam.Shell.Tests;

public class OutputFormatTests
{
    private const string Objects =
        """
        [pscustomobject] @{
            Name = 'a "b", c'; Kind = [DayOfWeek]::Friday; Count = 3; Share = 1.5d; Big = [System.UInt128]::MaxValue; On = $true
            Nothing = $null; When = [DateTimeOffset]::UnixEpoch; Took = [TimeSpan]::FromSeconds(90)
            Nodes = [pscustomobject] @{ NodeName = 'n1'; StartIP = '10.0.0.1' }, [pscustomobject] @{ NodeName = 'n2'; StartIP = 'fd00::1' }
            Empty = @()
        }
        [pscustomobject] @{ Name = 'second'; Other = 1 }
        """;

    [Fact]
    public async Task Json_is_one_array_with_everything_in_it()
    {
        var result = await ShellProcess.RunAsync("-Output", "Json", "-Command", Objects);
        Assert.Equal("", result.Error);
        Assert.Equal(
            """
            [
              {
                "Name": "a \"b\", c",
                "Kind": "Friday",
                "Count": 3,
                "Share": 1.5,
                "Big": 340282366920938463463374607431768211455,
                "On": true,
                "Nothing": null,
                "When": "1970-01-01T00:00:00.0000000+00:00",
                "Took": "00:01:30",
                "Nodes": [
                  {
                    "NodeName": "n1",
                    "StartIP": "10.0.0.1"
                  },
                  {
                    "NodeName": "n2",
                    "StartIP": "fd00::1"
                  }
                ],
                "Empty": []
              },
              {
                "Name": "second",
                "Other": 1
              }
            ]

            """,
            result.Output);
    }

    [Fact]
    public async Task Yaml_is_one_sequence_with_strings_that_stay_strings()
    {
        var result = await ShellProcess.RunAsync(
            "-o", "yaml", "-Command", Objects + "; 'on', '1e3', 'x: y', \"two`nlines\", '', 'plain-name', @{}, 5");
        Assert.Equal(
            """
            - Name: "a \"b\", c"
              Kind: Friday
              Count: 3
              Share: 1.5
              Big: 340282366920938463463374607431768211455
              "On": true
              Nothing: null
              When: "1970-01-01T00:00:00.0000000+00:00"
              Took: "00:01:30"
              Nodes:
              - NodeName: n1
                StartIP: "10.0.0.1"
              - NodeName: n2
                StartIP: "fd00::1"
              Empty: []
            - Name: second
              Other: 1
            - "on"
            - "1e3"
            - "x: y"
            - "two\nlines"
            - ""
            - plain-name
            - {}
            - 5

            """,
            result.Output);
    }

    [Fact]
    public async Task Csv_has_the_columns_of_the_first_object()
    {
        var result = await ShellProcess.RunAsync("-Output", "csv", "-Command", Objects);
        Assert.Equal(
            """
            Name,Kind,Count,Share,Big,On,Nothing,When,Took,Nodes,Empty
            "a ""b"", c",Friday,3,1.5,340282366920938463463374607431768211455,true,,1970-01-01T00:00:00.0000000+00:00,00:01:30,"'@{NodeName=n1; StartIP=10.0.0.1};@{NodeName=n2; StartIP=fd00::1}",
            second,,,,,,,,,,

            """,
            result.Output);
    }

    /// <summary>A spreadsheet runs a cell that begins like a formula, in quotes or not; one with an apostrophe is text to it.</summary>
    [Theory]
    [InlineData("'=1+1'", "\"'=1+1\"")]
    [InlineData("'+1'", "\"'+1\"")]
    [InlineData("'-x'", "\"'-x\"")]
    [InlineData("'@SUM(A1)'", "\"'@SUM(A1)\"")]
    [InlineData("' =1'", "\"' =1\"")]
    [InlineData("\"`t=1\"", "\"'\t=1\"")]
    [InlineData("-5", "\"-5\"")]
    [InlineData("-1.5", "\"-1.5\"")]
    [InlineData("'a=b'", "a=b")]
    [InlineData("\"a`e[2Jb`a\"", @"a\u001b[2Jb\u0007")]
    [InlineData("\"a`u{202E}b\"", @"a\u202eb")]
    public async Task No_cell_is_a_formula_and_none_holds_what_a_terminal_acts_on(string value, string cell)
    {
        var result = await ShellProcess.RunAsync("-Output", "csv", "-Command", value);
        Assert.Equal($"Value\n{cell}\n", result.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("Json", @"""a\u001B[2Jb\u0007\u202Ec\uD83E\uDD80\uDB40\uDC41\u200B""")]
    [InlineData("Yaml", @"""a\u001b[2Jb\u0007\u202ec" + "\U0001F980" + @"\U000e0041\u200b""")]
    public async Task What_can_not_be_seen_is_an_escape_of_the_format(string format, string text)
    {
        var result = await ShellProcess.RunAsync("-Output", format, "-Command", "\"a`e[2Jb`a`u{202E}c`u{1F980}`u{E0041}`u{200B}\"");
        Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Json", "[]\n")]
    [InlineData("Yaml", "[]\n")]
    [InlineData("Csv", "")]
    public async Task Nothing_is_an_empty_document(string format, string output)
    {
        var result = await ShellProcess.RunAsync("-Output", format, "-Command", "$a = 1");
        Assert.Equal(new ShellResult(0, output, ""), result);
    }

    [Theory]
    [InlineData("Json", "[\n  1,\n  \"a\",\n  null\n]\n")]
    [InlineData("Yaml", "- 1\n- a\n- null\n")]
    [InlineData("Csv", "Value\n1\na\n\n")]
    public async Task Plain_values_are_written_as_they_are(string format, string output)
    {
        var result = await ShellProcess.RunAsync("-Output", format, "-Command", "1; 'a'; $null");
        Assert.Equal(output, result.Output);
    }

    [Fact]
    public async Task Objects_of_the_engine_do_not_unfold_without_end()
    {
        var result = await ShellProcess.RunAsync("-Output", "Json", "Get-Command", "Get-Help");
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("Get-Help", document.RootElement[0].GetProperty("Name").GetString());
        Assert.InRange(result.Output.Length, 100, 20_000);
    }

    [Fact]
    public async Task A_circle_ends()
    {
        var result = await ShellProcess.RunAsync("-Output", "Json", "-Command", "$a = @{}; $a.Self = $a; $a");
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Standard_output_holds_only_the_document()
    {
        var result = await ShellProcess.RunAsync(
            "-Output", "Json", "-Command", "$Host.UI.WriteLine('for people'); Get-Nothing; 1");
        Assert.Equal("[\n  1\n]\n", result.Output);
        Assert.Contains("for people", result.Error, StringComparison.Ordinal);
        Assert.Contains("Get-Nothing", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_native_program_prints_becomes_data()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var result = await ShellProcess.RunAsync("-Output", "Json", "/bin/sh", "-c", "echo out");
        Assert.Equal("[\n  \"out\"\n]\n", result.Output);
    }
}
