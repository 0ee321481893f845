using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>A test's own way to the objects of one cluster: for arranging and looking, without the code under test.</summary>
internal interface IObjectAccess
{
    /// <summary>The cluster as the journal names it: <c>host</c>, or the key of the DPU cluster.</summary>
    string Cluster { get; }

    /// <summary>Makes an object, status and all.</summary>
    Task CreateAsync(JsonObject item, CancellationToken cancellation = default);

    /// <summary>An object; null when it is not there.</summary>
    Task<JsonObject?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation = default);

    /// <summary>All objects of a kind, in all namespaces, by name.</summary>
    Task<IReadOnlyList<JsonObject>> ListAsync(ResourceKind kind, CancellationToken cancellation = default);

    /// <summary>Changes an object by a merge patch; a status in it counts too.</summary>
    Task MergeAsync(ResourceKind kind, ObjectName name, JsonObject patch, CancellationToken cancellation = default);

    /// <summary>Deletes an object, unless finalizers hold it.</summary>
    Task DeleteAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation = default);
}
