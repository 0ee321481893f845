using DpuIpam.Allocation;
using DpuIpam.Clusters.Folder;

namespace DpuIpam.Clusters.Tests.Folder;

public class LabelSelectorParserTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["role"] = "dpu", ["rack"] = "r1", ["a.b/c"] = "", ["in"] = "x" };

    [Theory]
    [InlineData("", true)]
    [InlineData("role=dpu", true)]
    [InlineData("role == dpu , rack!=r2", true)]
    [InlineData("role=gpu", false)]
    [InlineData("rack in (r1, r2),role notin (gpu)", true)]
    [InlineData("rack in (r2)", false)]
    [InlineData("other notin (x)", true)]
    [InlineData("other!=x", true)]
    [InlineData("role", true)]
    [InlineData("!role", false)]
    [InlineData("! other,a.b/c", true)]
    [InlineData("a.b/c=", true)]
    [InlineData("a.b/c in (x,)", true)]
    [InlineData("in in (x)", true)]
    public void A_selector_matches_as_kubectl_would(string selector, bool isMatch) =>
        Assert.Equal(isMatch, LabelMatch.Matches(LabelSelectorParser.Parse(selector), Labels));

    [Theory]
    [InlineData("=x")]
    [InlineData("a b")]
    [InlineData("a in b")]
    [InlineData("a in (b")]
    [InlineData("a,")]
    [InlineData("a>1")]
    [InlineData("a=b c")]
    [InlineData("-a")]
    [InlineData("a=_")]
    [InlineData("a=b)")]
    public void What_is_no_selector_is_refused_with_the_reason(string selector) =>
        Assert.Contains(selector, Assert.Throws<FormatException>(() => LabelSelectorParser.Parse(selector)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a=b,c!=d,e in (f,g),h notin (i,j),k,!l")]
    public void A_selector_is_written_as_it_was_read(string selector) =>
        Assert.Equal(selector, LabelSelectorParser.Parse(selector).ToString());
}
