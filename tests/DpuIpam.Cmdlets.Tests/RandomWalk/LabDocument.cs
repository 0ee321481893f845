using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>A document of a lab's file.</summary>
/// <param name="Folder">The folder below the lab's; empty for the host cluster's own files.</param>
/// <param name="File">The file, relative to the lab's folder.</param>
/// <param name="Index">Its position in the file.</param>
/// <param name="Root">What it says.</param>
internal sealed record LabDocument(string Folder, string File, int Index, YamlMappingNode Root)
{
    /// <summary>The kind in small letters: misspelt or not, somebody lives by what stands there.</summary>
    public string Kind { get; } = Root.Text("kind").ToLowerInvariant();

    public string Name { get; } = Root.Text("metadata", "name");

    public string Namespace { get; } = Root.Text("metadata", "namespace") is { Length: > 0 } given ? given
        : "dpf-operator-system";

    public bool IsPool => Kind is "ippool" or "cidrpool";
}
