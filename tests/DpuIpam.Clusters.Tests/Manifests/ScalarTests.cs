namespace DpuIpam.Clusters.Tests.Manifests;

/// <summary>What kubectl (go-yaml v2) makes of scalars; the expected values were taken from it.</summary>
public class ScalarTests
{
    public static TheoryData<string, string> Plain => Table("""
        y true | Y true | yes true | Yes true | YES true | yEs "yEs" | on true | On true | ON true | oN "oN"
        true true | True true | TRUE true | tRUE "tRUE"
        n false | N false | no false | No false | NO false | off false | Off false | OFF false
        false false | False false | FALSE false | fALSE "fALSE"
        ~ null | null null | Null null | NULL null | nULL "nULL" | nil "nil"
        0 0 | -0 0 | +0 0 | 1 1 | +1 1 | -1 -1 | 00 0
        010 8 | -010 -8 | 0o17 15 | 0O17 15 | 0777 511 | 08 8 | 09.5 9.5 | 0o8 "0o8" | 0o "0o"
        0x1F 31 | 0X1f 31 | -0x1F -31 | 0x "0x" | 0x_1F 31 | 0xFFFFFFFFFFFFFFFF 18446744073709551615
        0x10000000000000000 "0x10000000000000000" | -0xFFFFFFFFFFFFFFFFFF "-0xFFFFFFFFFFFFFFFFFF"
        0b101 5 | -0b101 -5 | 0B11 3 | 0b2 "0b2" | 0b "0b" | 0b-1 -1 | -0b-1 "-0b-1"
        1_000 1000 | 1__0 10 | 1_ 1 | _1 "_1" | 1_0.5 10.5 | 1e1_0 10000000000
        9223372036854775807 9223372036854775807 | 9223372036854775808 9223372036854775808
        18446744073709551615 18446744073709551615 | 18446744073709551616 18446744073709552000
        -9223372036854775808 -9223372036854775808 | -9223372036854775809 -9223372036854776000
        123456789012345678901234567890 1.2345678901234568e+29 | 0777777777777777777777777 7.777777777777778e+23
        1.0 1 | 1.5 1.5 | 1.50 1.5 | 0.1 0.1 | -0.0 -0 | .5 0.5 | -.5 -0.5 | +.5 0.5 | 5. 5 | .5_0 0.5 | .5__0 ".5__0"
        .5_ ".5_" | ._5 "._5" | 1e3 1000 | 1E3 1000 | 1e+3 1000 | 1e-3 0.001 | 1.e5 100000 | 1.5e "1.5e" | 1e5x "1e5x"
        1e20 100000000000000000000 | 1e21 1e+21 | 123456789e12 123456789000000000000 | 1e-6 0.000001 | 1e-7 1e-7
        1.7976931348623157e308 1.7976931348623157e+308 | 5e-324 5e-324 | 1e-400 0
        1e400 "1e400" | -1e400 "-1e400" | .1e400 ".1e400" | 12345678901234567890123.5 1.2345678901234568e+22
        . "." | .. ".." | + "+" | +- "+-" | .e5 ".e5" | inf "inf" | nan "nan" | NaN "NaN" | infinity "infinity" | 0x1p-2 "0x1p-2"
        12:30 "12:30" | 190:20:30 "190:20:30" | 1-2 "1-2" | 1,000 "1,000"
        2024-01-01 "2024-01-01" | 2024-01-01T10:00:00Z "2024-01-01T10:00:00Z" | << "<<" | = "="
        10.0.0.1 "10.0.0.1" | 10.0.0.0/8 "10.0.0.0/8" | fd00::1 "fd00::1" | ::1 "::1" | 0.1.2 "0.1.2" | 00:11:22:33:44:55 "00:11:22:33:44:55"
        """);

