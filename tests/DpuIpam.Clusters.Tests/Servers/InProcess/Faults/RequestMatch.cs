namespace DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

/// <summary>Which requests something is about.</summary>
/// <param name="Method">HTTP method; null for any.</param>
/// <param name="Path">Something that path and query must contain; null for any.</param>
/// <param name="IsWatch">Whether it must be a watch, or must not; null for either.</param>
internal sealed record RequestMatch(string? Method = null, string? Path = null, bool? IsWatch = null)
{
    /// <summary>Reads of one object and lists.</summary>
    public static RequestMatch Read(string path) => new("GET", path, false);

    public static RequestMatch Watch(string path) => new("GET", path, true);

    public static RequestMatch Write(string method, string path) => new(method, path);

    public bool Matches(RequestEntry request) => (Method is null || Method == request.Method)
        && (Path is null || (request.Path + request.Query).Contains(Path, StringComparison.Ordinal))
        && (IsWatch is null || IsWatch == request.IsWatch);
}
