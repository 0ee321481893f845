using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>One Kubernetes cluster, or a folder that stands for one: what reading and writing pools takes.</summary>
/// <remarks>
/// Whatever goes wrong is a <see cref="ClusterException"/> that names the cluster, the object and the reason. Reads are
/// tried again where that helps; a write is tried again only where the second try can do no harm. Every write answers
/// with the object as the cluster then has it. Documents name the cluster and the object as their location.
/// </remarks>
internal interface ICluster : IDisposable
{
    /// <summary>How messages name the cluster.</summary>
    string Name { get; }

    /// <summary>The server's address, or the folder's path.</summary>
    string Endpoint { get; }

    /// <summary>Whether a node that is not listed is not there. A folder may leave its nodes out.</summary>
    bool ListsAllNodes => true;

    /// <summary>Whether whole objects cost no more than their metadata: files are read whole anyway.</summary>
    bool ReadsWholeObjects => false;

    /// <summary>Version of the server, such as <c>v1.33.1</c>; null for a folder.</summary>
    Task<string?> VersionAsync(CancellationToken cancellation);

    /// <summary>An object; null when it is not there.</summary>
    Task<ManifestDocument?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation);

    /// <summary>All objects of a kind in a scope, read in pages. A kind that the cluster does not serve is
    /// <see cref="ClusterFailure.UnsupportedKind"/>.</summary>
    Task<ObjectList> ListAsync(ResourceKind kind, ListScope scope, CancellationToken cancellation);

    /// <summary>
    /// What happens from a list's version on, without end. It goes on by itself after a cut or a time-out; where the
    /// version has become too old, it lists again and yields what differs from what it had yielded, so nothing is lost.
    /// </summary>
    IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceKind kind, ListScope scope, ObjectList from, CancellationToken cancellation);

    /// <summary>Makes an object; one that is there already is <see cref="ClusterFailure.AlreadyExists"/>.</summary>
    Task<ManifestDocument> CreateAsync(ResourceKind kind, JsonElement tree, CancellationToken cancellation);

    /// <summary>
    /// Server-side apply as <c>dpuipam</c>, not forced: makes the object, or sets exactly the fields given, and takes away
    /// those that an earlier apply of ours gave. What another manager holds otherwise is <see cref="ClusterFailure.Conflict"/>
    /// with the manager and the field. A folder has no managers: spec, labels and annotations become those given.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="tree">The object; its <c>metadata.uid</c> and <c>metadata.resourceVersion</c>, where given, must be
    /// those of the object that is there.</param>
    /// <param name="isDryRun">Whether only the answer is wanted.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<ManifestDocument> ApplyAsync(ResourceKind kind, JsonElement tree, bool isDryRun, CancellationToken cancellation);

    /// <summary>JSON merge patch (RFC 7386). With <c>metadata.resourceVersion</c> in it, the object must still be of that
    /// version; else it is <see cref="ClusterFailure.Conflict"/>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="part">The object itself, or its status.</param>
    /// <param name="isDryRun">Whether only the answer is wanted.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<ManifestDocument> MergeAsync(
        ResourceKind kind, ObjectName name, JsonElement patch, ObjectPart part, bool isDryRun,
        CancellationToken cancellation);

    /// <summary>JSON patch (RFC 6902): finalizers and managed fields, with a test that what is changed is still there.</summary>
    Task<ManifestDocument> PatchAsync(
        ResourceKind kind, ObjectName name, JsonElement operations, CancellationToken cancellation);

    /// <summary>Deletes one object, if it is still the one meant. One that is not there is no error.</summary>
    Task DeleteAsync(
        ResourceKind kind, ObjectName name, Preconditions preconditions, CancellationToken cancellation);

    /// <summary>Which of these rights the caller lacks; empty where the cluster does not say.</summary>
    Task<IReadOnlyList<AccessRight>> FindMissingAsync(
        IReadOnlyList<AccessRight> rights, CancellationToken cancellation);

    /// <summary>Whether the cluster's schema of a kind has a field, such as <c>spec.network</c>; null where no schema
    /// can be read, and in a folder.</summary>
    Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation);

    /// <summary>Nobody is to come any more, and somebody still may: what is open is closed as soon as nobody uses it, and no
    /// request is cut off. It need not be disposed then.</summary>
    void LetGo()
    {
    }
}

/// <summary>The parts of an object that are written apart.</summary>
internal enum ObjectPart
{
    Object,
    Status,
}
