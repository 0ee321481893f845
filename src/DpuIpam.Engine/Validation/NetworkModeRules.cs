using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>DPF's rules of network mode (docs/upstream.md, B.2: N1 to N13). The first four end the check.</summary>
internal sealed class NetworkModeRules(
    ServiceIpamResource ipam, ApiGeneration generation, List<DpfViolation> violations)
    : ModeRules(ipam, generation, violations)
{
    public override void Check()
    {
        if (!TryRange("network", "network", out var network)) return;
        var bits = Generation == ApiGeneration.G4 ? 32 : Address.BitsOf(network.Family);
        if (Generation >= ApiGeneration.G4 && (Ipam.PrefixSize < 1 || Ipam.PrefixSize > bits))
        {
            Add(Rules.DpfPrefixSize, "prefixSize", $"{Ipam.PrefixSize} is not between 1 and {bits}");
            return;
        }

        if (network.Length > Ipam.PrefixSize)
        {
            // Before G4 a size of 0 was caught here as well.
            Add(Ipam.PrefixSize < 1 ? Rules.DpfPrefixSize : Rules.DpfPrefixTooShort, "prefixSize",
                $"prefixSize {Ipam.PrefixSize} doesn't fit in network prefix {network.Length}");
            return;
        }

        for (var i = 0; i < Ipam.Exclusions.Length; i++)
            CheckAddress(Rules.DpfExclusion, $"exclusions[{i}]", Ipam.Exclusions[i], network, out _);
        CheckExcludeRanges(network);
        foreach (var (node, prefix) in Ipam.Allocations.OrderBy(static entry => entry.Key, ByteOrder.Instance))
            CheckStatic($"allocations['{node}']", prefix, network);
        CheckGatewayIndex(network);
        var extra = Ipam.PrefixSize - network.Length;
        CheckQuota(extra == 128 ? UInt128.MaxValue : UInt128.One << extra);
        CheckRoutes(network.Family);
    }

    private void CheckStatic(string field, string text, Prefix network)
    {
        if (!Prefix.TryParse(text, out var prefix))
            Add(Rules.DpfStaticInvalid, field, $"allocation {Text(text)} is not a valid subnet");
        else if (prefix.IsMapped && Generation >= ApiGeneration.G5)
            AddMapped(field, text);
        else if (prefix.Family != network.Family || prefix.Length != Ipam.PrefixSize
            || !network.Contains(new Address(prefix.First, prefix.Family)))
            Add(Rules.DpfStaticOutside, field, $"allocation {text} is not part of the network {network} as a /{Ipam.PrefixSize}");
    }

    private void CheckGatewayIndex(Prefix network)
    {
        if (Ipam.GatewayIndex is not { } index) return;
        if (index < 0)
        {
            if (Generation >= ApiGeneration.G5) Add(Rules.DpfGatewayIndex, "gatewayIndex", $"{index} is negative");
            return;
        }

        var hostBits = Address.BitsOf(network.Family) - Ipam.PrefixSize;
        if (Generation >= ApiGeneration.G4 && hostBits < 32 && (uint)index >= 1UL << Math.Max(hostBits, 0))
            Add(Rules.DpfGatewayIndex, "gatewayIndex", $"{index} is outside of a /{Ipam.PrefixSize}");
    }
}
