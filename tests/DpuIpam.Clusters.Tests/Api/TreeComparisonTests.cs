using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class TreeComparisonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"a":1.0}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", false)]
    [InlineData("""{"a":[{"b":1,"c":2}]}""", """{"a":[{"b":1}]}""", true)]
    [InlineData("""{}""", """{"a":[],"b":{},"c":"","d":null}""", true)]
    [InlineData("""{}""", """{"a":0}""", false)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    [InlineData("""{"metadata":{"uid":"u2","resourceVersion":"9"}}""", """{"metadata":{"uid":"u1"}}""", false)]
    [InlineData("""{"metadata":{"uid":"u1","resourceVersion":"9"}}""", """{"metadata":{"uid":"u1","resourceVersion":"7"}}""", true)]
    public void What_was_applied_is_found_in_what_is_there(string found, string wanted, bool holds) =>
        Assert.Equal(holds, TreeComparison.Holds(Given.Tree(found), Given.Tree(wanted)));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":null}""", false)]
    [InlineData("""{}""", """{"a":null}""", true)]
    [InlineData("""{}""", """{"a":[]}""", false)]
    [InlineData("""{"a":[{"b":1,"c":2}]}""", """{"a":[{"b":1}]}""", false)]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1}}""", true)]
    [InlineData("""{"metadata":{"resourceVersion":"9"}}""", """{"metadata":{"resourceVersion":"7"}}""", true)]
    [InlineData("""{"metadata":{"labels":{"a":"b"}}}""", """{"metadata":{"labels":{"a":"c"}}}""", false)]
    public void What_was_merged_is_found_in_what_is_there(string found, string patch, bool satisfies) =>
        Assert.Equal(satisfies, TreeComparison.Satisfies(Given.Tree(found), Given.Tree(patch)));
}
