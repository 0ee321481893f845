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
        var kind = root["kind"].String()
            ?? throw new ManifestException("the document has no kind", document.Location, "kind");
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
        if (resource is null && IsOurKind(kind))
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

    private static bool IsOurKind(string kind) =>
        kind is ApiNames.ServiceIpam or ApiNames.IPPool or ApiNames.CidrPool or ApiNames.DpuCluster;

    private static string VersionOf(string kind) => kind switch
    {
        ApiNames.ServiceIpam => ApiNames.ServiceVersion,
        ApiNames.DpuCluster => ApiNames.ProvisioningVersion,
        _ => ApiNames.NvIpamVersion,
    };
}
