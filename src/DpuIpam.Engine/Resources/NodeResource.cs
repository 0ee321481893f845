namespace DpuIpam.Resources;

/// <summary>A core/v1 Node: its name and labels are all that matters here.</summary>
internal sealed class NodeResource(ManifestDocument document) : Resource(document)
{
    public override string Kind => ApiNames.Node;
}
