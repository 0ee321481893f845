using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>The schemas of IPPool and CIDRPool (docs/upstream.md, 2).</summary>
internal static class PoolSchemas
{
    public static JsonObject IPPool(CrdGeneration generation)
    {
        var spec = Schema.Object(
            ("subnet!", Schema.Text()), ("perNodeBlockSize!", Schema.Int64()), ("gateway", Schema.Text()));
        AddCommon(spec, generation);
        return Root(spec, ("nodeName!", Schema.Text()), ("startIP!", Schema.Text()), ("endIP!", Schema.Text()));
    }

    public static JsonObject CidrPool(CrdGeneration generation)
    {
        var spec = Schema.Object(
            ("cidr!", Schema.Text()), ("perNodeNetworkPrefix!", Schema.Int32()), ("gatewayIndex", Schema.Int32()),
            ("staticAllocations", Schema.List(Schema.Object(
                ("nodeName", Schema.Text()), ("gateway", Schema.Text()), ("prefix!", Schema.Text())))));
        AddCommon(spec, generation);
        return Root(spec, ("nodeName!", Schema.Text()), ("gateway", Schema.Text()), ("prefix!", Schema.Text()));
    }

    private static void AddCommon(JsonObject spec, CrdGeneration generation)
    {
        var fields = spec["properties"]!;
        fields["nodeSelector"] = Schema.NodeSelector();
        fields["defaultGateway"] = Schema.Boolean();
        fields["routes"] = Schema.Routes();
        if (generation == CrdGeneration.Old) return;
        fields["exclusions"] = Schema.Ranges();
        fields["perNodeExclusions"] = Schema.List(Schema.Object(
            ("startIndex!", Schema.Int32().With("minimum", 0)), ("endIndex!", Schema.Int32().With("minimum", 0))));
    }

    private static JsonObject Root(JsonObject spec, params (string Name, JsonObject Schema)[] allocation) =>
        Schema.Object(
            ("apiVersion", Schema.Text()), ("kind", Schema.Text()), ("metadata", new JsonObject { ["type"] = "object" }),
            ("spec!", spec), ("status", Schema.Object(("allocations!", Schema.List(Schema.Object(allocation))))));
}
