namespace DpuIpam.Addressing;

/// <summary>Addresses that no host on a network may have (RFC 6890).</summary>
internal static class SpecialRanges
{
    private static readonly SpecialRange[] IPv4 =
    [
        Of("0.0.0.0/8", "addresses of \"this network\""),
        Of("127.0.0.0/8", "loopback addresses"),
        Of("169.254.0.0/16", "link-local addresses"),
        Of("224.0.0.0/4", "multicast addresses"),
        Of("240.0.0.0/4", "class E addresses"),
    ];

    private static readonly SpecialRange[] IPv6 =
    [
        Of("::/128", "the unspecified address"),
        Of("::1/128", "the loopback address"),
        new("::ffff:0:0/96", "IPv4-mapped addresses", Address.MappedRange),
        Of("fe80::/10", "link-local addresses"),
        Of("ff00::/8", "multicast addresses"),
    ];

    /// <summary>The special ranges of a family, ascending.</summary>
    public static IReadOnlyList<SpecialRange> In(AddressFamily family) => family == AddressFamily.IPv4 ? IPv4 : IPv6;

    /// <summary>The special range that holds all of a prefix; null where there is none.</summary>
    public static SpecialRange? Holding(Prefix prefix) => In(prefix.Family)
        .FirstOrDefault(special => special.Range.Contains(new Interval(prefix.First, prefix.Last)));

    private static SpecialRange Of(string text, string description) => Prefix.TryParse(text, out var prefix)
        ? new SpecialRange(text, description, new Interval(prefix.First, prefix.Last))
        : throw new ArgumentException(text, nameof(text));
}

/// <summary>A range of addresses that are no host's.</summary>
/// <param name="Text">The range as a CIDR.</param>
/// <param name="Description">What its addresses are, in the plural.</param>
/// <param name="Range">The addresses.</param>
internal sealed record SpecialRange(string Text, string Description, Interval Range);
