using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>Turns documents into resources.</summary>
internal static class ResourceReader
{
    /// <summary>The resource of a document; null for kinds that have nothing to do with address planning.</summary>
    /// <exception cref="ManifestException">A field has a value of the wrong type, or the object has no name.</exception>
    public static Resource? Read(ManifestDocument document)
    {
        if (document.Root.ValueKind != JsonValueKind.Object)
            throw new ManifestException("the document is not an object with apiVersion and kind", document.Location);
        var root = new FieldReader(document);
        var version = root["apiVersion"].String() ?? "";
        if (root["kind"].String() is not { Length: > 0 } kind)
            throw new ManifestException("the document has no kind", document.Location, "kind");
        Resource? resource = (version, kind) switch
        {
            (ApiNames.ServiceVersion, ApiNames.ServiceIpam) => new ServiceIpamResource(document),
            (ApiNames.NvIpamVersion, ApiNames.IPPool) => new IPPoolResource(document),
            (ApiNames.NvIpamVersion, ApiNames.CidrPool) => new CidrPoolResource(document),
            (ApiNames.ProvisioningVersion, ApiNames.DpuCluster) => new DpuClusterResource(document),
            ("v1", ApiNames.Node) => new NodeResource(document),
            (ApiNames.ServiceVersion, ApiNames.ServiceChain or ApiNames.Deployment) => new ServiceChainResource(document, kind),
            _ => null,
        };
        if (InvisibleCharacters.Describe(kind) is { } inKind)
            throw new ManifestException($"the kind has {inKind}; remove it", document.Locate("kind"), "kind");
        if (InvisibleCharacters.Describe(version) is { } inVersion)
            throw new ManifestException($"the API version has {inVersion}; remove it", document.Locate("apiVersion"), "apiVersion");
        if (resource is null && IsOurKind(kind) && MayBeOurs(version))
        {
            throw new ManifestException(
                $"the API version of {kind} is \"{version}\"; use {VersionOf(kind)}",
                document.Locate("apiVersion"), "apiVersion");
        }

        if (resource is { Name.Length: 0 })
        {
            throw new ManifestException(
                $"the {kind} has no name; give it one", document.Locate("metadata.name"), "metadata.name");
        }

        return resource;
    }

    /// <summary>Whether a document is, or was meant to be, an object that is planned.</summary>
    public static bool IsOurs(JsonElement root)
    {
        var (version, kind) = (Text(root, "apiVersion"), Text(root, "kind"));
        return (IsOurKind(kind) && MayBeOurs(version)) || (version == "v1" && kind == ApiNames.Node)
            || (version == ApiNames.ServiceVersion && kind is ApiNames.ServiceChain or ApiNames.Deployment);
    }

    /// <summary>Whether a document without a kind is no object at all, such as the values of a chart, rather than one of ours
    /// whose kind was forgotten.</summary>
    public static bool IsNoObject(JsonElement root) => root.ValueKind == JsonValueKind.Object && Text(root, "kind").Length == 0
        && !(root.TryGetProperty("kind", out var kind) && kind.ValueKind is not (JsonValueKind.Null or JsonValueKind.String))
        && !IsGroupOfNvidia(Text(root, "apiVersion"))
        && !(IsMap(root, "metadata") && IsMap(root, "spec"));

    /// <summary>Kinds go by their group: an IPPool of another one is another thing. Without a group, or with one that looks like
    /// ours, it is ours with a wrong version.</summary>
    private static bool MayBeOurs(string version) => !version.Contains('/', StringComparison.Ordinal) || IsGroupOfNvidia(version);

    private static bool IsGroupOfNvidia(string version)
    {
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && version.AsSpan(0, slash).EndsWith("nvidia.com", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsMap(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsOurKind(string kind) =>
        kind is ApiNames.ServiceIpam or ApiNames.IPPool or ApiNames.CidrPool or ApiNames.DpuCluster;

    private static string VersionOf(string kind) => kind switch
    {
        ApiNames.ServiceIpam => ApiNames.ServiceVersion,
        ApiNames.DpuCluster => ApiNames.ProvisioningVersion,
        _ => ApiNames.NvIpamVersion,
    };
}
