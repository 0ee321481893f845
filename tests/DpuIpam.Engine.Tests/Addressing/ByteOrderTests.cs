using System.Text;
using CsCheck;
using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Addressing;

public sealed class ByteOrderTests
{
    /// <summary>Characters at the ends of every length of UTF-8 and around the surrogates.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
            "-", ".", "1", "2", "a", "b", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
            "\U00010000", "\U0001f600", "\U0001f601", "\U0010ffff")
        .Array[0, 4]
        .Select(static parts => string.Concat(parts));

    [Theory]
    [InlineData("node-10", "node-2")]
    [InlineData("node-1a", "node-2")]
    [InlineData("node-2", "node.1")]
    [InlineData("node", "node-1")]
    [InlineData("", "a")]
    [InlineData("Z", "a")]
    [InlineData("\ue000", "\U00010000")]
    [InlineData("\uffff", "\U0010ffff")]
    public void Orders_by_bytes(string smaller, string larger)
    {
        Assert.True(ByteOrder.Compare(smaller, larger) < 0);
        Assert.True(ByteOrder.Compare(larger, smaller) > 0);
        Assert.Equal([smaller, larger], new[] { larger, smaller }.Order(ByteOrder.Instance));
    }

    [Fact]
    public void Compares_as_the_bytes_of_UTF_8_do() => Gen.Select(Text, Text).Sample(
        static (a, b) =>
        {
            var expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
            Assert.Equal(Math.Sign(expected), Math.Sign(ByteOrder.Compare(a, b)));
        },
        iter: 50_000);
}
