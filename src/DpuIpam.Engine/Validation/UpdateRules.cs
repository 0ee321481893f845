using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>DPF's rules that compare an object with what it was (docs/upstream.md, B.4: U1 to U7).</summary>
internal static class UpdateRules
{
    public static void Check(
        ServiceIpamResource old, ServiceIpamResource @new, ApiGeneration generation, List<DpfViolation> violations)
    {
        if (old.ModeField is null || @new.ModeField is null) return;
        if (old.Mode != @new.Mode)
        {
            Add(Rules.DpfModeSwitch, "spec",
                "transitioning from ipv4subnet to ipv4network and vice versa is currently not supported");
            return;
        }

        var hasOld = Prefix.TryParse(old.Network, out var oldRange);
        var hasNew = Prefix.TryParse(@new.Network, out var newRange);
        var rangeField = @new.ModePath(@new.Mode == IpamMode.Network ? "network" : "subnet");
        if (generation >= ApiGeneration.G5 && hasOld && hasNew && oldRange.Family != newRange.Family)
        {
            Add(Rules.DpfFamilySwitch, rangeField, "transitioning between address families is not supported");
            return;
        }

        if (!hasOld || !hasNew)
            Add(Rules.DpfUpdateUnreadable, rangeField, $"{(hasOld ? @new.Network : old.Network)} is not a valid network");
        else if (newRange.Length > oldRange.Length || !newRange.Contains(AsWritten(old.Network)))
            Add(Rules.DpfShrink, rangeField, $"{@new.Network} does not hold {old.Network}: you cannot shrink the ip subnet");
        if (generation < ApiGeneration.G3) return;
        CheckSize();
        CheckQuota();

        void CheckSize()
        {
            if (@new.Mode == IpamMode.Network && old.PrefixSize != @new.PrefixSize)
                Add(Rules.DpfSizeImmutable, @new.ModePath("prefixSize"), "prefixSize is immutable");
            if (@new.Mode == IpamMode.Subnet && old.PerNodeIPCount != @new.PerNodeIPCount)
                Add(Rules.DpfSizeImmutable, @new.ModePath("perNodeIPCount"), "perNodeIPCount is immutable");
        }

        void CheckQuota()
        {
            var field = @new.Mode == IpamMode.Network ? "subnetsPerDPUCluster" : "blocksPerDPUCluster";
            if (old.Quota is null != @new.Quota is null)
                Add(Rules.DpfQuotaToggled, @new.ModePath(field), $"{field} cannot be toggled between set and unset");
            else if (@new.Quota < old.Quota)
                Add(Rules.DpfQuotaDecreased, @new.ModePath(field), $"{field} cannot be decreased");
        }

        void Add(Rule rule, string field, string message) => violations.Add(new DpfViolation(rule, field, message));
    }

    /// <summary>The address before the slash, host bits and all.</summary>
    private static Address AsWritten(string cidr) =>
        Address.TryParse(cidr.AsSpan(0, cidr.IndexOf('/', StringComparison.Ordinal)), out var address) ? address : default;
}
