using System.Globalization;
using System.Text.Json;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Inputs for planning, as short as they can be.</summary>
internal static class Given
{
    /// <summary>A pool of the members of its spec, and those of its status if any.</summary>
    public static Pool Pool(string kind, string spec, string allocations = "")
    {
        var status = allocations.Length == 0 ? "" : $$""","status":{"allocations":[{{allocations}}] }""";
        var document = Document($$"""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"{{kind}}","metadata":{"name":"pool"},"spec":{ {{spec}} }{{status}} }
            """);
        return new Pool(kind == "IPPool" ? new IPPoolResource(document) : new CidrPoolResource(document), null);
    }

    public static ServiceIpamResource ServiceIpam(string spec, string status = "{}") => new(Document($$"""
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
         "metadata":{"name":"pool","namespace":"dpf-operator-system"},"spec":{ {{spec}} },"status":{{status}} }
        """));

    public static DpuClusterResource Cluster(string name) =>
        new(Document($$"""{"kind":"DPUCluster","metadata":{"name":"{{name}}","namespace":"ns"} }"""));

    public static Node[] Nodes(int count) =>
        [.. Enumerable.Range(1, count).Select(static i => new Node(string.Create(CultureInfo.InvariantCulture, $"n{i:D2}")))];

    public static Plan Plan(Pool pool, params Node[] nodes) =>
        Assert.Single(Planner.Plan(new PlanInput { Pools = [pool], Nodes = nodes }));

    public static ManifestDocument Document(string json) => new(JsonDocument.Parse(json).RootElement, default);
}
