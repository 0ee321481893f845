namespace DpuIpam.Clusters.Manifests;

/// <summary>The text form in which manifests are written.</summary>
internal enum ManifestFormat
{
    /// <summary>Block style, several documents separated by <c>---</c>.</summary>
    Yaml,

    /// <summary>One object as it is, several as a <c>List</c>.</summary>
    Json,
}
