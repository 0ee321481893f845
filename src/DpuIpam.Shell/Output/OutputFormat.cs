namespace DpuIpam.Shell.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>The module's views, for people.</summary>
    Text,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>One YAML sequence.</summary>
    Yaml,
}
