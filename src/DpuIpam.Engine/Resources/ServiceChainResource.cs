using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>Labels by which a port of a service chain asks for a pool.</summary>
/// <param name="Path">Where in the document.</param>
/// <param name="MatchLabels">The labels; a pool must have them all.</param>
internal sealed record PoolRequest(string Path, IReadOnlyDictionary<string, string> MatchLabels);

/// <summary>A DPUServiceChain or a DPUDeployment: what asks for pools by label (docs/upstream.md, F).</summary>
internal sealed class ServiceChainResource : Resource
{
    public ServiceChainResource(ManifestDocument document, string kind)
        : base(document)
    {
        Kind = kind;
        var requests = new List<PoolRequest>();
        if (document.Root.TryGetProperty("spec", out var spec)) Collect(spec, "spec", requests);
        Requests = requests;
    }

    public override string Kind { get; }

    /// <summary>All requests of its ports. The two kinds and their generations nest ports differently, so they are
    /// looked for by name.</summary>
    public IReadOnlyList<PoolRequest> Requests { get; }

    private static void Collect(JsonElement element, string path, List<PoolRequest> requests)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in element.EnumerateArray()) Collect(item, $"{path}[{i++}]", requests);
            return;
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var property in element.EnumerateObject())
        {
            var own = $"{path}.{property.Name}";
            if (property.Name == "ipam" && property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("matchLabels", out var labels) && labels.ValueKind == JsonValueKind.Object)
            {
                requests.Add(new PoolRequest(own + ".matchLabels", labels.EnumerateObject()
                    .Where(static label => label.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(static label => label.Name, static label => label.Value.GetString()!)));
            }

            Collect(property.Value, own, requests);
        }
    }
}
