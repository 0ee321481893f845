using System.Globalization;
using System.Numerics;
using CsCheck;
using DpuIpam.Addressing;
using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Addressing;

public sealed class PrefixTests
{
    private const int Samples = 10_000;

    private const string LastV6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    private const string LastButOneV6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe";

    [Theory]
    [InlineData("10.1.2.3/16", "10.1.0.0/16", "10.1.255.255", "10.1.0.1", "10.1.255.254", "65534")]
    [InlineData("10.0.0.0/30", "10.0.0.0/30", "10.0.0.3", "10.0.0.1", "10.0.0.2", "2")]
    [InlineData("10.0.0.5/31", "10.0.0.4/31", "10.0.0.5", "10.0.0.4", "10.0.0.5", "2")]
    [InlineData("10.0.0.5/32", "10.0.0.5/32", "10.0.0.5", "10.0.0.5", "10.0.0.5", "1")]
    [InlineData("1.2.3.4/0", "0.0.0.0/0", "255.255.255.255", "0.0.0.1", "255.255.255.254", "4294967294")]
    [InlineData("255.255.255.255/31", "255.255.255.254/31", "255.255.255.255", "255.255.255.254", "255.255.255.255", "2")]
    [InlineData("fd00::abcd/120", "fd00::ab00/120", "fd00::abff", "fd00::ab01", "fd00::abff", "255")]
    [InlineData("fd00::/126", "fd00::/126", "fd00::3", "fd00::1", "fd00::3", "3")]
    [InlineData("fd00::3/127", "fd00::2/127", "fd00::3", "fd00::2", "fd00::3", "2")]
    [InlineData("fd00::3/128", "fd00::3/128", "fd00::3", "fd00::3", "fd00::3", "1")]
    [InlineData("fd00::/64", "fd00::/64", "fd00::ffff:ffff:ffff:ffff", "fd00::1", "fd00::ffff:ffff:ffff:ffff", "18446744073709551615")]
    [InlineData("1::2/0", "::/0", LastV6, "::1", LastV6, "340282366920938463463374607431768211455")]
    [InlineData("8000::/1", "8000::/1", LastV6, "8000::1", LastV6, "170141183460469231731687303715884105727")]
    [InlineData(LastV6 + "/128", LastV6 + "/128", LastV6, LastV6, LastV6, "1")]
    [InlineData(LastV6 + "/127", LastButOneV6 + "/127", LastV6, LastButOneV6, LastV6, "2")]
    public void Knows_its_ends(
        string text, string masked, string last, string firstUsable, string lastUsable, string usable)
    {
        Assert.True(Prefix.TryParse(text, out var prefix, out var hasHostBits));

        Assert.Equal(masked, prefix.ToString());
        Assert.Equal(text != masked, hasHostBits);
        Assert.Equal(last, Text(prefix.Last));
        Assert.Equal(firstUsable, Text(prefix.FirstUsable));
        Assert.Equal(lastUsable, Text(prefix.LastUsable));
        Assert.Equal(UInt128.Parse(usable, CultureInfo.InvariantCulture), prefix.UsableCount);

        string Text(UInt128 value) => AddressText.Format(value, prefix.Family);
    }

