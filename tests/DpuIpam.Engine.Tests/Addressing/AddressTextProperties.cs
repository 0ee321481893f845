using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using CsCheck;
using DpuIpam.Addressing;
using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Addressing;

public sealed class AddressTextProperties
{
    private const int Samples = 20_000;

    [Fact]
    public void What_is_printed_reads_as_the_same_address() => AnyAddress.Any.Sample(
        static address =>
        {
            var text = address.ToString();
            Assert.True(Address.TryParse(text, out var read));
            Assert.Equal(address, read);
            Assert.True(AddressText.IsCanonical(text, address.Value, address.Family));
            Assert.InRange(text.Length, 2, AddressText.MaxLength);
        },
        iter: Samples);

    [Fact]
    public void What_is_printed_is_what_the_reference_prints() => AnyAddress.V6.Sample(
        static value => Assert.Equal(
            ReferenceText.Format((BigInteger)value, false), AddressText.Format(value, AddressFamily.IPv6)),
        iter: Samples);

    [Fact]
    public void The_platform_reads_the_same_bytes() => AnyAddress.Any.Sample(
        static address =>
        {
            var bytes = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Value);
            var expected = new IPAddress(address.Family == AddressFamily.IPv4 ? bytes[12..] : bytes);
            Assert.Equal(expected, IPAddress.Parse(address.ToString()));
            Assert.True(Address.TryParse(expected.ToString(), out var read));
            Assert.Equal(address, read);
        },
        iter: Samples);

    [Fact]
    public void Anything_reads_as_the_reference_reads_it() => AnyAddress.Like.Sample(
        static text =>
        {
            var expected = ReferenceText.ParseAddress(text);
            Assert.Equal(expected is not null, Address.TryParse(text, out var address));
            if (expected is not { } right) return;
            Assert.Equal((right.Value, right.IsV4), ((BigInteger)address.Value, address.Family == AddressFamily.IPv4));
            Assert.Equal(IPAddress.Parse(text), AsWritten(text, address));
            Assert.Equal(text == address.ToString(), !text.Contains(':') || IsCanonicalV6(text));
        },
        iter: 5 * Samples);

    [Fact]
    public void Any_group_may_be_written_longer_and_in_upper_case() =>
        Gen.Select(AnyAddress.V6, Gen.Int[1, 4].Array[8], Gen.Bool).Sample(
            static (value, widths, upper) =>
            {
                var format = upper ? "X" : "x";
                var text = string.Join(':', widths.Select((width, i) => GroupAt(value, i)
                    .ToString($"{format}{width}", CultureInfo.InvariantCulture)));
                Assert.True(AddressText.TryParse(text, out var read, out var family));
                Assert.Equal((value, AddressFamily.IPv6), (read, family));
                Assert.Equal(text == AddressText.Format(value, family), AddressText.IsCanonical(text, value, family));
            },
            iter: Samples);

    private static int GroupAt(UInt128 value, int index) => (int)(value >> (112 - (16 * index)) & 0xffff);

    private static bool IsCanonicalV6(string text) =>
        AddressText.TryParse(text, out var value, out var family)
        && !Address.IsMapped(value)
        && AddressText.IsCanonical(text, value, family);

    /// <summary>The platform keeps a mapped address apart from the IPv4 address.</summary>
    private static IPAddress AsWritten(string text, Address address)
    {
        var parsed = IPAddress.Parse(address.ToString());
        return text.Contains(':') ? parsed.MapToIPv6() : parsed;
    }
}
