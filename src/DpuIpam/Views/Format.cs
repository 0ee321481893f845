using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace DpuIpam.Views;

/// <summary>What the views in DpuIpam.format.ps1xml show beyond plain properties. Not for scripts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Format
{
    /// <summary>A value of a manifest or server as people may see it: with escapes for what a terminal would act on.</summary>
    /// <returns>The value itself where nothing in it has to be escaped, so that lists and tables show as ever.</returns>
    public static object? Text(object? value)
    {
        var plain = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (plain is string text) return VisibleText.Line(text);
        if (plain is not IEnumerable items) return plain is null ? null : TextOf(plain, value!);
        var shown = items.Cast<object?>().Select(static item => item?.ToString() ?? "").ToArray();
        var escaped = Array.ConvertAll(shown, VisibleText.Line);
        return shown.AsSpan().SequenceEqual(escaped) ? value : escaped;
    }

    /// <summary>A percentage without decimals, but never 0% or 100% for what is not quite that.</summary>
    public static string Percentage(double percentage)
    {
        var whole = percentage is > 0 and < 1 ? 1 : percentage is > 99 and < 100 ? 99 : Math.Round(percentage);
        return string.Create(CultureInfo.InvariantCulture, $"{whole:0}%");
    }

    /// <summary>How much a node gets: <c>256</c> or <c>/24</c>.</summary>
    public static string PerNode(object item) => item switch
    {
        Plan plan => PerNode(plan.BlockSize, plan.PrefixSize),
        Pool pool => PerNode(pool.BlockSize, pool.PrefixSize),
        ServiceIpam ipam => PerNode(ipam.PerNodeIPCount, ipam.PrefixSize),
        Layout layout => PerNode(layout.PerNodeIPCount, layout.PrefixSize),
        _ => "",
    };

    /// <summary>The gateway, or its index.</summary>
    public static string Gateway(object item) => item switch
    {
        Plan plan => Gateway(plan.Gateway, plan.GatewayIndex),
        Pool pool => Gateway(pool.Gateway, pool.GatewayIndex),
        ServiceIpam ipam => Gateway(ipam.Gateway, ipam.GatewayIndex),
        _ => "",
    };

    /// <summary>A pool, and its DPU cluster where there are several.</summary>
    public static string PoolAndCluster(PoolReference pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return VisibleText.Line(pool.Cluster is { } cluster ? $"{pool.Pool} in {cluster}" : pool.Pool);
    }

    /// <summary>Head of a group of allocations: <c>pool1 (IPPool 192.168.0.0/20, gateway 192.168.0.1)</c>, or
    /// <c>pool2 (CIDRPool 192.168.0.0/20, /24 per node)</c>.</summary>
    public static string Pool(NodeAllocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        var detail = allocation.PrefixSize is { } length ? $", {PerNode(null, length)} per node"
            : allocation.PoolGateway is { } address ? $", gateway {address}"
            : "";
        var cluster = allocation.Cluster is { } name ? $" in {name}" : "";
        return VisibleText.Line($"{allocation.Pool} ({allocation.Kind} {allocation.Network}{detail}){cluster}");
    }

    /// <summary>A node's prefix; of a block that shares the table, both ends.</summary>
    public static string Addresses(NodeAllocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        return allocation.Prefix ?? (allocation.StartIP is null ? "" : $"{allocation.StartIP}-{allocation.EndIP}");
    }

    /// <summary>Numbers of changes: <c>3 added, 1 moved</c>.</summary>
    public static string Changes(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var changes = plan.Content.Changes;
        return Join((changes.AddedCount, "added"), (changes.MovedCount, "moved"), (changes.Dropped.Count, "dropped"));
    }

    /// <summary>Numbers of findings, coloured by the gravest: <c>1 error, 2 notes</c>.</summary>
    public static string Findings(Plan plan, object? style)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Findings(plan.Findings, style);
    }

    /// <summary>Numbers of findings, coloured by the gravest.</summary>
    internal static string Findings(IReadOnlyList<Finding> findings, object? style)
    {
        if (findings.Count == 0) return "";
        int errors = 0, warnings = 0, notes = 0;
        foreach (var finding in findings)
        {
            if (finding.Severity == FindingSeverity.Error) errors++;
            else if (finding.Severity == FindingSeverity.Warning) warnings++;
            else notes++;
        }

        var text = Join(
            (errors, Noun("error", errors)), (warnings, Noun("warning", warnings)), (notes, Noun("note", notes)));
        return Paint(text, errors > 0 ? FindingSeverity.Error : warnings > 0 ? FindingSeverity.Warning : FindingSeverity.Information, style);
    }

    /// <summary>What a finding says, and of which DPU cluster where there are several.</summary>
    public static object? Message(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return VisibleText.Line(finding.Cluster is { } cluster ? $"{cluster}: {finding.Message}" : finding.Message);
    }

    /// <summary>A severity in its colour.</summary>
    public static string Severity(FindingSeverity severity, object? style) => Paint(severity.ToString(), severity, style);

    /// <summary>A change in its colour: what moves or goes away stands out.</summary>
    public static string Change(NodeAllocation allocation, object? style)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        return allocation.Change switch
        {
            AllocationChange.None => "",
            AllocationChange.Moved or AllocationChange.Dropped =>
                Paint(allocation.Change.ToString(), FindingSeverity.Warning, style),
            _ => allocation.Change.ToString(),
        };
    }

    /// <summary>What a node had before, where it is something else.</summary>
    public static string Previous(NodeAllocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        return allocation.Change is AllocationChange.Moved or AllocationChange.Dropped ? allocation.Previous ?? "" : "";
    }

    /// <summary>Whether a cluster answers; that it does not stands out.</summary>
    public static string Reachable(Cluster cluster, object? style)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.Reachable switch
        {
            null => "",
            true => "True",
            false => Paint("False", FindingSeverity.Error, style),
        };
    }

    /// <summary>What was found, and what is wanted instead.</summary>
    public static string Difference(Difference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return VisibleText.Line($"{difference.Found ?? "nothing"} -> {difference.Wanted ?? "nothing"}");
    }

    /// <summary>The time of day.</summary>
    public static string Time(PoolEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return seen.Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>What happened to a pool, a few nodes by name: <c>added node-3 10.0.2.1-10.0.3.0</c>.</summary>
    public static string What(PoolEvent seen, object? style)
    {
        const int most = 5;
        ArgumentNullException.ThrowIfNull(seen);
        var parts = seen.Fields.Select(VisibleText.Line).Concat(seen.Changes.Take(most).Select(change => What(change, style))).ToList();
        if (seen.Changes.Count > most) parts.Add(string.Create(CultureInfo.InvariantCulture, $"and {seen.Changes.Count - most} nodes more"));
        return string.Join("; ", parts);
    }

    /// <summary>Labels in one line.</summary>
    public static string Labels(IReadOnlyDictionary<string, string>? labels) => labels is null
        ? ""
        : VisibleText.Line(string.Join(",", labels
            .OrderBy(static label => label.Key, StringComparer.Ordinal)
            .Select(static label => $"{label.Key}={label.Value}")));

    private static string What(NodeAllocation change, object? style) => change.Change switch
    {
        AllocationChange.Added => $"added {VisibleText.Line($"{change}")}",
        AllocationChange.Moved =>
            $"{Paint("moved", FindingSeverity.Warning, style)} {VisibleText.Line($"{change}, had {change.Previous}")}",
        _ => $"{Paint("dropped", FindingSeverity.Warning, style)} {VisibleText.Line($"{change.NodeName} {change.Previous}")}",
    };

    private static string PerNode(long? count, int? length) => length is { } bits
        ? string.Create(CultureInfo.InvariantCulture, $"/{bits}")
        : count?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Gateway(string? address, int? index) => index is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"index {number}")
        : VisibleText.Line(address ?? "");

    private static object TextOf(object plain, object value)
    {
        var text = plain.ToString() ?? "";
        var shown = VisibleText.Line(text);
        return ReferenceEquals(shown, text) ? value : shown;
    }

    private static string Noun(string noun, int count) => count == 1 ? noun : noun + "s";

    internal static string Join(params (int Count, string Noun)[] parts) =>
        string.Join(", ", parts.Where(static part => part.Count > 0).Select(static part => $"{part.Count} {part.Noun}"));

    /// <summary>Colours by the user's own $PSStyle, which the standard library does not know and older engines lack.</summary>
    internal static string Paint(string text, FindingSeverity severity, object? style)
    {
        if (style is null || severity == FindingSeverity.Information) return text;
        var wrapped = PSObject.AsPSObject(style);
        if (wrapped.Properties["Formatting"]?.Value is not { } formatting) return text;
        var name = severity == FindingSeverity.Error ? "Error" : "Warning";
        var colour = PSObject.AsPSObject(formatting).Properties[name]?.Value as string;
        return string.IsNullOrEmpty(colour) ? text : $"{colour}{text}{wrapped.Properties["Reset"]?.Value}";
    }
}