    public static TheoryData<string, string> Tagged => new()
    {
        { "!!str 1", "\"1\"" }, { "!!str", "\"\"" }, { "!!str null", "\"null\"" },
        { "!!int 12", "12" }, { "!!int \"12\"", "12" }, { "!!int \"0x1F\"", "31" }, { "!!int '1_000'", "1000" },
        { "!<tag:yaml.org,2002:int> 7", "7" },
        { "!!float 1", "1" }, { "!!float 0x10", "16" }, { "!!float 1e3", "1000" }, { "!!float .5", "0.5" },
        { "!!bool yes", "true" }, { "!!bool \"off\"", "false" },
        { "!!null ''", "null" }, { "!!null", "null" }, { "!!null null", "null" },
        { "!!timestamp 2001-01-01", "\"2001-01-01\"" },
        { "!!binary aGVsbG8=", "\"hello\"" }, { "!!binary /w==", "\"\uFFFD\"" },
        { "!custom 12", "\"12\"" }, { "! 12", "\"12\"" }, { "!!set x", "\"x\"" }, { "!!merge <<", "\"<<\"" },
        { "!!map {a: 1}", "{\"a\":1}" }, { "!!str [1]", "[1]" },
        { "\"null\"", "\"null\"" }, { "'~'", "\"~\"" }, { "\"12\"", "\"12\"" }, { "''", "\"\"" }, { "'yes'", "\"yes\"" },
        { "|\n   5", "\"5\"" }, { ">\n   yes\n", "\"yes\\n\"" },
    };

    public static TheoryData<string, string> Keys => Table("""
        a a | 1 1 | 010 8 | 0x1F 31 | -5 -5 | yes true | off false | 1.5 1.5 | 1.50 1.5 | 1.0 1 | -0.0 -0 | 1e3 1000
        123456.0 123456 | 1234567.0 1.234567e+06 | 1e6 1e+06 | 1e20 1e+20 | 0.0001 0.0001 | 1e-7 1e-07 | 0.000001 1e-06
        16777217.0 1.6777216e+07 | 3.14159265358979 3.1415927 | 5e-324 0 | 1e39 .inf | .inf .inf | -.inf -.inf | .nan .nan
        18446744073709551616 1.8446744e+19 | 2024-01-01 2024-01-01 | 'yes' yes | "010" 010 | "<<" << | '' ''
        """);

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_scalar_without_quotes_means_what_it_means_to_kubectl(string text, string json) =>
        Assert.Equal($$"""{"k":{{json}}}""", Reading.Json(Reading.One($"k: {text}\n")));

    [Theory]
    [MemberData(nameof(Tagged))]
    public void Tags_and_quotes_decide_over_the_look_of_a_scalar(string text, string json) =>
        Reading.AssertTree($$"""{"k":{{json}}}""", Reading.One($"k: {text}"));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_that_is_no_string_becomes_one_as_in_kubectl(string text, string key)
    {
        var property = Assert.Single(Reading.One($"{text}: v\n").Root.EnumerateObject());
        Assert.Equal(key == "''" ? "" : key, property.Name);
    }

    [Theory]
    [InlineData(".nan")]
    [InlineData("-.inf")]
    [InlineData("!!float .Inf")]
    [InlineData("!!int 1.5")]
    [InlineData("!!int abc")]
    [InlineData("!!int")]
    [InlineData("!!float abc")]
    [InlineData("!!float 18446744073709551615")]
    [InlineData("!!bool 1")]
    [InlineData("!!null x")]
    [InlineData("!!timestamp 5")]
    [InlineData("!!timestamp abc")]
    [InlineData("!!binary \"?\"")]
    [InlineData("!!binary \"aGVs bG8=\"")]
    public void A_scalar_that_json_does_not_know_is_an_error_with_its_place(string text)
    {
        var error = Reading.Error($"a: 1\nk: {text}\n");
        Assert.Equal((2, 4), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("~: 1", 1)]
    [InlineData("'': 1\n~: 2", 2)]
    [InlineData("9223372036854775808: 1", 1)]
    [InlineData("? [a]\n: 1", 1)]
    [InlineData("? {a: b}\n: 1", 1)]
    public void A_key_that_kubectl_refuses_is_an_error(string text, int line) => Assert.Equal(line, Reading.Error(text).Line);

    private static TheoryData<string, string> Table(string rows)
    {
        var table = new TheoryData<string, string>();
        foreach (var cell in rows.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = cell.IndexOf(' ', StringComparison.Ordinal);
            table.Add(cell[..space], cell[(space + 1)..]);
        }

        return table;
    }
}
