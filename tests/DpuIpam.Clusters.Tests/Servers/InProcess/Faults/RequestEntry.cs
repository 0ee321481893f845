namespace DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

/// <summary>A request that the server got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query.</param>
/// <param name="Query">The query with its question mark; empty without one.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="UserAgent">How the caller calls itself.</param>
/// <param name="Status">The answer's code; 0 when there was none.</param>
/// <param name="Protocol"><c>HTTP/2</c>, for example.</param>
internal sealed record RequestEntry(
    string Method, string Path, string Query, string ContentType, string UserAgent, int Status, string Protocol)
{
    /// <summary>Whether the request may have changed something.</summary>
    public bool IsWrite => Method != "GET" && !Query.Contains("dryRun=All", StringComparison.Ordinal)
        && !Path.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal);

    public bool IsWatch => Method == "GET" && Query.Contains("watch=", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}{Query} {ContentType} -> {Status} ({UserAgent})";
}
