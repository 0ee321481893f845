using System.Management.Automation.Language;
using System.Text;
using System.Text.Json;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>A Fix is there to be pasted. Whatever texts a manifest holds, to PowerShell's own parser the line is our commands
/// with constant arguments, and these are the texts.</summary>
public sealed class HostileFixTests : IDisposable
{
    private const int Batches = 40;
    private const int ObjectsInBatch = 50;

    /// <summary>What ends strings and commands, what is expanded, what hides, and what is harmless.</summary>
    private static readonly string[] Pieces =
    [
        "'", "''", "\u2018", "\u2019", "\u201A", "\u201B", "\"", "\u201C", "\u201D", "\u201E", "`", "$", "$(", ")", "${", "}", "@(", "@{", "@'",
        "'@", ";", "|", "||", "&", "&&", "#", "<#", "#>", "--%", "--", "-", "\u2013", "\u2014", ",", " ", "\u00A0", "\t", "\n", "\r\n", "\0", "\e[2J",
        "\a", "\u202E", "\u200B", "\uFEFF", "\u2028", "*", "?", "[a]", "~", "%", ">", "2>&1", "<", "=", "(calc)", "calc", "Remove-Item", "iex",
        "10.0.0.9", "10.0.0.3", "fd00::1", "/", "\\", ":", "::", ".", "..", "1e3", "0x1", "ü", "名", "\U0001F980", "\uD800",
    ];

    private static readonly string[] Commands =
        ["Get-DpuServiceIpam", "Set-DpuServiceIpam", "New-DpuServiceIpam", "ConvertTo-DpuManifest"];

    private readonly Session _session = new();
    private readonly Folder _folder = new();
    private readonly Random _random = new(1);

    public HostileFixTests() => _session.GoTo(_folder.Root);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_fix_is_our_commands_with_the_texts_as_constants()
    {
        var lines = 0;
        var withTexts = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            var texts = new HashSet<string>(StringComparer.Ordinal);
            var manifests = new StringBuilder();
            for (var i = 0; i < ObjectsInBatch; i++) manifests.Append("---\n").Append(Manifest(i, texts)).Append('\n');
            var file = _folder.Write(FileName(), manifests.ToString());
            texts.Add(Path.GetFileName(file));

            var found = _session.Run("Test-DpuServiceIpam -LiteralPath $input", file);
            Assert.Null(found.Terminating);
            foreach (var finding in found.Output)
            {
                if (finding.Value("Fix") is not string fix) continue;
                lines++;
                if (Constants(fix).Count(texts.Contains) > 1) withTexts++;
            }

            File.Delete(file);
        }

        // Both would be nought if objects or findings were no longer what this is about.
        Assert.True(lines > 300 && withTexts > 100, $"{lines} lines, {withTexts} with texts");
    }

    [Theory]
    [InlineData("'; calc; '")]
    [InlineData("\u2019; calc; \u2018")]
    [InlineData("\u201A; calc; \u201B")]
    [InlineData("$(calc 1)")]
    [InlineData("10.0.0.3; calc")]
    [InlineData("-AsObject")]
    [InlineData("a`\" b")]
    public void A_text_comes_through_as_it_is(string text)
    {
        _folder.Write("x.yaml", Manifest("pool", "10.0.0.0/24", [text], "10.0.0.9", "10.0.0.7"));
        var fix = _session.Results("Test-DpuServiceIpam x.yaml").Select(static finding => finding.Value("Fix")).OfType<string>().First();
        Assert.Equal(["pool", "x.yaml", text, "10.0.0.7-10.0.0.9", "10.0.0.7-10.0.0.9"], Constants(fix));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\e[2Jb")]
    [InlineData("a\u202Eb")]
    public void There_is_none_with_what_can_not_be_seen(string text)
    {
        _folder.Write("x.yaml", Manifest("pool", "10.0.0.0/24", [text], "10.0.0.9", "10.0.0.7"));
        var findings = _session.Results("Test-DpuServiceIpam x.yaml");
        Assert.Contains("DpfExcludeReversed", findings.Select(static finding => finding.Text("RuleId")));
        Assert.All(findings, static finding => Assert.Null(finding.Value("Fix")));
    }

    [Fact]
    public void There_is_none_for_a_name_that_is_a_pattern()
    {
        _folder.Write("x.yaml", Manifest("*", "10.0.0.0/24", ["10.0.0.3"], "10.0.0.9", "10.0.0.7"));
        Assert.All(_session.Run("Test-DpuServiceIpam x.yaml").Output, static finding => Assert.Null(finding.Value("Fix")));
    }

    /// <summary>The arguments of a line, which must be constants of commands of ours.</summary>
    private static List<string> Constants(string line)
    {
        Assert.DoesNotContain(line, static character => char.IsControl(character));
        var script = Parser.ParseInput(line, out _, out var errors);
        Assert.True(errors.Length == 0, line);
        var pipeline = Assert.IsType<PipelineAst>(Assert.Single(script.EndBlock.Statements));
        Assert.False(pipeline.Background);
        var constants = new List<string>();
        foreach (var element in pipeline.PipelineElements)
        {
            var command = Assert.IsType<CommandAst>(element);
            Assert.Empty(command.Redirections);
            Assert.Contains(command.GetCommandName(), Commands);
            foreach (var argument in command.CommandElements.Skip(1))
            {
                if (argument is CommandParameterAst { Argument: null }) continue;
                var values = argument is ArrayLiteralAst list ? list.Elements : [(ExpressionAst)argument];
                foreach (var value in values)
                    constants.Add(value is StringConstantExpressionAst text ? text.Value : Assert.IsType<ConstantExpressionAst>(value).Extent.Text);
            }
        }

        return constants;
    }

    private string Manifest(int number, HashSet<string> texts)
    {
        var name = _random.Next(3) == 0 ? Text(texts) : $"pool-{number}";
        string[] exclusions = [Text(texts), Text(texts)];
        return _random.Next(4) == 0
            ? Manifest(name, Text(texts), exclusions, "10.0.0.9", "10.0.0.7")
            : Manifest(name, "10.0.0.0/24", exclusions, _random.Next(2) == 0 ? Text(texts) : "10.0.0.9", "10.0.0.7");
    }

    private static string Manifest(string name, string network, string[] exclusions, string start, string end) => JsonSerializer.Serialize(new
    {
        apiVersion = "svc.dpu.nvidia.com/v1alpha1",
        kind = "DPUServiceIPAM",
        metadata = new { name, @namespace = "dpf-operator-system" },
        spec = new
        {
            network = new
            {
                network,
                prefixSize = 28,
                exclusions,
                excludeRanges = new[] { new { startIP = "10.0.0.9", endIP = "10.0.0.7" }, new { startIP = start, endIP = end } },
            },
        },
    });

    /// <summary>A text of a few pieces; what is no whole text comes to the reader as the replacement character.</summary>
    private string Text(HashSet<string> texts)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(1, 4); i > 0; i--) text.Append(Pieces[_random.Next(Pieces.Length)]);
        var whole = text.Replace('\uD800', '\uFFFD').ToString();
        texts.Add(whole);
        return whole;
    }

    private string FileName()
    {
        var name = new string([.. Text([]).Where(static character => character is not ('/' or '\\' or '\0' or '\uFFFD'))]);
        return (OperatingSystem.IsWindows() ? "x" : name) + ".yaml";
    }
}
