using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>What the server answers: an object, a text, or events.</summary>
internal sealed record Answer(int Status, JsonObject? Body = null, string? Text = null, WatchStream? Events = null)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
