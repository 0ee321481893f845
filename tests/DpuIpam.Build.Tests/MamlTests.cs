using System.Xml.Linq;
using Xunit;

namespace DpuIpam.Build.Tests;

public class MamlTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XDocument _document;
    private readonly XElement _command;

    public MamlTests()
    {
        using var sample = new Sample();
        Assert.Equal(0, sample.Build());
        _document = XDocument.Load(sample.Maml);
        _command = Assert.Single(_document.Root!.Elements());
    }

    [Fact]
    public void The_root_says_that_it_is_maml()
    {
        Assert.Equal(XName.Get("helpItems", "http://msh"), _document.Root!.Name);
        Assert.Equal("maml", _document.Root.Attribute("schema")?.Value);
        Assert.Equal(Command + "command", _command.Name);
    }

    [Fact]
    public void A_command_has_its_parts_in_the_order_of_the_schema()
    {
        Assert.Equal(
            [
                Command + "details", Maml + "description", Command + "syntax", Command + "parameters",
                Command + "inputTypes", Command + "returnValues", Maml + "alertSet", Command + "examples",
                Command + "relatedLinks",
            ],
            _command.Elements().Select(element => element.Name));
    }

    [Fact]
    public void Details_are_name_synopsis_verb_and_noun()
    {
        var details = _command.Element(Command + "details")!;
        Assert.Equal("Get-SamplePool", details.Element(Command + "name")?.Value);
        Assert.Equal("Get", details.Element(Command + "verb")?.Value);
        Assert.Equal("SamplePool", details.Element(Command + "noun")?.Value);
        Assert.Equal(
            ["Gets pools from a cluster or from a folder of manifests."], Text(details.Element(Maml + "description")));
    }

    [Fact]
    public void Prose_becomes_plain_text()
    {
        Assert.Equal(
            [
                "The Get-SamplePool cmdlet gets pools from the connected cluster. See about_Sample and the nv-ipam "
                + "README (https://example.org/nv-ipam) for what a pool is.",
                "A pool can be",
                "- an IPPool, whose blocks are ranges that may cross a subnet's border:\n\n      kind: IPPool",
                "- a CIDRPool:\n\n  - with a gateway\n  - without one",
                "1. First connect.\n2. Then ask.\n\n"
                + "    Kind      Node gets\n    ----      ---------\n    IPPool    a block\n    CIDRPool  a prefix",
                "NOTE: A <node> without a name & label is passed over.",
            ],
            Text(_command.Element(Maml + "description")));
    }

    [Fact]
    public void Every_parameter_set_has_its_syntax()
    {
        var items = _command.Element(Command + "syntax")!.Elements(Command + "syntaxItem").ToArray();
        Assert.Equal(2, items.Length);
        Assert.All(items, item => Assert.Equal("Get-SamplePool", item.Element(Maml + "name")?.Value));
        Assert.Equal(["Name", "Kind", "Force", "WhatIf"], Names(items[0]));
        Assert.Equal(["Path", "Kind", "Force", "WhatIf"], Names(items[1]));

        var kind = items[0].Elements(Command + "parameter").ElementAt(1);
        Assert.Equal(
            ["IPPool", "CIDRPool"],
            kind.Element(Command + "parameterValueGroup")!.Elements().Select(value => value.Value));
        var force = items[0].Elements(Command + "parameter").ElementAt(2);
        Assert.Null(force.Element(Command + "parameterValue"));
    }

    [Fact]
    public void A_parameter_has_its_metadata()
    {
        var parameters = _command.Element(Command + "parameters")!;
        Assert.Equal(["Force", "Kind", "Name", "Path", "WhatIf"], Names(parameters));

        var name = parameters.Elements().ElementAt(2);
        Assert.Equal(
            [
                "required=false", "variableLength=true", "globbing=true", "pipelineInput=true (ByPropertyName)",
                "position=0", "aliases=PoolName, Pool",
            ],
            name.Attributes().Select(attribute => $"{attribute.Name}={attribute.Value}"));
        Assert.Equal("string[]", name.Element(Command + "parameterValue")?.Value);
        Assert.Equal("System.String[]", name.Element(Dev + "type")?.Element(Maml + "name")?.Value);
        Assert.Equal("*", name.Element(Dev + "defaultValue")?.Value);
        Assert.Equal(
            ["The names of the pools to get.", "Wildcards are permitted:\n\n    Get-SamplePool pool*"],
            Text(name.Element(Maml + "description")));

        var path = parameters.Elements().ElementAt(3);
        Assert.Equal("true", path.Attribute("required")?.Value);
        Assert.Equal("true (ByValue)", path.Attribute("pipelineInput")?.Value);
        Assert.Equal("None", path.Element(Dev + "defaultValue")?.Value);

        var kind = parameters.Elements().ElementAt(1);
        Assert.Equal("Accepted values: IPPool, CIDRPool.", Text(kind.Element(Maml + "description")).Last());
    }

    [Fact]
    public void Inputs_outputs_and_notes_are_there()
    {
        var input = Assert.Single(_command.Element(Command + "inputTypes")!.Elements(Command + "inputType"));
        Assert.Equal("System.String", input.Element(Dev + "type")?.Value);
        Assert.Equal(["A folder's path."], Text(input.Element(Maml + "description")));
        Assert.Equal(
            ["Sample.Pool", "System.Int32"],
            _command.Element(Command + "returnValues")!.Elements().Select(type => type.Element(Dev + "type")?.Value));
        Assert.Equal(
            ["Pools are read anew on every call.", "Nothing is cached."],
            Text(_command.Element(Maml + "alertSet")?.Element(Maml + "alert")));
    }

    [Fact]
    public void An_example_is_text_code_and_what_it_shows()
    {
        var example = _command.Element(Command + "examples")!.Elements().First();
        Assert.Equal("---------- Example 1: Get every pool ----------", example.Element(Maml + "title")?.Value);
        Assert.Equal(
            ["This example gets the pools of the default connection.\n\nThey are sorted by name.\n\n"],
            Text(example.Element(Maml + "introduction")));
        Assert.Equal("Get-SamplePool |\n    Sort-Object Name", example.Element(Dev + "code")?.Value);
        Assert.Equal(
            [
                "   Cluster: lab\n\nName  Kind   Network\n----  ----   -------\npool1 IPPool 192.168.0.0/20",
                "The view has three columns.",
                "",
            ],
            Text(example.Element(Dev + "remarks")));
    }

    [Theory]
    [InlineData("''", "", "nv-ipam https://example.org/nv-ipam|")]
    [InlineData(
        "https://example.org/pool", "Online Version:|https://example.org/pool", "nv-ipam|https://example.org/nv-ipam")]
    public void Only_a_pages_own_address_is_opened_online(string uri, string online, string related)
    {
        using var sample = new Sample().Replace("HelpUri: ''", "HelpUri: " + uri);
        Assert.Equal(0, sample.Build());
        var links = XDocument.Load(sample.Maml).Descendants(Maml + "navigationLink")
            .Select(link => $"{link.Element(Maml + "linkText")?.Value}|{link.Element(Maml + "uri")?.Value}");
        Assert.Equal(new[] { online, "Set-SamplePool|", related }.Where(link => link.Length > 0), links);
    }

    [Fact]
    public void A_hidden_parameter_is_not_shown()
    {
        using var sample = new Sample()
            .Replace("[-Kind <PoolKind>] [-Force]", "[-Kind <PoolKind>]")
            .Replace("[-Kind <PoolKind>] [-Force]", "[-Kind <PoolKind>]")
            .Replace("DontShow: false", "DontShow: true");
        Assert.Equal(0, sample.Build());
        Assert.DoesNotContain("Force", File.ReadAllText(sample.Maml), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Names(XElement parameters) =>
        parameters.Elements(Command + "parameter").Select(parameter => parameter.Element(Maml + "name")?.Value);

    private static IEnumerable<string> Text(XElement? element) =>
        element!.Elements(Maml + "para").Select(text => text.Value);
}
