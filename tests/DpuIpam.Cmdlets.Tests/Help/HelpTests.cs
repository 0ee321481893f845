using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Help;

/// <summary>Every cmdlet and every parameter is explained, and every example does what it says.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Session _session = new();

    public static TheoryData<string> Commands => [.. HelpFile.Names];

    public static TheoryData<string, int> Examples =>
    [
        .. HelpFile.Names.SelectMany(static command => Enumerable.Range(0, HelpFile.Examples(command).Count)
            .Select(i => new TheoryDataRow<string, int>(command, i))),
    ];

    public static TheoryData<string, string> Outputs =>
        [.. HelpPage.Outputs().Select(static example => new TheoryDataRow<string, string>(example.Page, example.Title))];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() => Assert.Equal(
        _session.Texts("(Get-Command -Module DpuIpam).Name").Order(StringComparer.Ordinal), HelpFile.Names);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_page_has_a_sentence_for_the_cmdlet_and_for_each_parameter(string command)
    {
        Assert.EndsWith(".", HelpFile.Synopsis(command), StringComparison.Ordinal);
        Assert.NotEqual("", HelpFile.Description(command));
        var parameters = ((CmdletInfo)_session.Get($"Get-Command {command}").BaseObject).Parameters.Keys
            .Except(Cmdlet.CommonParameters)
            .Order(StringComparer.Ordinal);
        var described = HelpFile.Parameters(command);
        Assert.Equal(parameters, described.Keys.Order(StringComparer.Ordinal));
        Assert.All(described, static parameter => Assert.Contains('.', parameter.Value));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_page_has_two_examples_or_more(string command) => Assert.True(HelpFile.Examples(command).Count >= 2);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Get_Help_shows_the_page_and_not_the_syntax_alone(string command)
    {
        var help = _session.Get($"Get-Help {command} -Full");
        Assert.Contains("MamlCommandHelpInfo#FullView", help.TypeNames);
        Assert.Equal(HelpFile.Synopsis(command), help.Text("Synopsis").Trim());
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_from_the_root_of_the_repository(string command, int example) =>
        Assert.NotEmpty(_session.Results(HelpFile.Examples(command)[example].Code));

    [Theory]
    [MemberData(nameof(Outputs))]
    public void An_example_shows_what_the_page_says(string page, string title)
    {
        var (_, _, code, output) = HelpPage.Outputs().Single(example => (example.Page, example.Title) == (page, title));
        Assert.Equal(output.Trim('\n'), _session.Screen(code));
    }

    [Fact]
    public void Pages_show_outputs() => Assert.True(HelpPage.Outputs().Count() >= HelpFile.Names.Count());

    [Fact]
    public void The_about_topic_is_found()
    {
        var topic = _session.Get("Get-Help about_DpuIpam").ToString();
        Assert.Contains("DPUServiceIPAM", topic, StringComparison.Ordinal);
        Assert.NotEqual("", _session.Get("(Get-Help about_DpuIpam*).Synopsis").ToString());
    }
}
