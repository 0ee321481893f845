using System.Diagnostics;
using System.Text;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Manifests;

/// <summary>Tests that look at the clock run by themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>Texts made to exhaust a parser: each has to end soon, in an error with a place, and leave the process alive.</summary>
[Collection(nameof(Alone))]
public class HostileTextTests
{
    public static TheoryData<string, string, int> Bombs => new()
    {
        { "", "[", 200_000 }, { "", "{", 200_000 }, { "a: ", "[", 200_000 }, { "a: ", "{", 200_000 }, { "a: ", "[\n", 200_000 },
        { "", "- ", 100_000 }, { "", "? ", 100_000 }, { "", "{a: ", 100_000 }, { "", "{\"a\":", 100_000 },
        { "{\"a\":", "[", 200_000 }, { "", "&a ", 350_000 }, { "", "!a ", 350_000 }, { "a: ", "*a ", 350_000 },
        { "a: &a ", "&a ", 350_000 }, { "a: ", "a: ", 350_000 }, { "", "]", 200_000 }, { "", "|\n", 200_000 },
        { "a: \"", "x\n", 200_000 }, { "a: '", "x", 1_000_000 }, { "%", "a", 1_000_000 }, { "{", "\"a\",", 100_000 },
        { "a: ", "x", 5_000_000 }, { "", "x", 5_000_000 }, { "%TAG ! x\n", "%TAG ! x\n", 100_000 }, { "[", "? ", 200_000 },
        { "{", ",", 200_000 }, { "{", ":", 200_000 },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_repeated_token_ends_soon_in_an_error_with_a_place(string head, string token, int count)
    {
        var text = new StringBuilder(head).Insert(head.Length, token, count).ToString();
        var clock = Stopwatch.StartNew();
        var result = Reading.Of(text);
        AssertSoon(clock);
        Assert.Empty(result.Documents);
        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, e => Assert.True(e.File == "pools.yaml" && e.Line > 0 && e.Column > 0, e.Message));
    }

    [Theory]
    [InlineData("{0}: &{0} [*{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}]\n")]
    [InlineData("{0}: &{0} {{p: *{1}, q: *{1}, r: *{1}}}\n")]
    [InlineData("{0}: &{0} {{<<: [*{1}, *{1}, *{1}]}}\n")]
    public void A_billion_laughs_end_soon(string line)
    {
        var text = new StringBuilder("a0: &a0 {x: lol}\n");
        for (var i = 1; i < 40; i++)
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, line, $"a{i}", $"a{i - 1}");
        var clock = Stopwatch.StartNew();
        var error = Reading.Error(text.ToString());
        AssertSoon(clock);
        Assert.True(error.Line > 0);
    }

    /// <summary>Two seconds on an idle machine; one that is busy with other things may take longer.</summary>
    private static void AssertSoon(Stopwatch clock) => Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);

    [Fact]
    public void What_aliases_may_add_is_counted_over_the_whole_file()
    {
        var limits = new ManifestLimits { AliasExpansion = 1000 };
        const string document = "---\na: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n";
        Assert.Empty(Reading.Of(document, limits).Errors);
        var result = Reading.Of(string.Concat(Enumerable.Repeat(document, 10)), limits);
        Assert.InRange(result.Documents.Count, 1, 9);
        Assert.Contains("aliases", result.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_counts_when_an_alias_repeats_it()
    {
        var text = $"kind: List\nx: &x {new string('y', 1_000_000)}\nitems:\n{string.Concat(Enumerable.Repeat("- a: *x\n", 1000))}";
        var result = Reading.Of(text);
        Assert.InRange(result.Documents.Count, 1, 10);
        Assert.Contains("aliases", result.Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: ", "[", "]")]
    [InlineData("{\"a\": ", "[", "]}")]
    [InlineData("{\"kind\": \"List\", \"items\": [{\"a\": ", "[", "]}]}")]
    [InlineData("kind: List\nitems:\n- a: ", "[", "]")]
    public void An_object_may_be_nested_as_deeply_as_the_limit_and_no_deeper(string head, string open, string tail)
    {
        // The object itself is the first level.
        var (close, end) = (tail[..1], tail[1..]);
        Assert.Empty(Reading.Of(Nested(99)).Errors);
        Assert.Contains("100 levels", Assert.Single(Reading.Of(Nested(100)).Errors).Message, StringComparison.Ordinal);
        Assert.Contains("100 levels", Assert.Single(Reading.Of(Nested(110)).Errors).Message, StringComparison.Ordinal);

        string Nested(int depth) =>
            $"{head}{string.Concat(Enumerable.Repeat(open, depth))}{string.Concat(Enumerable.Repeat(close, depth))}{end}";
    }

    [Fact]
    public void Aliases_do_not_get_around_the_depth()
    {
        var text = new StringBuilder("a0: &a0 {x: 1}\n");
        for (var i = 1; i < 200; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} {{x: *a{i - 1}}}\n");
        Assert.Contains("100 levels", Reading.Error(text.ToString()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: ")]
    [InlineData("a: |\n ")]
    [InlineData("a: \"")]
    [InlineData("a: '")]
    [InlineData("b: 1\n# ")]
    public void A_value_of_a_hundred_megabytes_is_refused_before_it_has_been_read(string head)
    {
        // The text itself takes a byte for each character; what is read of it would take many times that.
        var bytes = new byte[100 << 20];
        bytes.AsSpan().Fill((byte)'x');
        Encoding.ASCII.GetBytes(head, bytes);
        var source = SourceText.FromBytes(bytes, "pools.yaml");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = ManifestReader.ReadChunks(source);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
        var error = Assert.Single(Assert.Single(result).Result.Errors);
        Assert.Contains("3 MiB", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Line, 1, 2);
    }

    [Fact]
    public void An_object_beyond_the_servers_limit_is_refused_in_either_form()
    {
        var large = new string('x', 3 << 20);
        Assert.Contains("3 MiB", Reading.Error($"a: {large}\n").Message, StringComparison.Ordinal);
        Assert.Contains("3 MiB", Reading.Error($"{{\"a\": \"{large}\"}}\n").Message, StringComparison.Ordinal);
        Assert.Contains("3 MiB", Reading.Error($"a: [{string.Concat(Enumerable.Repeat("1,", 2_000_000))}]").Message, StringComparison.Ordinal);
        Reading.One($"{{\"a\":{new string(' ', 4 << 20)}\"indentation does not count\"}}");
    }
}
