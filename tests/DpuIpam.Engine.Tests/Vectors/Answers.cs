using System.Text.Json;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>Allocations and events in a form that compares and prints well.</summary>
internal static class Answers
{
    public static string Describe(this JsonElement allocation) => allocation.TryGetProperty("prefix", out var prefix)
        ? $"{allocation.Text("nodeName")} {prefix.GetString()} {allocation.Text("gateway")}"
        : $"{allocation.Text("nodeName")} {allocation.Text("startIP")}-{allocation.Text("endIP")}";

    public static IEnumerable<string> Describe(PoolResource pool, PassResult result)
    {
        var written = RecordedAllocations.Of(pool, result);
        return written.Blocks is not null
            ? written.Blocks.Select(static block => $"{block.NodeName} {block.StartIP}-{block.EndIP}")
            : written.Prefixes!.Select(static prefix => $"{prefix.NodeName} {prefix.Prefix} {prefix.Gateway}");
    }

    public static IEnumerable<(string Reason, string Message)> Events(PoolResource pool, PassResult result)
    {
        // The vectors leave the message of InvalidSpec out: it is the errors again.
        if (result.Errors.Count > 0) return [("InvalidSpec", "")];
        return pool is IPPoolResource
            ? result.Unserved.Select(static node => ("NoFreeRanges", $"failed to allocate IPs on Node: {node}"))
            : result.Unserved.Select(static node =>
                ("NoFreePrefixes", $"failed to allocated prefix for Node: {node}, no free prefixes"));
    }
}
