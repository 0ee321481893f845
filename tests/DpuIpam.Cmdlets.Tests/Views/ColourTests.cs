using System.Text.RegularExpressions;

namespace DpuIpam.Cmdlets.Tests.Views;

/// <summary>Colours: the user's own, only where they are wanted, and never in the way of the columns.</summary>
[Collection(nameof(Alone))]
public sealed partial class ColourTests : IDisposable
{
    private const string Plan = $"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16";
    private const string Warning = "\e[33;1m";
    private const string Error = "\e[31;1m";
    private const string Reset = "\e[0m";

    private readonly Session _plain = new(80);
    private readonly Session _coloured = new(80, hasColour: true);

    public static TheoryData<string> Screens =>
    [
        Plan,
        $"({Plan}).Findings",
        $"(Get-DpuIpamPlan {Examples.Fabric} -Node worker-b).Changes",
        "Get-DpuIpamRule Gateway*",
    ];

    public void Dispose()
    {
        _plain.Run("$PSStyle.OutputRendering = 'Host'").Succeeded();
        _plain.Run("$PSStyle.Formatting.Warning = \"`e[33;1m\"").Succeeded();
        _plain.Dispose();
        _coloured.Dispose();
    }

    [Theory]
    [InlineData(Plan, Warning + "2 warnings, 2 notes" + Reset)]
    [InlineData($"({Plan}).Findings", Warning + "Warning" + Reset)]
    [InlineData("Get-DpuIpamRule PoolName", Error + "Error" + Reset)]
    [InlineData($"(Get-DpuIpamPlan {Examples.Fabric} -Node worker-b).Changes", Warning + "Moved" + Reset)]
    [InlineData($"(Get-DpuIpamPlan {Examples.Fabric} -Node worker-b).Changes", Warning + "Dropped" + Reset)]
    public void What_matters_stands_out(string script, string expected) =>
        Assert.Contains(expected, _coloured.Screen(script), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Screens))]
    public void Ansi_rendering_shows_what_a_console_does(string script)
    {
        var console = _coloured.Screen(script);
        _plain.Run("$PSStyle.OutputRendering = 'Ansi'").Succeeded();
        Assert.Contains(Reset, console, StringComparison.Ordinal);
        Assert.Equal(console, _coloured.Screen(script));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void Plain_rendering_shows_none_on_any_console(string script)
    {
        _plain.Run("$PSStyle.OutputRendering = 'PlainText'").Succeeded();
        Assert.DoesNotContain("\e", _coloured.Screen(script), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void Columns_stand_where_they_do_without_colour(string script)
    {
        var coloured = _coloured.Screen(script);
        Assert.Contains("\e", coloured, StringComparison.Ordinal);
        Assert.Equal(_plain.Screen(script), LineEnd().Replace(Sequence().Replace(coloured, ""), "\n"));
    }

    [Fact]
    public void The_colours_are_those_that_the_user_chose()
    {
        _plain.Run("$PSStyle.Formatting.Warning = \"`e[35m\"").Succeeded();
        Assert.Contains($"\e[35mWarning{Reset}", _coloured.Screen($"({Plan}).Findings"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_has_no_colour() => Assert.DoesNotContain(
        "\e[3", LineOf("SmallerFitsOne", _coloured.Screen($"({Plan}).Findings")), StringComparison.Ordinal);

    private static string LineOf(string word, string screen) =>
        screen.Split('\n').Single(line => line.Contains(word, StringComparison.Ordinal));

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Sequence();

    [GeneratedRegex(" +\n")]
    private static partial Regex LineEnd();
}
