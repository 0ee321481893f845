using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>Rules of DPF's webhook that both modes share (docs/upstream.md, B.2: R1 to R3, T1 to T4).</summary>
internal abstract class ModeRules(ServiceIpamResource ipam, ApiGeneration generation, List<DpfViolation> violations)
{
    protected ServiceIpamResource Ipam => ipam;

    protected ApiGeneration Generation => generation;

    protected int Count => violations.Count;

    public abstract void Check();

    /// <summary>A CIDR as a generation reads it: before G5 a mapped one counts as IPv4.</summary>
    protected bool TryRange(string field, string word, out Prefix range)
    {
        if (!Prefix.TryParse(ipam.Network, out range))
        {
            Add(Rules.DpfNetworkInvalid, field, $"{word} {Text(ipam.Network)} is not a valid network");
            return false;
        }

        if (!range.IsMapped) return true;
        if (generation >= ApiGeneration.G5)
        {
            AddMapped(field, ipam.Network);
            return false;
        }

        range = new Prefix((uint)range.First, range.Length - 96, AddressFamily.IPv4);
        return true;
    }

    protected void CheckExcludeRanges(Prefix range)
    {
        if (generation < ApiGeneration.G3) return;
        for (var i = 0; i < ipam.ExcludeRanges.Length; i++)
        {
            var (startText, endText) = ipam.ExcludeRanges[i];
            var path = $"excludeRanges[{i}]";
            var hasStart = CheckAddress(Rules.DpfExcludeRange, path + ".startIP", startText, range, out var start);
            var hasEnd = CheckAddress(Rules.DpfExcludeRange, path + ".endIP", endText, range, out var end);
            if (hasStart && hasEnd && end.CompareTo(start) < 0)
                Add(Rules.DpfExcludeReversed, path, $"{startText} is after {endText}");
        }
    }

    /// <summary>An address: readable, not mapped, inside the range.</summary>
    protected bool CheckAddress(Rule rule, string field, string text, Prefix range, out Address address)
    {
        if (!Address.TryParse(text, out address))
        {
            Add(rule, field, $"{Text(text)} is not a valid IP");
            return false;
        }

        if (IsMapped(text))
        {
            AddMapped(field, text);
            return false;
        }

        if (range.Contains(address)) return true;
        Add(rule, field, $"{text} is not part of {range}");
        return false;
    }

    protected void CheckQuota(UInt128 most)
    {
        if (generation < ApiGeneration.G3 || ipam.Quota is not { } quota) return;
        if (quota < 1) Add(Rules.DpfQuotaMin, QuotaField, $"the quota is {quota}, but must be at least 1");
        else if ((UInt128)quota > most) Add(Rules.DpfQuotaMax, QuotaField, $"the quota is {quota}, but the range holds {most}");
    }

    protected void CheckRoutes(AddressFamily family)
    {
        for (var i = 0; i < ipam.Routes.Length; i++)
        {
            var dst = ipam.Routes[i];
            var field = $"routes[{i}].dst";
            if (!Prefix.TryParse(dst, out var route))
            {
                Add(Rules.DpfRoute, field, $"{Text(dst)} is not a valid subnet");
                continue;
            }

            if (route.IsMapped && generation >= ApiGeneration.G5)
            {
                AddMapped(field, dst);
                continue;
            }

            if ((route.IsMapped ? AddressFamily.IPv4 : route.Family) != family)
                Add(Rules.DpfRoute, field, $"{dst} is not of the range's family");
            if (ipam.DefaultGateway && route.Length == 0)
                Add(Rules.DpfDefaultRoute, field, $"{dst} is a default route, and defaultGateway is true");
        }
    }

    protected void Add(Rule rule, string field, string message) =>
        violations.Add(new DpfViolation(rule, ipam.ModePath(field), message));

    protected void AddMapped(string field, string text) =>
        Add(Rules.DpfMapped, field, $"{text} is an IPv4-mapped IPv6 text, which is not supported");

    protected bool IsMapped(string text) =>
        generation >= ApiGeneration.G5
        && AddressText.TryParse(text, out var value, out var family)
        && family == AddressFamily.IPv6 && Address.IsMapped(value);

    protected static string Text(string text) => text.Length == 0 ? "an empty text" : text;

    private string QuotaField => ipam.Mode == IpamMode.Network ? "subnetsPerDPUCluster" : "blocksPerDPUCluster";
}
