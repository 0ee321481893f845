using System.Text.Json.Nodes;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Patches;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>The objects of a folder, by its files: one object a file where the test made it.</summary>
internal sealed class FolderObjects(string cluster, string folder) : IObjectAccess
{
    public string Cluster { get; } = cluster;

    public async Task CreateAsync(JsonObject item, CancellationToken cancellation)
    {
        var (kind, name) = (ApiPath.KindOf(item), ApiPath.NameOf(item));
        if (await FindAsync(kind, name, cancellation) is not null) throw new InvalidOperationException($"{kind} {name} is there already.");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{kind.Plural}-{name.Namespace}-{name.Name}.json");
        await WriteAsync(file, [item], cancellation);
    }

    public async Task<JsonObject?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation) =>
        (await ListAsync(kind, cancellation)).FirstOrDefault(item => ApiPath.NameOf(item) == name);

    public Task<IReadOnlyList<JsonObject>> ListAsync(ResourceKind kind, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<JsonObject>>(
        [
            .. Read(folder).SelectMany(static file => file.Items).Where(item => Is(item, kind))
                .OrderBy(static item => ApiPath.NameOf(item).ToString(), StringComparer.Ordinal),
        ]);

    public async Task MergeAsync(ResourceKind kind, ObjectName name, JsonObject patch, CancellationToken cancellation)
    {
        var (file, items, at) = Locate(kind, name);
        items[at] = MergePatch.Apply(items[at], patch)!.AsObject();
        await WriteAsync(file, items, cancellation);
    }

    public async Task DeleteAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation)
    {
        var (file, items, at) = Locate(kind, name);
        items.RemoveAt(at);
        if (items.Count == 0) File.Delete(file);
        else await WriteAsync(file, items, cancellation);
    }

    /// <summary>The objects of a folder's files, without those of the folders below it, and of files that a test has broken.</summary>
    public static List<(string File, List<JsonObject> Items)> Read(string folder)
    {
        var files = new List<(string, List<JsonObject>)>();
        if (!Directory.Exists(folder)) return files;
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsManifest).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true)?.Exists != true) continue;
            var result = ManifestReader.Read(File.ReadAllText(file), file);
            if (result.Errors.Count == 0) files.Add((file, [.. result.Documents.Select(static document => JsonNode.Parse(document.Root.GetRawText())!.AsObject())]));
        }

        return files;
    }

    private static bool IsManifest(string file) =>
        Path.GetExtension(file) is ".yaml" or ".yml" or ".json" && !Path.GetFileName(file).StartsWith('.');

    private static bool Is(JsonObject item, ResourceKind kind) =>
        (string?)item["kind"] == kind.Kind && (string?)item["apiVersion"] == kind.ApiVersion;

    private (string File, List<JsonObject> Items, int At) Locate(ResourceKind kind, ObjectName name)
    {
        foreach (var (file, items) in Read(folder))
        {
            var at = items.FindIndex(item => Is(item, kind) && ApiPath.NameOf(item) == name);
            if (at >= 0) return (file, items, at);
        }

        throw new InvalidOperationException($"{kind} {name} is not in {folder}.");
    }

    /// <summary>Written whole and then moved into place: nobody reads half a file. JSON is YAML.</summary>
    private static async Task WriteAsync(string file, IEnumerable<JsonObject> items, CancellationToken cancellation)
    {
        var text = string.Join("\n---\n", items.Select(static item => item.ToJsonString())) + "\n";
        var unfinished = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.test");
        await File.WriteAllTextAsync(unfinished, text, cancellation);
        File.Move(unfinished, file, overwrite: true);
    }
}
