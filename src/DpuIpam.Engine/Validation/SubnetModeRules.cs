using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>DPF's rules of subnet mode (docs/upstream.md, B.2: S1 to S12). Each failing group ends the check.</summary>
internal sealed class SubnetModeRules(
    ServiceIpamResource ipam, ApiGeneration generation, List<DpfViolation> violations)
    : ModeRules(ipam, generation, violations)
{
    public override void Check()
    {
        if (!TryRange("subnet", "subnet", out var subnet) || !CheckWidth(subnet)) return;
        var before = Count;
        CheckExcludeRanges(subnet);
        if (Count > before) return;
        if (!CheckAddress(Rules.DpfGateway, "gateway", Ipam.Gateway ?? "", subnet, out _)) return;
        if (!CheckCount(subnet)) return;
        CheckQuota(Ipam.PerNodeIPCount < 1 ? 0 : subnet.UsableCount / (UInt128)Ipam.PerNodeIPCount);
        if (Count > before) return;
        CheckRoutes(subnet.Family);
    }

    private bool CheckWidth(Prefix subnet)
    {
        // G3 and G4 knew IPv4 only, and compared with the plain number.
        var most = Generation >= ApiGeneration.G5 ? Address.BitsOf(subnet.Family) - 2 : 30;
        if (Generation < ApiGeneration.G3 || subnet.Length <= most) return true;
        Add(Rules.DpfSubnetTooNarrow, "subnet",
            $"subnet {Ipam.Network} must be larger than /{most}; /{most + 1} and /{most + 2} are not supported");
        return false;
    }

    private bool CheckCount(Prefix subnet)
    {
        if (Generation < ApiGeneration.G4) return true;
        if (Ipam.PerNodeIPCount >= 1 && (UInt128)Ipam.PerNodeIPCount <= subnet.UsableCount) return true;
        Add(Rules.DpfCount, "perNodeIPCount", $"{Ipam.PerNodeIPCount} is not between 1 and {subnet.UsableCount}");
        return false;
    }
}
