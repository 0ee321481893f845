using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>The schemas of DPUServiceIPAM and DPUCluster (docs/upstream.md, A and E).</summary>
internal static class DpfSchemas
{
    public static JsonObject ServiceIpam(CrdGeneration generation)
    {
        var isNew = generation != CrdGeneration.Old;
        var spec = Schema.Object(
            ("metadata", Schema.Object(("labels", Schema.Texts()), ("annotations", Schema.Texts()))),
            ("ipv4Network", NetworkMode(isNew)), ("ipv4Subnet", SubnetMode(isNew)),
            ("clusterSelector", Schema.LabelSelector()), ("dpuClusterSelector", Schema.LabelSelector()),
            ("nodeSelector", Schema.NodeSelector()));
        var status = Schema.Object(("conditions", Schema.Conditions()), ("observedGeneration", Schema.Int64()));
        if (isNew)
        {
            spec["properties"]!["network"] = NetworkMode(isNew);
            spec["properties"]!["subnet"] = SubnetMode(isNew);
            string[] modes = ["ipv4Network", "ipv4Subnet", "network", "subnet"];
            spec["oneOf"] = new JsonArray([.. modes.Select(static mode => new JsonObject { ["required"] = new JsonArray(mode) })]);
            status["properties"]!["dpuClusterAllocations"] = Schema.ListBy(
                "dpuCluster", Schema.Object(("dpuCluster!", Schema.Text()), ("ipRanges", Schema.Ranges())));
        }

        if (generation == CrdGeneration.Newer)
        {
            spec["properties"]!["future"] = Schema.Object(("depth", Schema.Int32()), ("names", Schema.List(Schema.Text())));
            foreach (var (_, mode) in spec["properties"]!.AsObject())
                if (mode!["properties"]?["routes"] is not null) mode["properties"]!["later"] = Schema.Texts();
        }

        return Root(spec, status, required: false);
    }

    public static JsonObject DpuCluster()
    {
        var keepalived = Schema.Object(
            ("vip!", Schema.Text()), ("interface!", Schema.Text()), ("nodeSelector", Schema.Texts()),
            ("virtualRouterID!", Schema.Int32().With("minimum", 1).With("maximum", 255)));
        var spec = Schema.Object(
            ("type!", Schema.Text().With("pattern", "kamaji|static|[^/]+/.*")),
            ("maxNodes", Schema.Int32().With("minimum", 1).With("maximum", 3000)),
            ("version", Schema.Text()), ("kubeconfig", Schema.Text()),
            ("clusterEndpoint", Schema.Object(("keepalived", keepalived))));
        string[] phases = ["Pending", "Creating", "Ready", "NotReady", "Failed"];
        var status = Schema.Object(
            ("phase", Schema.Text().With("enum", new JsonArray([.. phases]))), ("conditions", Schema.Conditions()),
            ("version", Schema.Text()), ("nodesCount", Schema.Int32()));
        return Root(spec, status, required: true);
    }

    private static JsonObject NetworkMode(bool isNew)
    {
        var mode = Schema.Object(
            ("network!", Schema.Text()), ("prefixSize!", Schema.Int32()), ("gatewayIndex", Schema.Int32()),
            ("exclusions", Schema.List(Schema.Text())), ("allocations", Schema.Texts()),
            ("defaultGateway", Schema.Boolean()), ("routes", Schema.Routes()));
        if (isNew) AddNew(mode, "subnetsPerDPUCluster");
        return mode;
    }

    private static JsonObject SubnetMode(bool isNew)
    {
        var mode = Schema.Object(
            ("subnet!", Schema.Text()), ("gateway!", Schema.Text()), ("perNodeIPCount!", Schema.Int64()),
            ("defaultGateway", Schema.Boolean()), ("routes", Schema.Routes()));
        if (isNew) AddNew(mode, "blocksPerDPUCluster");
        return mode;
    }

    private static void AddNew(JsonObject mode, string quota)
    {
        mode["properties"]!["excludeRanges"] = Schema.Ranges();
        mode["properties"]![quota] = Schema.Int32();
    }

    private static JsonObject Root(JsonObject spec, JsonObject status, bool required) => Schema.Object(
        ("apiVersion", Schema.Text()), ("kind", Schema.Text()),
        ("metadata", Schema.Object(("name", Schema.Text().With("maxLength", 63)))),
        (required ? "spec!" : "spec", spec), ("status", status));
}