    [Theory]
    [InlineData("10.0.0.0/024", "10.0.0.0/24", false)]
    [InlineData("10.0.0.0/00000000000000000024", "10.0.0.0/24", false)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", true)]
    [InlineData("0.0.0.0/00", "0.0.0.0/0", false)]
    [InlineData("FD00::/64", "fd00::/64", false)]
    [InlineData("fd00:0::/64", "fd00::/64", false)]
    [InlineData("fd00::/064", "fd00::/64", false)]
    [InlineData("fd00::/64", "fd00::/64", true)]
    [InlineData("::/0", "::/0", true)]
    public void Takes_other_forms_and_tells_them_from_the_canonical_one(string text, string canonical, bool isCanonical)
    {
        Assert.True(Prefix.TryParse(text, out var prefix));
        Assert.Equal(canonical, prefix.ToString());
        Assert.Equal(isCanonical, prefix.IsCanonical(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/24")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/128")]
    [InlineData("10.0.0.0/4294967320")]
    [InlineData("10.0.0.0/99999999999999999999")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+24")]
    [InlineData("10.0.0.0/ 24")]
    [InlineData("10.0.0.0/24 ")]
    [InlineData("10.0.0.0 /24")]
    [InlineData("10.0.0.0/24/24")]
    [InlineData("10.0.0.0/0x18")]
    [InlineData("10.0.0.0/255.255.255.0")]
    [InlineData("10.0.0/24")]
    [InlineData("010.0.0.0/24")]
    [InlineData("fd00::/129")]
    [InlineData("fd00::")]
    [InlineData("fd00::%eth0/64")]
    [InlineData("fd00::/64%eth0")]
    [InlineData("10.0.0.0/\u0662\u0664")]
    public void Refuses(string text) => Assert.False(Prefix.TryParse(text, out _));

    [Theory]
    [InlineData("::ffff:10.0.0.0/120", true)]
    [InlineData("::ffff:0:0/96", true)]
    [InlineData("::ffff:10.0.0.1/128", true)]
    [InlineData("::fffe:0:0/95", false)]
    [InlineData("::/0", false)]
    [InlineData("10.0.0.0/24", false)]
    [InlineData("fd00::/120", false)]
    public void Tells_a_mapped_prefix(string text, bool isMapped)
    {
        Assert.True(Prefix.TryParse(text, out var prefix));
        Assert.Equal(isMapped, prefix.IsMapped);
    }

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0", true)]
    [InlineData("10.0.0.0/24", "10.0.0.255", true)]
    [InlineData("10.0.0.0/24", "10.0.1.0", false)]
    [InlineData("10.0.0.0/24", "9.255.255.255", false)]
    [InlineData("10.0.0.0/24", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.0/24", "::10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("::/0", LastV6, true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("fd00::/127", "fd00::2", false)]
    [InlineData("::ffff:10.0.0.0/120", "10.0.0.255", true)]
    [InlineData("::ffff:10.0.0.0/120", "10.0.1.0", false)]
    public void Holds_addresses_of_its_family_only(string text, string address, bool expected)
    {
        Assert.True(Prefix.TryParse(text, out var prefix));
        Assert.True(Address.TryParse(address, out var parsed));
        Assert.Equal(expected, prefix.Contains(parsed));
    }

    [Fact]
    public void Any_text_reads_as_the_reference_reads_it() =>
        Gen.Select(
                AnyAddress.Like,
                Gen.Frequency(
                    (1, AnyAddress.Like), (8, Gen.Int[0, 130].Select(static i => $"{i}")), (1, Gen.Const("024"))))
            .Select(static (address, length) => $"{address}/{length}")
            .Sample(
                static text =>
                {
                    var expected = ReferenceText.ParseCidr(text);
                    Assert.Equal(expected is not null, Prefix.TryParse(text, out var prefix, out var hasHostBits));
                    if (expected is not { } right) return;
                    var hostBits = (right.IsV4 ? 32 : 128) - right.Length;
                    var first = (right.Value >> hostBits) << hostBits;
                    Assert.Equal((right.Length, right.IsV4), (prefix.Length, prefix.Family == AddressFamily.IPv4));
                    Assert.Equal(first, (BigInteger)prefix.First);
                    Assert.Equal(first != right.Value, hasHostBits);
                    Assert.Equal(text == prefix.ToString() || hasHostBits, prefix.IsCanonical(text) || hasHostBits);
                },
                iter: 5 * Samples);

    [Fact]
    public void Its_numbers_are_those_of_a_walk() =>
        Gen.Select(AnyAddress.Any, Gen.Int[0, 10]).Sample(
            static (address, hostBits) =>
            {
                var isV4 = address.Family == AddressFamily.IPv4;
                var prefix = new Prefix(address.Value, Address.BitsOf(address.Family) - hostBits, address.Family);
                var walk = ReferenceNetwork.Parse(prefix.ToString())!;
                Assert.Equal(walk.First, (BigInteger)prefix.First);
                Assert.Equal((UInt128)(walk.Size - 1), prefix.Last - prefix.First);
                Assert.Equal((UInt128)walk.Size, Prefix.SizeOf(prefix.Length, address.Family));
                Assert.Equal((UInt128)walk.LastUsable, prefix.LastUsable - prefix.First);
                Assert.Equal((UInt128)walk.UsableCount, prefix.UsableCount);
                Assert.Equal(walk.IsPointToPointOrSingle, prefix.IsPointToPointOrSingle);
                Assert.Equal(walk.UsableCount, walk.LastUsable - (int)(prefix.FirstUsable - prefix.First) + 1);
                Assert.Equal(isV4, walk.IsV4);
            },
            iter: Samples);
}
