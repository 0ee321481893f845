using DpuIpam.Addressing;
using DpuIpam.Resources;
using static DpuIpam.Validation.PoolValidator;

namespace DpuIpam.Validation;

/// <summary>nv-ipam's checks of an IPPool (docs/upstream.md, 4.2).</summary>
internal static class IPPoolValidator
{
    public static List<SpecError> Validate(IPPoolResource pool)
    {
        var errors = new List<SpecError>();
        CheckName(pool.Name, "IP pool", errors);
        Prefix? subnet = Prefix.TryParse(pool.Network, out var parsed) ? parsed.Unmapped : null;
        if (subnet is null)
            errors.Add(Invalid(Rules.SubnetInvalid, "spec.subnet", GoText.Quote(pool.Network), "is invalid subnet"));
        CheckBlockSize(pool, subnet, errors);
        if (subnet is { } range) CheckExclusions(pool, range, errors);
        if (pool.PerNodeBlockSize >= 1)
            CheckPerNodeExclusions(pool, (UInt128)(pool.PerNodeBlockSize - 1), "per-node block", errors);
        CheckGateway(pool, subnet, errors);
        NodeSelectorValidator.Validate(pool.NodeSelector, errors);
        CheckRoutes(pool, subnet, "spec.gateway", pool.Gateway.Length > 0, errors);
        return errors;
    }

    private static void CheckBlockSize(IPPoolResource pool, Prefix? subnet, List<SpecError> errors)
    {
        if (pool.PerNodeBlockSize < 1)
        {
            errors.Add(Invalid(Rules.BlockSizeTooSmall, "spec.perNodeBlockSize", Number(pool.PerNodeBlockSize),
                "must be at least 1"));
        }
        else if (subnet is { } range && (UInt128)pool.PerNodeBlockSize > range.UsableCount)
        {
            errors.Add(Invalid(Rules.BlockSizeTooLarge, "spec.perNodeBlockSize", Number(pool.PerNodeBlockSize),
                "is larger then amount of IPs available in the subnet"));
        }
    }

    private static void CheckGateway(IPPoolResource pool, Prefix? subnet, List<SpecError> errors)
    {
        if (pool.Gateway.Length == 0) return;
        if (!Address.TryParse(pool.Gateway, out var gateway))
        {
            errors.Add(Invalid(Rules.GatewayInvalid, "spec.gateway", GoText.Quote(pool.Gateway),
                "is invalid IP address"));
        }
        else if (subnet is { } range && !range.Contains(gateway))
        {
            errors.Add(Invalid(Rules.GatewayOutside, "spec.gateway", GoText.Quote(pool.Gateway),
                "is not part of the subnet"));
        }
    }
}
