using System.Text;
using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using static DpuIpam.Validation.PoolValidator;

namespace DpuIpam.Validation;

/// <summary>nv-ipam's checks of a CIDRPool (docs/upstream.md, 4.3).</summary>
internal static class CidrPoolValidator
{
    public static List<SpecError> Validate(CidrPoolResource pool)
    {
        var errors = new List<SpecError>();
        CheckName(pool.Name, "CIDR pool", errors);
        Prefix? cidr = Prefix.TryParse(pool.Network, out var parsed, out var hasHostBits) ? parsed : null;
        if (CheckRange(pool, cidr, hasHostBits, errors) && cidr is { } range)
        {
            CheckExclusions(pool, range.Unmapped, errors);
            var size = Prefix.SizeOf(pool.PerNodeNetworkPrefix, range.Family);
            CheckPerNodeExclusions(pool, size - 1, "per-node subnet", errors);
            CheckStaticAllocations(pool, range, errors);
        }

        NodeSelectorValidator.Validate(pool.NodeSelector, errors);
        CheckRoutes(pool, cidr?.Unmapped, "spec.gatewayIndex", pool.GatewayIndex is not null, errors);
        return errors;
    }

    /// <summary>The first four rules stop the group; the gateway index does not.</summary>
    private static bool CheckRange(CidrPoolResource pool, Prefix? cidr, bool hasHostBits, List<SpecError> errors)
    {
        if (cidr is not { } range)
        {
            errors.Add(Invalid(Rules.CidrInvalid, "spec.cidr", GoText.Quote(pool.Network), "is invalid cidr"));
            return false;
        }

        if (hasHostBits)
        {
            errors.Add(Invalid(Rules.CidrHostBits, "spec.cidr", GoText.Quote(pool.Network),
                "network prefix has host bits set"));
            return false;
        }

        if (pool.GatewayIndex is < 0)
        {
            errors.Add(Invalid(Rules.GatewayIndexNegative, "spec.gatewayIndex", Number(pool.GatewayIndex.Value),
                "must not be negative"));
            return false;
        }

        var length = pool.PerNodeNetworkPrefix;
        if (length < 0)
        {
            errors.Add(Invalid(Rules.NodePrefixNegative, "spec.perNodeNetworkPrefix", Number(length),
                "must not be negative"));
            return false;
        }

        if (length == 0 || length < range.Length || length > Address.BitsOf(range.Family))
        {
            errors.Add(Invalid(Rules.NodePrefixSize, "spec.perNodeNetworkPrefix", Number(length),
                "must be less or equal than network prefix size in the \"cidr\" field"));
            return false;
        }

        if (pool.GatewayIndex is { } index && !NodeGateway.Exists(NodePrefixOf(range, length), index))
        {
            errors.Add(Invalid(Rules.GatewayIndexOutside, "spec.gatewayIndex", Number(index),
                "gateway index is outside of the node prefix"));
        }

        return true;
    }

    /// <summary>The first node's prefix, as upstream holds it.</summary>
    private static Prefix NodePrefixOf(Prefix range, int length) =>
        new Prefix(range.First, length, range.Family).Unmapped;

    private static void CheckStaticAllocations(CidrPoolResource pool, Prefix range, List<SpecError> errors)
    {
        var nodes = new HashSet<string>(StringComparer.Ordinal);
        var prefixes = new HashSet<Prefix>();
        var nodesTwice = new SortedSet<string>(StringComparer.Ordinal);
        var prefixesTwice = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < pool.StaticAllocations.Length; i++)
        {
            var entry = pool.StaticAllocations[i];
            CheckStaticAllocation(entry, $"spec.staticAllocations[{i}]", pool.PerNodeNetworkPrefix, range, errors);
            if (entry.NodeName.Length > 0 && !nodes.Add(entry.NodeName)) nodesTwice.Add(entry.NodeName);
            if (Prefix.TryParse(entry.Prefix, out var prefix, out var hostBits) && !hostBits
                && !prefixes.Add(prefix.Unmapped))
                prefixesTwice.Add(prefix.Unmapped.ToString());
        }

        if (nodesTwice.Count == 0 && prefixesTwice.Count == 0) return;
        var list = Describe(pool.StaticAllocations);
        foreach (var node in nodesTwice)
            Add(Rules.StaticNodeTwice, $"contains multiple entries for node {node}");
        foreach (var prefix in prefixesTwice)
            Add(Rules.StaticPrefixTwice, $"contains multiple entries for prefix {prefix}");

        void Add(Rule rule, string detail) => errors.Add(Invalid(rule, "spec.staticAllocations", list, detail));
    }

    /// <summary>Rules of one entry; the first failure ends it.</summary>
    private static void CheckStaticAllocation(
        StaticAllocation entry, string path, int length, Prefix range, List<SpecError> errors)
    {
        if (!Prefix.TryParse(entry.Prefix, out var prefix, out var hasHostBits))
            OfPrefix(Rules.StaticPrefixInvalid, "is not a valid network prefix");
        else if (hasHostBits)
            OfPrefix(Rules.StaticPrefixHostBits, "network prefix has host bits set");
        else if (!range.Unmapped.Contains(NetworkAddressOf(prefix.Unmapped)))
            OfPrefix(Rules.StaticPrefixOutside, "prefix is not part of the pool cidr");
        else if (prefix.Family != range.Family)
            OfPrefix(Rules.StaticPrefixFamily, "ip family doesn't match the pool cidr");
        else if (prefix.Length != length)
            OfPrefix(Rules.StaticPrefixSize, "prefix size doesn't match spec.perNodeNetworkPrefix");
        else if (entry.Gateway.Length > 0 && !Address.TryParse(entry.Gateway, out var gateway))
            OfGateway(Rules.StaticGatewayInvalid, "is not a valid IP");
        else if (entry.Gateway.Length > 0 && Address.TryParse(entry.Gateway, out gateway)
            && !prefix.Unmapped.Contains(gateway))
            OfGateway(Rules.StaticGatewayOutside, "is outside of the node prefix");

        void OfPrefix(Rule rule, string detail) =>
            errors.Add(Invalid(rule, path + ".prefix", GoText.Quote(entry.Prefix), detail));

        void OfGateway(Rule rule, string detail) =>
            errors.Add(Invalid(rule, path + ".gateway", GoText.Quote(entry.Gateway), detail));
    }

    private static Address NetworkAddressOf(Prefix prefix) => new(prefix.First, prefix.Family);

    private static string Describe(StaticAllocation[] entries)
    {
        var text = new StringBuilder("[");
        foreach (var entry in entries)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('{');
            if (entry.NodeName.Length > 0) text.Append("\"nodeName\":").Append(GoText.Quote(entry.NodeName)).Append(',');
            if (entry.Gateway.Length > 0) text.Append("\"gateway\":").Append(GoText.Quote(entry.Gateway)).Append(',');
            text.Append("\"prefix\":").Append(GoText.Quote(entry.Prefix)).Append('}');
        }

        return text.Append(']').ToString();
    }
}
