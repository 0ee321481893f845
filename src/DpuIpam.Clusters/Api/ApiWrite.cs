using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>A write, and how to find out what became of it.</summary>
internal sealed record ApiWrite
{
    public required ApiRequest Request { get; init; }

    public required ResourceKind Kind { get; init; }

    /// <summary>The object to look at; null when the server gives it its name.</summary>
    public ObjectName? Name { get; init; }

    /// <summary>Whether an object, null for none, is as the write leaves it; null when that can't be told.</summary>
    public Func<JsonElement?, bool>? IsDone { get; init; }

    /// <summary>Whether a second try can do no harm where the first was done after all.</summary>
    public bool IsRepeatable { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>Whether it is done when the object is not there.</summary>
    public bool IsDelete { get; init; }
}
