using System.Numerics;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>Whether a spec is valid by docs/upstream.md, 4. Names, routes and label keys are taken to be fine.</summary>
internal static class ReferenceValidation
{
    public static bool IsValid(PoolResource pool) =>
        IsValid(pool.NodeSelector)
        && ReferenceNetwork.Parse(pool.Network) is { } network
        && (pool is IPPoolResource ipPool ? IsValid(ipPool, network) : IsValid((CidrPoolResource)pool, network))
        && pool.Exclusions.All(range => network.OffsetOf(range.StartIP) <= network.OffsetOf(range.EndIP));

    private static bool IsValid(IPPoolResource pool, ReferenceNetwork subnet) =>
        pool.PerNodeBlockSize >= 1
        && pool.PerNodeBlockSize <= subnet.UsableCount
        && (pool.Gateway.Length == 0 || subnet.OffsetOf(pool.Gateway) is not null)
        && AreWithin(pool.PerNodeExclusions, pool.PerNodeBlockSize - 1);

    private static bool IsValid(CidrPoolResource pool, ReferenceNetwork cidr)
    {
        if (ReferenceText.ParseCidr(pool.Network)!.Value.Value != cidr.First) return false;
        var length = pool.PerNodeNetworkPrefix;
        if (length < 1 || length < cidr.Length || length > cidr.Bits) return false;
        var first = cidr with { Length = length };
        return (pool.GatewayIndex is not { } index || ReferenceCidrPool.GatewayOffset(first, index) is not null)
            && AreWithin(pool.PerNodeExclusions, first.Size - 1)
            && pool.StaticAllocations.All(entry => IsValid(entry, cidr, length))
            && AreDistinct(from entry in pool.StaticAllocations where entry.NodeName.Length > 0 select entry.NodeName)
            && AreDistinct(from entry in pool.StaticAllocations select $"{ReferenceNetwork.Parse(entry.Prefix)}");
    }

    private static bool IsValid(StaticAllocation entry, ReferenceNetwork cidr, int length) =>
        ReferenceText.ParseCidr(entry.Prefix) is { } prefix
        && prefix.IsV4 == cidr.IsV4
        && prefix.Length == length
        && cidr.OffsetOf(prefix.Value) is not null
        && new ReferenceNetwork(prefix.Value, length, prefix.IsV4) is var own
        && prefix.Value % BigInteger.Pow(2, own.HostBits) == 0
        && (entry.Gateway.Length == 0 || own.OffsetOf(entry.Gateway) is not null);

    private static bool IsValid(NodeSelector? selector) => selector is null
        || (selector.Terms.Count > 0 && selector.Terms.All(static term =>
            term.MatchExpressions.All(static requirement => requirement.Operator switch
            {
                "In" or "NotIn" => requirement.Values.Count > 0,
                "Exists" or "DoesNotExist" => requirement.Values.Count == 0,
                "Gt" or "Lt" => requirement.Values.Count == 1,
                _ => false,
            })
            && term.MatchFields.All(static requirement =>
                requirement.Operator is "In" or "NotIn"
                && requirement.Values.Count == 1
                && requirement.Key == "metadata.name"
                && IsSubdomain(requirement.Values[0]))));

    private static bool IsSubdomain(string name) => name.Length <= 253 && name.Split('.').All(static part =>
        part.Length > 0
        && part[0] != '-'
        && part[^1] != '-'
        && part.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));

    private static bool AreWithin(IndexRange[] ranges, long max) =>
        ranges.All(range => range.StartIndex >= 0 && range.EndIndex >= range.StartIndex && range.EndIndex <= max);

    private static bool AreDistinct(IEnumerable<string> texts) =>
        texts.CountBy(static text => text).All(static pair => pair.Value == 1);
}
