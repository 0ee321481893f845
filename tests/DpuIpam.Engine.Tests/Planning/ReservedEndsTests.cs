using DpuIpam.Addressing;
using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>The exclude ranges that people would else write by hand.</summary>
public sealed class ReservedEndsTests
{
    [Theory]
    [InlineData("10.0.0.0/24", null, 2, 1, "10.0.0.1-10.0.0.2 10.0.0.254")]
    [InlineData("10.0.0.0/28", 29, 1, 2, "10.0.0.1 10.0.0.5-10.0.0.6 10.0.0.9 10.0.0.13-10.0.0.14")]
    [InlineData("fd00::/126", null, 1, 1, "fd00::1 fd00::3")]
    [InlineData("10.0.0.0/24", null, 0, 0, "")]
    public void Are_the_usable_addresses_at_both_ends(string range, int? prefixSize, int first, int last, string expected)
    {
        Assert.True(Prefix.TryParse(range, out var prefix));

        Assert.Equal(expected, string.Join(' ', ReservedEnds.Of(prefix, prefixSize, first, last)));
    }

    [Theory]
    [InlineData("10.0.0.0/24", 30, 1, 1, "leave nothing")]
    [InlineData("10.0.0.0/8", 24, 1, 0, "too many")]
    public void Are_refused_where_they_make_no_sense(string range, int? prefixSize, int first, int last, string text)
    {
        Assert.True(Prefix.TryParse(range, out var prefix));

        var exception = Assert.Throws<ArgumentException>(() => ReservedEnds.Of(prefix, prefixSize, first, last));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }
}
