using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Store;

/// <summary>A change of one object.</summary>
/// <param name="Revision">Its place among all changes.</param>
/// <param name="Kind">The object's kind.</param>
/// <param name="Change">What happened.</param>
/// <param name="Item">The object after it; for a deletion as it was last, with the deletion's version.</param>
/// <param name="Before">The object before it; null when it is new.</param>
internal sealed record StoredEvent(
    long Revision, ServedKind Kind, ObjectChange Change, JsonObject Item, JsonObject? Before);
