using System.Globalization;
using System.Text;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>Reads lists, page by page.</summary>
internal sealed class ApiLists(ApiTransport transport)
{
    private const int PageSize = 500;

    /// <summary>A page of pools with full status is a few MiB; beyond this something is wrong.</summary>
    private const int PageLimit = 256 << 20;

    private const string MetadataAccept =
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public async Task<ObjectList> ReadAsync(ResourceKind kind, ListScope scope, CancellationToken cancellation)
    {
        // Pages belong to one version of the cluster, which it forgets after some minutes. If even a second reading by
        // pages is too slow for that, one without pages can't be.
        return await TryReadAsync(kind, scope, PageSize, cancellation).ConfigureAwait(false)
            ?? await TryReadAsync(kind, scope, PageSize, cancellation).ConfigureAwait(false)
            ?? await TryReadAsync(kind, scope, null, cancellation).ConfigureAwait(false)
            ?? throw new ClusterException(
                ClusterFailure.Expired, transport.Cluster, $"list {kind}: the list expired while it was read; try again");
    }

    public static string What(string verb, ResourceKind kind, ListScope scope) =>
        scope.Namespace is null ? $"{verb} {kind}" : $"{verb} {kind} in {scope.Namespace}";

    /// <summary>Null when the version that the pages belong to was forgotten meanwhile.</summary>
    private async Task<ObjectList?> TryReadAsync(
        ResourceKind kind, ListScope scope, int? pageSize, CancellationToken cancellation)
    {
        var items = new List<ManifestDocument>();
        var next = "";
        while (true)
        {
            var request = Request(kind, scope, pageSize, next);
            var answer = await transport.ReadAsync(request, cancellation).ConfigureAwait(false);
            if (answer.Status == 406 && scope.MetadataOnly)
            {
                request = request with { Accept = ApiRequest.Json };
                answer = await transport.ReadAsync(request, cancellation).ConfigureAwait(false);
            }

            if (answer.Status == 410 && next.Length > 0) return null;
            if (!answer.IsSuccess) throw ServerErrors.Of(transport, request, answer);
            var page = ApiDocuments.Parse(transport, request, answer);
            AddItems(items, kind, page, request, answer);
            var metadata = ApiDocuments.Metadata(page);
            next = ApiDocuments.Text(metadata, "continue") ?? "";
            if (next.Length == 0) return new ObjectList(items, ApiDocuments.Text(metadata, "resourceVersion") ?? "");
        }
    }

    private void AddItems(
        List<ManifestDocument> items, ResourceKind kind, JsonElement page, ApiRequest request, ApiAnswer answer)
    {
        switch (ApiDocuments.Field(page, "items"))
        {
            case { ValueKind: JsonValueKind.Array } list:
                items.EnsureCapacity(items.Count + list.GetArrayLength());
                foreach (var item in list.EnumerateArray()) items.Add(ApiDocuments.Of(transport.Cluster, kind, item));
                break;
            // Go writes an empty list as null.
            case { ValueKind: JsonValueKind.Null }:
                break;
            default:
                throw ServerErrors.Unexpected(transport, request, answer);
        }
    }

    private ApiRequest Request(ResourceKind kind, ListScope scope, int? pageSize, string next)
    {
        var target = new StringBuilder(ApiPaths.Collection(transport.Cluster, kind, scope.Namespace));
        if (pageSize is { } size) ApiPaths.Add(target, "limit", size.ToString(CultureInfo.InvariantCulture));
        if (scope.LabelSelector is { } selector) ApiPaths.Add(target, "labelSelector", selector);
        if (next.Length > 0) ApiPaths.Add(target, "continue", next);
        return new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = target.ToString(),
            What = What("list", kind, scope),
            Accept = scope.MetadataOnly ? MetadataAccept : ApiRequest.Json,
            IsSecret = kind == ResourceKind.Secret,
            Limit = PageLimit,
        };
    }
}
