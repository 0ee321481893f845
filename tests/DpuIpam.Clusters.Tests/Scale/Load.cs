using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Scale;

/// <summary>How much there is to sync. Every object selects every DPU cluster, so there are as many pools as objects times
/// clusters, and every node of a cluster is in all its pools.</summary>
/// <param name="Clusters">DPU clusters.</param>
/// <param name="Objects">DPUServiceIPAM objects, half of them in each mode.</param>
/// <param name="NodesPerCluster">Nodes of each DPU cluster.</param>
internal sealed record Load(int Clusters, int Objects, int NodesPerCluster)
{
    public int Pools => Clusters * Objects;

    public GroundOptions Ground => new() { Clusters = [.. Enumerable.Range(0, Clusters).Select(static i => Numbered("dpu-", i))] };

    /// <summary>Makes the objects and nodes.</summary>
    public async Task FillAsync(ServerGround ground, CancellationToken cancellation)
    {
        for (var i = 0; i < Objects; i++) await ground.Host.CreateAsync(Ipam(i), cancellation);
        foreach (var cluster in ground.Clusters.Keys)
            await ground.AddNodesAsync(cluster, [.. Enumerable.Range(0, NodesPerCluster).Select(i => Numbered($"{cluster}-node-", i))]);
    }

    public override string ToString() =>
        $"{Clusters} DPU clusters, {Objects} objects, {Clusters * NodesPerCluster} nodes: {Pools} pools";

    /// <summary>A /16 of its own, cut into blocks or prefixes of 16 addresses.</summary>
    private static JsonObject Ipam(int i) => new()
    {
        ["apiVersion"] = ResourceKind.ServiceIpam.ApiVersion,
        ["kind"] = ResourceKind.ServiceIpam.Kind,
        ["metadata"] = new JsonObject { ["name"] = Numbered("pool-", i), ["namespace"] = TestNamespace.Dpf },
        ["spec"] = JsonNode.Parse(i % 2 == 0
            ? $$$"""{"subnet":{"subnet":"10.{{{i}}}.0.0/16","gateway":"10.{{{i}}}.0.1","perNodeIPCount":16,"blocksPerDPUCluster":120}}"""
            : $$$"""{"network":{"network":"10.{{{i}}}.0.0/16","prefixSize":28,"gatewayIndex":1,"subnetsPerDPUCluster":120}}"""),
    };

    private static string Numbered(string name, int i) => name + i.ToString("000", CultureInfo.InvariantCulture);
}
