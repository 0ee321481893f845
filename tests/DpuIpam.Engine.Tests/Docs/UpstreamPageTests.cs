using System.Globalization;
using System.Text.RegularExpressions;
using DpuIpam.Validation;

namespace DpuIpam.Engine.Tests.Docs;

/// <summary>What comments and rules cite of upstream can be read in docs/upstream.md.</summary>
public sealed partial class UpstreamPageTests
{
    private const string Label = @"(?<![\w.])(?:rule \d|[A-F]\.\d+|[GNRSTU]\d+|[A-F]|\d+(?:\.\d+)*)(?!\w)";

    private static readonly string Page = File.ReadAllText(Path.Combine(Sources.Root, "docs", "upstream.md"));

    private static readonly string[] Labels =
        [.. PageLabel().Matches(Page).Select(static match => match.Groups["label"].Value)];

    [Fact]
    public void A_label_stands_at_one_place() => Assert.Distinct(Labels);

    [Fact]
    public void Every_label_that_a_comment_cites_is_on_the_page()
    {
        var cited = Sources.Comments
            .SelectMany(static source => Cited(source.Text).Select(label => (source.File, label)))
            .ToArray();
        Assert.True(cited.Length > 100, $"Only {cited.Length} labels were found in comments.");
        Assert.All(cited, static citation => Assert.Contains(citation.label, Labels));
    }

    [Fact]
    public void Every_page_that_a_comment_names_is_there() =>
        Assert.All(
            Sources.Comments.SelectMany(static source =>
                PagePath().Matches(source.Text).Select(match => (source.File, match.Value))),
            static named => Assert.True(File.Exists(Path.Combine(Sources.Root, named.Value)), named.Value));

    [Fact]
    public void Every_reference_of_an_upstream_rule_leads_to_the_page()
    {
        var components = PageComponent().Matches(Page).Select(static match => match.Groups["name"].Value).ToArray();
        Assert.All(Rules.All.Where(static rule => rule.Source != FindingSource.DpuIpam), rule =>
        {
            Assert.Contains(components, name => rule.Reference.StartsWith(name, StringComparison.Ordinal));
            var labels = LabelsIn(rule.Reference).ToArray();
            Assert.NotEmpty(labels);
            Assert.Subset(Labels.ToHashSet(), labels.ToHashSet());
        });
    }

    [Theory]
    [InlineData("(docs/upstream.md, B.2: R1 to R3, T1)", "B.2 R1 R2 R3 T1")]
    [InlineData("docs/upstream.md, 6.1, 7.3 and 7.4).", "6.1 7.3 7.4")]
    [InlineData("By docs/upstream.md, D: every block of 2.", "D")]
    [InlineData("(docs/upstream.md, 4). It is empty (8.2), in 3 of 5.", "4 8.2")]
    [InlineData("From C.4 on (C.4)", "")]
    public void Labels_are_cited_after_the_page_or_alone_in_brackets(string comment, string labels) =>
        Assert.Equal(labels, string.Join(' ', Cited(comment)));

    /// <summary>Labels behind the page's name and, where a file cites it, those alone in brackets.</summary>
    private static IEnumerable<string> Cited(string comments) =>
        comments.Contains("docs/upstream.md, ", StringComparison.Ordinal)
            ? Citation().Matches(comments).SelectMany(static match => LabelsIn(match.Value))
            : [];

    /// <summary>The labels of a text; of <c>N1 to N3</c> those between as well.</summary>
    private static IEnumerable<string> LabelsIn(string text)
    {
        var last = "";
        foreach (Match match in LabelOrSpan().Matches(text))
        {
            var label = match.Groups["label"].Value;
            if (match.Groups["to"].Success)
            {
                for (var i = Number(last) + 1; i < Number(label); i++)
                    yield return Stem(label) + i.ToString(CultureInfo.InvariantCulture);
            }

            yield return label;
            last = label;
        }
    }

    private static int Number(string label) => int.Parse(label[Stem(label).Length..], CultureInfo.InvariantCulture);

    private static string Stem(string label) => label.TrimEnd([.. "0123456789"]);

    [GeneratedRegex(@"^(?:#{3,4} |- \*\*|\| \*\*)(?<label>" + Label + ")", RegexOptions.Multiline)]
    private static partial Regex PageLabel();

    [GeneratedRegex(@"^\| `(?<name>(?:DPF|nv-ipam) [^`]+)`", RegexOptions.Multiline)]
    private static partial Regex PageComponent();

    [GeneratedRegex(@"\b[\w.-]+/[\w./-]+\.md\b")]
    private static partial Regex PagePath();

    [GeneratedRegex(
        @"docs/upstream\.md, " + Label + "(?:(?:, |: | and | to )" + Label + ")*"
        + @"|\(" + Label + "(?:(?:, | and )" + Label + @")*\)")]
    private static partial Regex Citation();

    [GeneratedRegex("(?<to> to )?(?<label>" + Label + ")")]
    private static partial Regex LabelOrSpan();
}
