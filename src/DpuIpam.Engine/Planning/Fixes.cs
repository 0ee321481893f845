using System.Globalization;
using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Ready PowerShell lines that mend what a finding says about an object, where one value is the plain choice. They
/// give the manifest as it should be, and write nothing.</summary>
/// <remarks>
/// Only for objects that a file holds, since the line has to begin somewhere. What DPF lets be changed goes through
/// Set-DpuServiceIpam; what it does not, and what is wrong before there is an object, through a copy.
/// </remarks>
internal static class Fixes
{
    /// <summary>A range is doubled this often at most; beyond it a plan is wrong in other ways.</summary>
    private const int MostDoublings = 8;

    /// <summary>The line for a rule that an object breaks by itself; null where there is none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="ipam">The object.</param>
    /// <param name="former">What it was, when an update is checked.</param>
    public static string? Of(Rule rule, ServiceIpamResource ipam, ServiceIpamResource? former)
    {
        if (rule == Rules.DpfNamespace) return Copy(ipam, "Namespace", ServiceIpamValidator.Namespace);
        if (rule == Rules.ModeUnknown) return Copy(ipam, "ApiGeneration", nameof(ApiGeneration.G4));
        if (former is not null && rule == Rules.DpfShrink) return Copy(ipam, "Network", former.Network);
        if (former is { Quota: { } quota } && (rule == Rules.DpfQuotaDecreased || rule == Rules.DpfQuotaToggled))
            return Copy(ipam, "QuotaPerCluster", Number(quota));
        if (!Prefix.TryParse(ipam.Network, out var range) || range.IsMapped) return null;
        if (rule == Rules.DpfGateway || rule == Rules.GatewayInvalid || rule == Rules.GatewayOutside)
            return GatewayOf(range, ipam) is { } gateway ? Set(ipam, "Gateway", gateway) : null;
        if (rule == Rules.DpfGatewayIndex || rule == Rules.GatewayIndexNegative || rule == Rules.GatewayIndexOutside
            || rule == Rules.DefaultGatewayWithoutGateway || rule == Rules.RoutesWithoutGateway)
            return HasRoomForGateway(range, ipam) ? Set(ipam, "GatewayIndex", "1") : null;
        if (rule == Rules.CidrHostBits) return Set(ipam, "Network", range.ToString());
        if (rule == Rules.GatewayTakesBlock) return Set(ipam, "AddExclusion", ipam.Gateway!);
        if (rule == Rules.DpfQuotaMin) return Copy(ipam, "QuotaPerCluster", "1");
        if (rule == Rules.DpfQuotaMax && TryParent(ipam) is { } parent) return Copy(ipam, "QuotaPerCluster", QuotaOf(parent.Grid.Count));
        if (rule == Rules.DpfExcludeReversed || rule == Rules.ExclusionReversed)
            return Set(ipam, "Exclusion", [.. ipam.Exclusions, .. ipam.ExcludeRanges.Select(Ascending)]);
        return null;
    }

    /// <summary>A quota with which so many clusters have room; it can be given before there is an object only.</summary>
    public static string? Quota(ServiceIpamResource ipam, ServiceIpamResource? former, int clusters)
    {
        if (former is not null || ipam.Shares.Length + ipam.Conditions.Length > 0 || TryParent(ipam) is not { } parent) return null;
        var free = new ShareAllocator(parent, []).Free.CountIn(new Interval(0, parent.Grid.LastIndex)) / (UInt128)clusters;
        return free == 0 ? null : Copy(ipam, "QuotaPerCluster", QuotaOf(free));
    }

