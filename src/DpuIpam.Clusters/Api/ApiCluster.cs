using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>A Kubernetes cluster, through its API server.</summary>
internal sealed class ApiCluster : ICluster
{
    private const string ApplyType = "application/apply-patch+yaml";
    private const string MergeType = "application/merge-patch+json";
    private const string JsonPatchType = "application/json-patch+json";

    private readonly ApiTransport _transport;
    private readonly ApiLists _lists;
    private readonly ApiWrites _writes;
    private readonly AccessReviews _rights;
    private readonly OpenApiSchemas _schemas;

    /// <param name="name">How messages name the cluster.</param>
    /// <param name="access">The way to it.</param>
    /// <param name="readAgain">Reads the kubeconfig or Secret again, when the credentials are no longer accepted.</param>
    /// <param name="options">Time-out, and whether writing is allowed.</param>
    /// <param name="time">The clock.</param>
    public ApiCluster(
        string name, ServerAccess access, Func<CancellationToken, Task<ServerAccess>> readAgain, SessionOptions options,
        TimeProvider time)
    {
        Name = name;
        Endpoint = access.Server.AbsoluteUri.TrimEnd('/');
        var connectTimeout = TimeSpan.FromSeconds(Math.Clamp(options.Timeout.TotalSeconds / 3, 1, 10));
        _transport = new ApiTransport(name, new LiveConnection(
            name, access, readAgain, connectTimeout, options.PluginTimeout, time), options, time);
        _lists = new ApiLists(_transport);
        _writes = new ApiWrites(_transport);
        _rights = new AccessReviews(_transport);
        _schemas = new OpenApiSchemas(_transport);
    }

    public string Name { get; }

    public string Endpoint { get; }

    public async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Target = "version", What = "get the server's version" };
        var answer = await _transport.ReadAsync(request, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccess) throw ServerErrors.Of(_transport, request, answer);
        return ApiDocuments.Text(ApiDocuments.Parse(_transport, request, answer), "gitVersion");
    }

    public async Task<ManifestDocument?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation)
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = ApiPaths.Object(Name, kind, name),
            What = $"get {kind} {name}",
            IsSecret = kind == ResourceKind.Secret,
        };
        var answer = await _transport.ReadAsync(request, cancellation).ConfigureAwait(false);
        if (ServerErrors.IsObjectMissing(answer)) return null;
        if (!answer.IsSuccess) throw ServerErrors.Of(_transport, request, answer);
        return ApiDocuments.Of(Name, kind, ApiDocuments.Parse(_transport, request, answer));
    }

    public Task<ObjectList> ListAsync(ResourceKind kind, ListScope scope, CancellationToken cancellation) =>
        _lists.ReadAsync(kind, scope, cancellation);

    public IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceKind kind, ListScope scope, ObjectList from, CancellationToken cancellation) =>
        new ApiWatch(_transport, _lists, kind, scope).RunAsync(from, cancellation);

    public Task<ManifestDocument> CreateAsync(ResourceKind kind, JsonElement tree, CancellationToken cancellation)
    {
        var name = ApiDocuments.NameOf(tree);
        return WriteAsync(new ApiWrite
        {
            Request = new ApiRequest
            {
                Method = HttpMethod.Post,
                Target = ApiPaths.Collection(Name, kind, name.Namespace) + ApiPaths.WriteQuery(isDryRun: false),
                What = $"create {kind} {name}",
                Body = ApiDocuments.Bytes(tree),
                IsWrite = true,
                IsSecret = kind == ResourceKind.Secret,
            },
            Kind = kind,
            Name = name.Name.Length == 0 ? null : name,
            IsDone = found => found is { } root && TreeComparison.Holds(root, tree),
            IsRepeatable = true,
        }, cancellation);
    }

    public Task<ManifestDocument> ApplyAsync(
        ResourceKind kind, JsonElement tree, bool isDryRun, CancellationToken cancellation)
    {
        var write = PatchOf("apply", kind, ApiDocuments.NameOf(tree), tree, ApplyType, ObjectPart.Object, isDryRun);
        return WriteAsync(write with
        {
            Request = write.Request with { Target = write.Request.Target + "&force=false" },
            IsDone = found => found is { } root && TreeComparison.Holds(root, tree),
            IsRepeatable = true,
        }, cancellation);
    }

    public Task<ManifestDocument> MergeAsync(
        ResourceKind kind, ObjectName name, JsonElement patch, ObjectPart part, bool isDryRun,
        CancellationToken cancellation) =>
        WriteAsync(PatchOf("patch", kind, name, patch, MergeType, part, isDryRun) with
        {
            IsDone = found => found is { } root && TreeComparison.Satisfies(root, patch),
            // Without a version it could undo what another writer did between the two tries.
            IsRepeatable = ApiDocuments.VersionOf(patch) is not null,
        }, cancellation);

    public Task<ManifestDocument> PatchAsync(
        ResourceKind kind, ObjectName name, JsonElement operations, CancellationToken cancellation)
    {
        var write = PatchOf("patch", kind, name, operations, JsonPatchType, ObjectPart.Object, isDryRun: false);
        return WriteAsync(write with { Request = write.Request with { IsJsonPatch = true } }, cancellation);
    }

    public async Task DeleteAsync(
        ResourceKind kind, ObjectName name, Preconditions preconditions, CancellationToken cancellation)
    {
        await _writes.RunAsync(new ApiWrite
        {
            Request = new ApiRequest
            {
                Method = HttpMethod.Delete,
                Target = ApiPaths.Object(Name, kind, name),
                What = $"delete {kind} {name}",
                Body = DeleteOptions.Of(preconditions),
                IsWrite = true,
                IsSecret = kind == ResourceKind.Secret,
            },
            Kind = kind,
            Name = name,
            IsDone = found => found is not { } root
                || ApiDocuments.Text(ApiDocuments.Metadata(root), "deletionTimestamp") is not null
                || (preconditions.Uid.Length > 0 && ApiDocuments.UidOf(root) != preconditions.Uid),
            IsRepeatable = preconditions.Uid.Length > 0,
            IsDelete = true,
        }, cancellation).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<AccessRight>> FindMissingAsync(
        IReadOnlyList<AccessRight> rights, CancellationToken cancellation) =>
        _rights.FindMissingAsync(rights, cancellation);

    public Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation) =>
        _schemas.HasFieldAsync(kind, path, cancellation);

    public void LetGo() => _transport.LetGo();

    public void Dispose() => _transport.Dispose();

    private ApiWrite PatchOf(
        string verb, ResourceKind kind, ObjectName name, JsonElement body, string contentType, ObjectPart part, bool isDryRun)
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Patch,
            Target = ApiPaths.Object(Name, kind, name, part) + ApiPaths.WriteQuery(isDryRun),
            What = part == ObjectPart.Status ? $"{verb} the status of {kind} {name}" : $"{verb} {kind} {name}",
            Body = ApiDocuments.Bytes(body),
            ContentType = contentType,
            IsWrite = !isDryRun,
            IsSecret = kind == ResourceKind.Secret,
        };
        return new ApiWrite { Request = request, Kind = kind, Name = name, IsDryRun = isDryRun };
    }

    private async Task<ManifestDocument> WriteAsync(ApiWrite write, CancellationToken cancellation)
    {
        var root = await _writes.RunAsync(write, cancellation).ConfigureAwait(false);
        return ApiDocuments.Of(Name, write.Kind, root!.Value);
    }
}
