using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Folder;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>A folder of its own for a test, and a session that has it open.</summary>
internal sealed class Lab : IDisposable
{
    public const string Namespace = "dpf-operator-system";

    private readonly string _parent = Directory.CreateTempSubdirectory("dpuipam-").FullName;

    public Lab(SessionOptions? options = null)
    {
        Directory.CreateDirectory(Root);
        Session = FolderSession.Open(Root, options ?? new SessionOptions());
    }

    public string Root => Path.Combine(_parent, "lab");

    /// <summary>Beside the folder, where nothing of it may be read or written.</summary>
    public string Outside => Path.Combine(_parent, "outside");

    public ClusterSession Session { get; }

    public ICluster Host => Session.Host;

    public static ObjectName Name(string name) => new(Namespace, name);

    public static JsonElement Tree(string json) => JsonElement.Parse(json);

    public static JsonElement Pool(string name, int size = 6) => Tree($$$"""
        {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"{{{name}}}","namespace":"{{{Namespace}}}"},
        "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":{{{size}}},"gateway":"10.0.0.1"}}
        """);

    /// <summary>A second way to the folder, as another program would have it.</summary>
    public ClusterSession Open(SessionOptions? options = null) => FolderSession.Open(Root, options ?? new SessionOptions());

    public string PathOf(string file) => Path.Combine(Root, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public string Read(string file) => File.ReadAllText(PathOf(file));

    public string[] Files() => [.. Directory.EnumerateFiles(Root).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    public Task<ManifestDocument?> Find(string name, ResourceKind? kind = null) =>
        Host.FindAsync(kind ?? ResourceKind.IPPool, Name(name), CancellationToken.None);

    public Task<ObjectList> List(ResourceKind? kind = null, ListScope? scope = null) =>
        Host.ListAsync(kind ?? ResourceKind.IPPool, scope ?? ListScope.All, CancellationToken.None);

    public Task<ManifestDocument> Merge(
        string name, string patch, ObjectPart part = ObjectPart.Object, bool isDryRun = false, ResourceKind? kind = null) =>
        Host.MergeAsync(kind ?? ResourceKind.IPPool, Name(name), Tree(patch), part, isDryRun, CancellationToken.None);

    public Task<ManifestDocument> Patch(string name, string operations) =>
        Host.PatchAsync(ResourceKind.IPPool, Name(name), Tree(operations), CancellationToken.None);

    public Task<ManifestDocument> Apply(JsonElement tree, bool isDryRun = false) =>
        Host.ApplyAsync(ResourceKind.IPPool, tree, isDryRun, CancellationToken.None);

    public Task Delete(string name, Preconditions preconditions = default) =>
        Host.DeleteAsync(ResourceKind.IPPool, Name(name), preconditions, CancellationToken.None);

    public static string Version(ManifestDocument document) => Metadata(document, "resourceVersion");

    public static string Metadata(ManifestDocument document, string field) =>
        document.Root.GetProperty("metadata").GetProperty(field).GetString()!;

    public static string[] Names(ObjectList list) => [.. list.Items.Select(static item => Metadata(item, "name"))];

    /// <summary>A manifest of a pool in the order of upstream.</summary>
    public static string Yaml(string name, int size = 6) => new StringBuilder()
        .Append("apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata:\n")
        .Append($"  name: {name}\n  namespace: {Namespace}\n")
        .Append($"spec:\n  subnet: 10.0.0.0/24\n  perNodeBlockSize: {size}\n  gateway: 10.0.0.1\n").ToString();

    public void Dispose()
    {
        Session.Dispose();
        foreach (var folder in Directory.EnumerateDirectories(_parent, "*", SearchOption.AllDirectories))
            if (!OperatingSystem.IsWindows() && new DirectoryInfo(folder).LinkTarget is null)
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_parent, recursive: true);
    }
}

/// <summary>Short forms for what goes wrong.</summary>
internal static class Refused
{
    public static async Task<ClusterException> With(ClusterFailure failure, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<ClusterException>(action);
        Assert.Equal(failure, error.Failure);
        return error;
    }
}
