using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Addressing;

/// <summary>Which texts are addresses, and which address: what Go's net.ParseIP takes and refuses.</summary>
public sealed class AddressTextTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("192.168.0.1", "192.168.0.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("FD00::ABCD", "fd00::abcd")]
    [InlineData("fd00:0000:0::0001", "fd00::1")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:0:0:2:3:0:0:4", "1::2:3:0:0:4")]
    [InlineData("0:0:1:0:0:0:0:0", "0:0:1::")]
    [InlineData("0:0:0:0:0:1:0:0", "::1:0:0")]
    [InlineData("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0")]
    [InlineData("2001:db8::1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("1::1.2.3.4", "1::102:304")]
    [InlineData("1:2:3:4:5::1.2.3.4", "1:2:3:4:5:0:102:304")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221")]
    [InlineData("::fffe:1.2.3.4", "::fffe:102:304")]
    [InlineData("::1:ffff:1.2.3.4", "::1:ffff:102:304")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Takes_and_prints_the_short_lower_case_form(string text, string canonical)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(canonical.Contains(':') ? AddressFamily.IPv6 : AddressFamily.IPv4, address.Family);
        Assert.Equal(text == canonical, AddressText.IsCanonical(text, address.Value, address.Family));
        Assert.Equal(System.Net.IPAddress.Parse(text), System.Net.IPAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("::ffff:10.0.0.5")]
    [InlineData("::FFFF:10.0.0.5")]
    [InlineData("::ffff:a00:5")]
    [InlineData("0:0:0:0:0:ffff:0a00:0005")]
    [InlineData("0:0:0:0:0:ffff:10.0.0.5")]
    public void Takes_a_mapped_address_as_the_IPv4_address(string text)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(new Address(0x0a000005, AddressFamily.IPv4), address);
        Assert.Equal("10.0.0.5", address.ToString());
    }

    [Theory]
    [InlineData("::ffff:10.0.0.5", "::ffff:10.0.0.5")]
    [InlineData("0::FFFF:a00:5", "::ffff:10.0.0.5")]
    public void Keeps_the_family_as_written_where_asked(string text, string canonical)
    {
        Assert.True(AddressText.TryParse(text, out var value, out var family));
        Assert.Equal(AddressFamily.IPv6, family);
        Assert.Equal(canonical, AddressText.Format(value, family));
        Assert.Equal(text == canonical, AddressText.IsCanonical(text, value, family));
    }

    [Theory]
    // Not all there, or too much.
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData(":")]
    [InlineData("...")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("10.0.0.")]
    [InlineData(".10.0.0")]
    [InlineData("10..0.1")]
    [InlineData("10.0.0.0.1")]
    [InlineData("10.0.0.1.")]
    [InlineData("167772161")]
    // Parts that are no plain decimal number up to 255.
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0.00")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1000")]
    [InlineData("10.0.0.4294967296")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.a")]
    [InlineData("10.0.0.-1")]
    [InlineData("10.0.0.+1")]
    [InlineData("10.0.0.\u0661")]
    // Surroundings.
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0.1\n")]
    [InlineData("10.0.0.1/24")]
    [InlineData("10.0.0.1:80")]
    [InlineData("10.0.0.1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1%eth0")]
    [InlineData("::1%")]
    [InlineData("fe80::1%1")]
    [InlineData("::1/128")]
    [InlineData(" ::1")]
    [InlineData("::1 ")]
    // Groups: too few, too many, too long, no hexadecimal digits.
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("fd00")]
    [InlineData("fd00::12345")]
    [InlineData("00001::")]
    [InlineData("fd00::g")]
    [InlineData("fd00::0x1")]
    [InlineData("fd00::-1")]
    [InlineData("fd00::\u0661")]
    // Colons in the wrong place.
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":1:2:3:4:5:6:7")]
    [InlineData(":1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8:")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData("fd00::1:")]
    [InlineData(":::")]
    [InlineData("::::")]
    [InlineData(":::1")]
    [InlineData("1:::")]
    [InlineData("1:::2")]
    [InlineData("1::2::3")]
    [InlineData("::1::")]
    // A :: that stands for no group at all.
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("1:2:3:4:5:6::1.2.3.4")]
    // Dotted tails that are none, or stand elsewhere.
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::1.2.3.4::")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.4.5")]
    [InlineData("::01.2.3.4")]
    [InlineData("::1.2.3.256")]
    [InlineData("::a.2.3.4")]
    [InlineData("::1.2.3.4%1")]
    [InlineData("1:2:3:4:5:1.2.3.4")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1::2:3:4:5:6:7:1.2.3.4")]
    [InlineData(":1.2.3.4")]
    [InlineData("1.2.3.4:")]
    public void Refuses(string text)
    {
        Assert.False(Address.TryParse(text, out _));
        Assert.False(AddressText.TryParse(text, out _, out _));
    }

    [Theory]
    [InlineData("::", "0.0.0.1", 1)]
    [InlineData("255.255.255.255", "::", -1)]
    [InlineData("10.0.0.2", "10.0.0.10", -1)]
    [InlineData("::ffff:10.0.0.2", "10.0.0.2", 0)]
    [InlineData("8000::", "7fff:ffff::", 1)]
    public void Orders_IPv4_first_then_by_number(string a, string b, int expected)
    {
        Assert.True(Address.TryParse(a, out var x));
        Assert.True(Address.TryParse(b, out var y));
        Assert.Equal(expected, Math.Sign(x.CompareTo(y)));
        Assert.Equal(-expected, Math.Sign(y.CompareTo(x)));
    }
}
