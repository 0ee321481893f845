using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Says in words what an edit of a DPUServiceIPAM changes, and whom it renumbers.</summary>
internal static class EditText
{
    /// <summary>Nodes to name; of more, the number says enough.</summary>
    private const int MostNodes = 5;

    /// <summary>Longest text of a value.</summary>
    private const int Longest = 60;

    /// <summary>The edit in a few clauses: <c>gatewayIndex 1 -> 2; 2 of 3 nodes would be renumbered: ...</c>.</summary>
    public static string Of(ServiceIpamEditPlan edit)
    {
        var plans = edit.Unit.Plans;
        var isOne = plans.Count <= 1;
        var (moved, dropped) = Texts(edit.Caused, isOne);
        var nodes = plans.Sum(static plan => plan.NodeCount);
        var text = What(edit);
        if (moved.Length > 0) text += $"; {moved.Length} of {nodes} nodes would be renumbered: {List(moved)}";
        if (dropped.Length > 0)
            text += $"; {dropped.Length} {(dropped.Length == 1 ? "allocation" : "allocations")} would be dropped: {List(dropped)}";
        if (moved.Length + dropped.Length == 0 && edit.Live is not null) text += "; no node is renumbered";
        var pending = Texts(edit.Pending, isOne);
        if (pending.Moved.Length > 0) text += $"; renumbered by the next sync anyway: {List(pending.Moved)}";
        if (pending.Dropped.Length > 0) text += $"; dropped by the next sync anyway: {List(pending.Dropped)}";
        return text;
    }

    private static (string[] Moved, string[] Dropped) Texts(LiveChanges changes, bool isOne) => (
        [.. changes.Moved.Select(change => $"{Node(change, isOne)} {change.Previous} -> {change.Current}")],
        [.. changes.Dropped.Select(change => $"{Node(change, isOne)} {change.Previous}")]);

    private static string What(ServiceIpamEditPlan edit)
    {
        if (edit.Live is null) return $"create it, {edit.Wanted.Network} {Size(edit.Wanted)}";
        if (edit.IsModeSwitch)
        {
            return $"delete it{Pools(edit.Unit)}, and make it anew in {(edit.Wanted.Mode == IpamMode.Network ? "network" : "subnet")} mode,"
                + $" {edit.Wanted.Network} {Size(edit.Wanted)}";
        }

        var parts = new List<string>();
        var patch = ServiceIpamWriter.PatchOf(edit.Live, edit.Wanted);
        Collect(patch?["spec"] as JsonObject, Child(edit.Live.Root, "spec"), "", parts);
        if (edit.Live.PoolName != edit.Wanted.PoolName) parts.Add($"name of the pools {edit.Live.PoolName} -> {edit.Wanted.PoolName}");
        return string.Join(", ", parts);
    }

    /// <summary>What a deletion takes along, and what it leaves.</summary>
    private static string Pools(SyncUnit unit)
    {
        var going = unit.Removals.Count;
        var staying = unit.PoolPlans.Count(static plan => plan.Content.Live is not null);
        return (going == 0 ? "" : $" with {going} {(going == 1 ? "pool" : "pools")}")
            + (staying == 0 ? "" : $", leave {staying} {(staying == 1 ? "pool" : "pools")} that {(staying == 1 ? "is" : "are")} as wanted");
    }

    private static string Size(ServiceIpamResource ipam) =>
        ipam.Mode == IpamMode.Network ? $"with a /{ipam.PrefixSize} per node" : $"with {ipam.PerNodeIPCount} addresses per node";

    private static void Collect(JsonObject? patch, JsonElement? from, string path, List<string> parts)
    {
        foreach (var (name, value) in patch ?? [])
        {
            var old = Child(from, name);
            // The mode field is no news: its fields are known by their own names.
            var inner = path.Length == 0 && ApiNames.ModeFields.Contains(name, StringComparer.Ordinal) ? "" : path + name + ".";
            if (value is JsonObject map && old is { ValueKind: JsonValueKind.Object }) Collect(map, old, inner, parts);
            else parts.Add($"{path}{name} {Text(old is { } element ? DocumentTree.CopyValue(element) : null)} -> {Text(value)}");
        }
    }

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var child) ? child : null;

    private static string Text(JsonNode? value)
    {
        var text = value switch
        {
            null => "none",
            JsonArray { Count: 0 } => "none",
            JsonArray list => string.Join(", ", list.Select(static item => Item(item))),
            JsonValue plain => plain.ToString(),
            _ => value.ToJsonString(),
        };
        return text.Length <= Longest ? text : text[..(Longest - 3)] + "...";
    }

    private static string Item(JsonNode? item)
    {
        if (item is not JsonObject map) return item?.ToString() ?? "null";
        if (map["dst"] is { } destination) return destination.ToString();
        return map["startIP"] is { } start && map["endIP"] is { } end
            ? start.ToString() == end.ToString() ? start.ToString() : $"{start}-{end}"
            : map.ToJsonString();
    }

    private static string Node(NodeAllocation allocation, bool isOne) =>
        isOne || allocation.Cluster is null ? allocation.NodeName : $"{allocation.NodeName} in {allocation.Cluster}";

    private static string List(string[] nodes) => nodes.Length <= MostNodes
        ? string.Join(", ", nodes)
        : $"{string.Join(", ", nodes.Take(MostNodes))} and {nodes.Length - MostNodes} more";
}
