namespace DpuIpam.Clusters.Tests.Manifests;

/// <summary>Texts on which YAML and JSON parsers differ: each is refused where kubectl refuses it, since a parser that is more
/// lenient makes another object of a slip. What kubectl takes reads as kubectl reads it.</summary>
public class KubectlTests
{
    [Theory]
    [InlineData("""{"name"n2}""")]
    [InlineData("""{"a": {"name"n2}}""")]
    [InlineData("---\n{\"a\": {\"name\"n2}}")]
    [InlineData("{\"a\": \"x\ny\"}")]
    [InlineData("{\"a\": \"x\ty\"}")]
    [InlineData("{\"a\": \"x\u0001y\"}")]
    [InlineData("""{"a" 1}""")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a",}""")]
    [InlineData("""{"a": }""")]
    [InlineData("""{"a": , "b": 1}""")]
    [InlineData("""{"a":1 "b":2}""")]
    [InlineData("""{"a":1; "b":2}""")]
    [InlineData("""{"a":"1" "b":2}""")]
    [InlineData("""{"a":[1] "b":2}""")]
    [InlineData("""{"a": 01}""")]
    [InlineData("""{"a": 1.}""")]
    [InlineData("""{"a": 0x10}""")]
    [InlineData("""{"a": "\x41"}""")]
    [InlineData("{\"a\": 1,\u00A0\"b\": 2}")]
    [InlineData("{\"a\": 1,\u200B\"b\": 2}")]
    [InlineData("""{"a": 1, // c}""")]
    public void A_slip_in_json_does_not_make_yaml_of_it(string text) =>
        Assert.Contains("not valid", Reading.Error(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{a: b}x")]
    [InlineData("{a: b} x")]
    [InlineData("z: {a: [x]y}\n")]
    [InlineData("z: {a: {b: c}d}\n")]
    [InlineData("z: {a: [b, c] d: e}\n")]
    [InlineData("z: {\"a\": \"b\" \"c\": 1}\n")]
    [InlineData("z: {\"a\": \"b\" # , c\n \"c\": 1}\n")]
    [InlineData("z: {'a' b}\n")]
    [InlineData("z: [{}{}]\n")]
    [InlineData("z: [[][]]\n")]
    [InlineData("z: [\"a\" \"b\"]\n")]
    [InlineData("z: [\"a\"b]\n")]
    [InlineData("z: [{a: 1} b]\n")]
    [InlineData("z: [a: {b: c} d]\n")]
    public void Nothing_but_a_comma_or_a_colon_parts_two_values(string text) =>
        Assert.Contains("not valid", Reading.Error(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("z: [a, {b: 1}, [c], \"d\"]\n", """{"z":["a",{"b":1},["c"],"d"]}""")]
    [InlineData("z: [\"a\" # x,y\n , \"b\"]\n", """{"z":["a","b"]}""")]
    [InlineData("z: [a: b, c: d]\n", """{"z":[{"a":"b"},{"c":"d"}]}""")]
    [InlineData("z: [a: {b: c}, d]\n", """{"z":[{"a":{"b":"c"}},"d"]}""")]
    [InlineData("z: {a, b: 1, c: , d: 2}\n", """{"z":{"a":null,"b":1,"c":null,"d":2}}""")]
    [InlineData("z: {? a : b, c: d}\n", """{"z":{"a":"b","c":"d"}}""")]
    [InlineData("z: {\"a\": 1,\n\n \"b\" : 2, \"c\":3,\n }\n", """{"z":{"a":1,"b":2,"c":3}}""")]
    [InlineData("z: {\"a\"\n :\n 1}\n", """{"z":{"a":1}}""")]
    [InlineData("z: {a: !!str 1, c: !!int 1, d: &x {e: f}}\n", """{"z":{"a":"1","c":1,"d":{"e":"f"}}}""")]
    [InlineData("z: [a, [b, {c: [d, e]}, f]]\n", """{"z":["a",["b",{"c":["d","e"]},"f"]]}""")]
    [InlineData("z: {a: fd00::/64, b: ::1}\n", """{"z":{"a":"fd00::/64","b":"::1"}}""")]
    [InlineData("z: [x, fd00::]\n", """{"z":["x","fd00::"]}""")]
    [InlineData("z: [{startIP: fd00::1, endIP: fd00::2}]\n", """{"z":[{"startIP":"fd00::1","endIP":"fd00::2"}]}""")]
    [InlineData("z: [\"é\", {ü: ö}, 😀]\n", """{"z":["é",{"ü":"ö"},"😀"]}""")]
    public void Values_that_are_parted_well_are_read(string text, string json) => Reading.AssertTree(json, Reading.One(text));

    [Theory]
    [InlineData("z: [fd00::, x]\n", 5)]
    [InlineData("z: [x, fd00::, y]\n", 8)]
    [InlineData("z: {a:, b: 1}\n", 5)]
    public void An_address_that_ends_in_colons_is_no_key(string text, int column)
    {
        var error = Reading.Error(text);
        Assert.Contains("quote it", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("\t# c\na: 1\n", 1, 1)]
    [InlineData("# c\n \t# c\na: 1\n", 2, 2)]
    [InlineData("\t\na: 1\n", 1, 1)]
    [InlineData("---\n\t# c\na: 1\n", 2, 1)]
    [InlineData("a:\n-\t1\n", 2, 3)]
    [InlineData("a:\n- 1\n-\tb: 1\n", 3, 3)]
    public void A_tab_that_leads_in_is_refused(string text, int line, int column)
    {
        var error = Reading.Error(text);
        Assert.Contains("tab", error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("a:\t1\n", """{"a":1}""")]
    [InlineData("a: 1\t\n", """{"a":1}""")]
    [InlineData("--- \t\na: 1\n", """{"a":1}""")]
    [InlineData(" # c\na: \"x\ty-\tz\"\n", """{"a":"x\ty-\tz"}""")]
    [InlineData("\t{\"a\":\t1}\n", """{"a":1}""")]
    public void A_tab_behind_something_is_a_blank(string text, string json) => Reading.AssertTree(json, Reading.One(text));
}
