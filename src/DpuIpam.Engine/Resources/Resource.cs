using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>A Kubernetes object: the tree as it was read, and the metadata that every kind has.</summary>
internal abstract class Resource
{
    protected Resource(ManifestDocument document)
    {
        Document = document;
        var metadata = new FieldReader(document)["metadata"];
        Name = metadata["name"].String() ?? "";
        Namespace = metadata["namespace"].String() ?? "";
        Labels = metadata["labels"].StringMap() ?? EmptyMap;
        Annotations = metadata["annotations"].StringMap() ?? EmptyMap;
        Uid = metadata["uid"].String() ?? "";
        ResourceVersion = metadata["resourceVersion"].String();
        Generation = metadata["generation"].Int64();
        Finalizers = metadata["finalizers"].List(static entry => entry.String() ?? "");
        IsBeingDeleted = metadata["deletionTimestamp"].Exists;
    }

    protected static IReadOnlyDictionary<string, string> EmptyMap { get; } =
        new System.Collections.ObjectModel.ReadOnlyDictionary<string, string>(new Dictionary<string, string>());

    public ManifestDocument Document { get; }

    /// <summary>Unknown and missing fields.</summary>
    public SchemaIssues Issues => field ??= SchemaIssues.Of(this);

    public JsonElement Root => Document.Root;

    public abstract string Kind { get; }

    public string Name { get; }

    public string Namespace { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>Tells the object from one of the same name made later; empty in a manifest.</summary>
    public string Uid { get; }

    /// <summary>The object's version; null in a manifest.</summary>
    public string? ResourceVersion { get; }

    /// <summary>Counts the changes of the spec; null in a manifest.</summary>
    public long? Generation { get; }

    public string[] Finalizers { get; }

    /// <summary>Whether its deletion was asked for and waits for finalizers.</summary>
    public bool IsBeingDeleted { get; }

    /// <summary>Kind, namespace and name in the form of <c>kubectl</c>: <c>IPPool ns/name</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
