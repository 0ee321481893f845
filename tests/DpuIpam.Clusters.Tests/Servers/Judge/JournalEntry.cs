using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>Something that happened to an object.</summary>
/// <param name="Revision">Its place in the order of all clusters; entries with the same one happened at once.</param>
/// <param name="Cluster"><c>host</c>, or the key of the DPU cluster.</param>
/// <param name="Change">What happened.</param>
/// <param name="Kind">The object's kind.</param>
/// <param name="Name">The object.</param>
/// <param name="Item">The object after it; for a deletion as it was last.</param>
internal sealed record JournalEntry(
    long Revision, string Cluster, ObjectChange Change, ResourceKind Kind, ObjectName Name, JsonObject Item)
{
    /// <summary>The managers of the object's fields.</summary>
    public IEnumerable<string> Managers => (Item["metadata"]?["managedFields"] as JsonArray ?? [])
        .Select(static entry => (string?)entry!["manager"] ?? "").Distinct();

    /// <summary>What a pool gives to nodes: <c>node start-end</c> or <c>node prefix</c>, in the order of the status.</summary>
    public IEnumerable<string> Allocations => (Item["status"]?["allocations"] as JsonArray ?? [])
        .Select(static entry => entry!["prefix"] is { } prefix
            ? $"{entry["nodeName"]} {prefix}"
            : $"{entry["nodeName"]} {entry["startIP"]}-{entry["endIP"]}");

    public override string ToString() =>
        $"{Revision} {Cluster} {Change} {Kind} {Name} {Item["spec"]?.ToJsonString()} {Item["status"]?.ToJsonString()}";
}
