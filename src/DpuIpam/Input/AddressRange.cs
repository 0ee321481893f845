using System.Collections;
using System.Management.Automation;
using DpuIpam.Addressing;
using DpuIpam.Planning;

namespace DpuIpam.Input;

/// <summary>A range of addresses as a parameter takes it: a CIDR, one address, or first and last with a hyphen.</summary>
public sealed class AddressRange
{
    private readonly string _text;

    private AddressRange(string text, ReservedRange reserved)
    {
        _text = text;
        Reserved = reserved;
    }

    internal ReservedRange Reserved { get; }

    /// <summary>Both ends, as a manifest has them.</summary>
    internal IpRange Ends => IpRange.Of(IntervalSet.Of(Reserved.Range), Reserved.Family)[0];

    /// <summary>The range as written.</summary>
    public override string ToString() => _text;

    internal static AddressRange Of(object? value)
    {
        if (value is AddressRange range) return range;
        var text = value is IpRange ends ? ends.ToString() : LanguagePrimitives.ConvertTo<string>(value).Trim();
        if (Prefix.TryParse(text, out var prefix) && !prefix.IsMapped) return Of(text, prefix.First, prefix.Last, prefix.Family);
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        var (startText, endText) = hyphen < 0 ? (text, text) : (text[..hyphen].Trim(), text[(hyphen + 1)..].Trim());
        if (IsMapped(startText) || IsMapped(endText) || prefix.IsMapped)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{text}' is IPv4-mapped IPv6 text, which DPF refuses: write it as IPv4.");
        }

        if (Address.TryParse(startText, out var start) && Address.TryParse(endText, out var end)
            && start.Family == end.Family && start.Value <= end.Value)
            return Of(text, start.Value, end.Value, start.Family);
        throw new ArgumentTransformationMetadataException(
            $"'{text}' is no range of addresses: write 10.0.0.0/24, 10.0.0.1-10.0.0.9, or one address.");
    }

    private static bool IsMapped(string text) =>
        AddressText.TryParse(text, out var value, out var family) && family == AddressFamily.IPv6 && Address.IsMapped(value);

    private static AddressRange Of(string text, UInt128 first, UInt128 last, AddressFamily family) =>
        new(text, new ReservedRange(text, new Interval(first, last), family));
}

/// <summary>Makes ranges of texts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressRangeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellTree.Unwrap(inputData);
        if (value is null) return Array.Empty<AddressRange>();
        return value is string or not IEnumerable
            ? new[] { AddressRange.Of(value) }
            : ((IEnumerable)value).Cast<object?>().Select(static item => AddressRange.Of(PowerShellTree.Unwrap(item))).ToArray();
    }
}