    /// <summary>A range that has grown to the right until every cluster has its quota; to the left the blocks of nodes would
    /// move.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="former">What it was.</param>
    /// <param name="targets">The clusters.</param>
    /// <param name="more">Clusters that are to come.</param>
    public static string? Grow(ServiceIpamResource ipam, ServiceIpamResource? former, IReadOnlyList<string?> targets, int more)
    {
        if (ipam.Quota is not { } quota || quota < 1 || !Prefix.TryParse(ipam.Network, out var range)) return null;
        for (var i = 1; i <= MostDoublings && range.Length - i > 0; i++)
        {
            var larger = new Prefix(range.First, range.Length - i, range.Family);
            if (larger.First != range.First) return null;
            var edit = new ServiceIpamEdit();
            edit.SetMode(ipam.Mode == IpamMode.Network ? "network" : "subnet", larger.ToString());
            var table = ShareTable.Of(edit.Apply(ipam), former, targets);
            if (table.Error is null && table.Parts.All(part => part.BlockCount >= (UInt128)quota)
                && table.FreeBlocks >= (UInt128)quota * (UInt128)more)
                return Set(ipam, "Network", larger.ToString());
        }

        return null;
    }

    /// <summary>The part of an object's range that it must not hand out, as an exclusion.</summary>
    public static string? Exclude(ServiceIpamResource ipam, Interval range)
    {
        if (!Prefix.TryParse(ipam.Network, out var parent)) return null;
        var first = AddressText.Format(UInt128.Max(range.First, parent.First), parent.Family);
        var last = AddressText.Format(UInt128.Min(range.Last, parent.Last), parent.Family);
        return Set(ipam, "AddExclusion", first == last ? first : $"{first}-{last}");
    }

    /// <summary>A range that is to be handed out after all.</summary>
    public static string? Include(ServiceIpamResource ipam, Prefix range) => Set(ipam, "RemoveExclusion", range.ToString());

    private static string? Set(ServiceIpamResource ipam, string parameter, params string[] values) =>
        Line(ipam, "Set-DpuServiceIpam -AsObject", parameter, values);

    private static string? Copy(ServiceIpamResource ipam, string parameter, string value) =>
        Line(ipam, "New-DpuServiceIpam", parameter, [value]);

    /// <summary>Takes the object out of its file, lays one field over it, and writes the manifest: texts of the manifest are
    /// constant arguments in it, or there is no line.</summary>
    private static string? Line(ServiceIpamResource ipam, string command, string parameter, string[] values)
    {
        if (ipam.Document.Location.File is not { } file) return null;
        // As a pattern, the name would be that of other objects too.
        if (ipam.Name.AsSpan().ContainsAny("*?[]`")) return null;
        if (!Array.TrueForAll([ipam.Name, file, .. values], ArgumentText.IsPrintable)) return null;
        return $"Get-DpuServiceIpam {ArgumentText.Quote(ipam.Name)} -LiteralPath {ArgumentText.Quote(file)}"
            + $" | {command} -{parameter} {string.Join(", ", values.Select(ArgumentText.Quote))} | ConvertTo-DpuManifest";
    }

    /// <summary>As Find-DpuIpamLayout does it: behind the last block where there is room, else the first address.</summary>
    private static string? GatewayOf(Prefix range, ServiceIpamResource ipam)
    {
        if (ipam.PerNodeIPCount < 1 || range.IsPointToPointOrSingle) return null;
        var hasRemainder = range.UsableCount % (UInt128)ipam.PerNodeIPCount != 0;
        return AddressText.Format(hasRemainder ? range.LastUsable : range.FirstUsable, range.Family);
    }

    private static bool HasRoomForGateway(Prefix range, ServiceIpamResource ipam) =>
        ipam.Mode == IpamMode.Network && ipam.PrefixSize >= 1 && ipam.PrefixSize < Address.BitsOf(range.Family) - 1;

    private static ShareParent? TryParent(ServiceIpamResource ipam)
    {
        try
        {
            return ShareParent.Of(ipam);
        }
        catch (ShareException)
        {
            return null;
        }
    }

    private static string QuotaOf(UInt128 count) => Number((long)UInt128.Min(count, int.MaxValue));

    private static string Ascending(RangeText range) =>
        Address.TryParse(range.StartIP, out var start) && Address.TryParse(range.EndIP, out var end) && end.CompareTo(start) < 0
            ? $"{range.EndIP}-{range.StartIP}"
            : $"{range.StartIP}-{range.EndIP}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
