using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a sample is an example of: properties say little about what the samples never contain.</summary>
internal static class ShareLabels
{
    /// <summary>What must turn up among the samples.</summary>
    public static readonly string[] All =
    [
        "shared", "refused", "a cluster too many", "quota missing", "no clusters", "network mode", "subnet mode",
        "without quota", "kept", "topped up", "partial", "more than the quota", "moved off exclusions",
        "moved from outside", "astride an end", "other family", "both families", "misaligned", "stored overlap",
        "freed share reused", "excluded in a share", "excluded block in a share", "static in another share",
        "static excluded", "unreadable static", "several exclusions", "/31", "/32", "/127", "/128", "first of all",
        "last of all",
    ];

    public static IEnumerable<string> Of(ShareScenario scenario)
    {
        var answer = scenario.Answer();
        var ipam = scenario.Read();
        if (answer.Error is { } error)
        {
            yield return error.Contains("no allocatable blocks", StringComparison.Ordinal) ? "a cluster too many"
                : error.Contains("targeting", StringComparison.Ordinal) ? "quota missing"
                : "refused";
            yield break;
        }

        yield return "shared";
        var parent = scenario.Parent;
        yield return $"/{parent.Length}";
        if (parent.First.IsZero) yield return "first of all";
        if ((parent.First + parent.Size) >> parent.Bits == 1) yield return "last of all";
        yield return $"{ipam.Mode} mode".ToLowerInvariant();
        if (ipam.Quota is null) yield return "without quota";
        if (answer.Shares.Length == 0) yield return "no clusters";
        if (scenario.Spec.Exclusions.Length + scenario.Spec.ExcludeRanges.Length > 2) yield return "several exclusions";
        foreach (var label in answer.Shares.SelectMany(share => OfCluster(scenario, share))) yield return label;
        foreach (var label in OfStored(scenario, answer)) yield return label;
        foreach (var label in OfStatics(scenario, answer)) yield return label;
    }

    private static IEnumerable<string> OfCluster(ShareScenario scenario, ReferenceShare share)
    {
        var ipam = scenario.Read();
        var reference = new ReferenceShares(ipam, []);
        var existing = ReferenceShares.Existing(ipam, share.Cluster);
        var count = reference.CountHeld(existing);
        if (count > 0)
        {
            yield return share.BlockCount > count ? "topped up" : "kept";
            if (count > ipam.Quota) yield return "more than the quota";
            if (!reference.IsWholeBlocks(existing)) yield return "misaligned";
        }
        else if (existing.Length > 0)
        {
            var isInside = existing.All(range => range.IsInside(scenario.Parent));
            yield return isInside ? "moved off exclusions" : "moved from outside";
        }

        if (share.BlockCount < ipam.Quota) yield return "partial";
        if (AddressesOf(scenario, share).Overlaps(scenario.ExcludedAddresses())) yield return "excluded in a share";
        var unrestricted = scenario with { Spec = scenario.Spec with { Exclusions = [], ExcludeRanges = [] } };
        var whole = new ReferenceShares(unrestricted.Read(), []).CountHeld(RangesOf(share));
        if (share.BlockCount < whole) yield return "excluded block in a share";
    }

    private static IEnumerable<string> OfStored(ShareScenario scenario, ReferenceShareAnswer answer)
    {
        var parent = scenario.Parent;
        var lists = Array.ConvertAll(
            scenario.Targets, name => ReferenceShares.Existing(scenario.Read(), name));
        foreach (var range in lists.SelectMany(static list => list))
        {
            if (range.IsV4 != parent.IsV4) yield return "other family";
            else if (!range.IsInside(parent) && range.OffsetsIn(parent).Any()) yield return "astride an end";
        }

        if (lists.Any(static list => list.Select(static range => range.IsV4).Distinct().Count() > 1))
            yield return "both families";
        var stored = scenario.Targets.SelectMany(scenario.StoredAddresses).ToArray();
        if (stored.Distinct().Count() < stored.Length) yield return "stored overlap";
        var shared = answer.Shares.SelectMany(share => AddressesOf(scenario, share)).ToHashSet();
        var left = scenario.Stored.Where(share => !scenario.Targets.Contains(share.DpuCluster));
        if (left.Any(share => share.Ranges.Any(range => IsFreed(range)))) yield return "freed share reused";

        bool IsFreed(Resources.RangeText range) =>
            parent.OffsetOf(range.StartIP) is { } first && shared.Contains(first) && !stored.Contains(first);
    }

    private static IEnumerable<string> OfStatics(ShareScenario scenario, ReferenceShareAnswer answer)
    {
        var excluded = scenario.ExcludedAddresses();
        foreach (var text in scenario.Spec.Statics.Select(static item => item.Prefix))
        {
            if (ReferenceShareRange.ReadPrefix(text) is not { } range)
            {
                yield return "unreadable static";
                continue;
            }

            var pinned = range.OffsetsIn(scenario.Parent).ToHashSet();
            if (pinned.Overlaps(excluded)) yield return "static excluded";
            if (answer.Shares.Count(share => AddressesOf(scenario, share).Overlaps(pinned)) is > 0 and var count
                && count < answer.Shares.Length) yield return "static in another share";
        }
    }

    private static HashSet<int> AddressesOf(ShareScenario scenario, ReferenceShare share) =>
        [.. RangesOf(share).SelectMany(range => range.OffsetsIn(scenario.Parent))];

    private static ReferenceShareRange[] RangesOf(ReferenceShare share) =>
    [
        .. share.Ranges.Split(' ')
            .Select(static range => range.Split('-'))
            .Select(static ends => ReferenceShareRange.Read(ends[0], ends[1])),
    ];
}
