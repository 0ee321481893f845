namespace DpuIpam;

/// <summary>The two languages of manifests.</summary>
public enum ManifestText
{
    /// <summary>YAML, several objects as a stream.</summary>
    Yaml,

    /// <summary>JSON, several objects as a List.</summary>
    Json,
}
