using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Folder;

/// <summary>An object of a file: what it is called, and where it stands.</summary>
internal sealed class FolderObject
{
    private string? _version;
    private ManifestDocument? _view;

    /// <param name="file">The file.</param>
    /// <param name="chunk">Which stretch of the file it is in.</param>
    /// <param name="index">Which object of the file it is.</param>
    /// <param name="document">The object.</param>
    public FolderObject(FolderFile file, int chunk, int index, ManifestDocument document)
    {
        File = file;
        Chunk = chunk;
        Index = index;
        Document = document;
        var apiVersion = Text(Root, "apiVersion");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        Group = slash < 0 ? "" : apiVersion[..slash];
        Kind = Text(Root, "kind");
        if (!Root.TryGetProperty("metadata", out var metadata)) return;
        Namespace = Text(metadata, "namespace");
        Name = Text(metadata, "name");
    }

    public FolderFile File { get; }

    public int Chunk { get; }

    public int Index { get; }

    /// <summary>As it stands in the file.</summary>
    public ManifestDocument Document { get; }

    public JsonElement Root => Document.Root;

    /// <summary>API group. The version does not count: a server would hand an object out in any of them.</summary>
    public string Group { get; }

    public string Kind { get; } = "";

    /// <summary>As written; empty when absent.</summary>
    public string Namespace { get; } = "";

    /// <summary>As written; empty when absent.</summary>
    public string Name { get; } = "";

    /// <summary>Hash of what it says.</summary>
    public string Version => _version ??= ObjectView.VersionOf(Root);

    public bool Is(ResourceKind kind) => Kind == kind.Kind && Group == kind.Group;

    /// <summary>Its name, where an object without namespace is in the one that is not named.</summary>
    public ObjectName NameAs(ResourceKind kind, string defaultNamespace) =>
        new(!kind.IsNamespaced ? "" : Namespace.Length == 0 ? defaultNamespace : Namespace, Name);

    /// <summary>As a server would hand it out.</summary>
    public ManifestDocument ViewAs(ResourceKind kind, string defaultNamespace) =>
        _view ??= View(kind, defaultNamespace, metadataOnly: false);

    /// <inheritdoc cref="ListScope.MetadataOnly"/>
    public ManifestDocument MetadataAs(ResourceKind kind, string defaultNamespace) =>
        View(kind, defaultNamespace, metadataOnly: true);

    private ManifestDocument View(ResourceKind kind, string defaultNamespace, bool metadataOnly) => new(
        ObjectView.Of(Root, kind, NameAs(kind, defaultNamespace), Version, metadataOnly),
        Document.Location, Document.Locator);

    private static string Text(JsonElement tree, string name) =>
        tree.ValueKind == JsonValueKind.Object && tree.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
