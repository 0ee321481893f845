using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Where nv-ipam's controller runs, nobody else allocates; what somebody else has written once is taken over by consent.</summary>
public sealed class NvIpamTests
{
    private static readonly ObjectName Pool = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory]
    [MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Its_Lease_shows_it_before_anything_is_written(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await PutLeaseAsync(lab, DateTime.UtcNow.AddMinutes(10));

        Assert.Equal("Refused east, Refused west", await lab.SyncAsync());

        Assert.Contains("its Lease dpf-operator-system/dd1643cf.nvidia.com is renewed by nv-ipam-0", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Contains(lab.Results, static result => result.Findings.Any(static finding =>
            finding is { RuleId: "NvIpamAllocates", Cluster: "dpf-operator-system/east" }));
        Assert.Equal("", await lab.SharesAsync());
        Assert.Empty(await lab.PoolsAsync("west"));
        // No consent helps, and without -Allocate nothing is in the way.
        Assert.Equal("Refused east, Refused west", await lab.SyncAsync(SyncLab.Allocating with { TakeOverStatus = true }));
        Assert.Equal("Created east, Created west", await lab.SyncAsync(SyncLab.Allocating with { Allocate = false }));
        Assert.Equal("Refused east, Refused west", await lab.SyncAsync());
    }

    [Theory]
    [MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task So_does_its_Deployment_whatever_its_name(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await lab.Ground.In("east").CreateAsync(JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"controller","namespace":"dpf-operator-system"},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},
              "spec":{"containers":[{"name":"c","image":"none","command":["/ipam-controller"]}]} } } }
            """)!.AsObject());

        Assert.Equal("Refused east, Refused west", await lab.SyncAsync());

        Assert.Contains("its Deployment dpf-operator-system/controller has 1 replica", lab.Results[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Lease_that_nobody_renews_shows_nothing()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await PutLeaseAsync(lab, DateTime.UtcNow.AddHours(-1));

        Assert.Equal("Created east, Created west", await lab.SyncAsync());
    }

    [Fact]
    public async Task What_can_not_be_read_counts_as_running()
    {
        await using var lab = await OpenAsync(GroundKind.InProcess);
        ((InProcessGround)lab.Ground).Server("east").Faults.Add(
            new RequestMatch { Method = "GET", Path = "dd1643cf.nvidia.com" }, Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Refused east, Refused west", await lab.SyncAsync());
        Assert.Contains("counts as running", lab.Results[0].Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_status_of_somebody_else_is_taken_over_by_consent_once(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await lab.SyncAsync();
        await WriteStatusAsync(lab, "kubectl-patch");
        await lab.Ground.AddNodesAsync("east", "e2");

        Assert.Equal("Refused east, Refused west", await lab.SyncAsync());
        Assert.Contains("was written by kubectl-patch, which is no running nv-ipam", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Contains("-TakeOverStatus", lab.Results[0].Findings[0].Advice, StringComparison.Ordinal);

        Assert.Equal("Unchanged west, Updated east", await lab.SyncAsync(SyncLab.Allocating with { TakeOverStatus = true }));
        await lab.Ground.AddNodesAsync("east", "e3");
        Assert.Equal("Unchanged west, Updated east", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory]
    [MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_nv_ipam_has_written_is_refused_for_all_pools_of_the_cluster(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await lab.SyncAsync(SyncLab.Allocating with { Allocate = false });
        await WriteStatusAsync(lab, "ipam-controller");
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0", "10.1.0", StringComparison.Ordinal), "another");

        await lab.SyncAsync();

        Assert.All(lab.Results, static result => Assert.Equal(SyncAction.Refused, result.Action));
        Assert.Contains(lab.Results, static result => result.Pool == "another"
            && result.Error!.Contains("ipam-controller has written the status of IPPool shared", StringComparison.Ordinal));
        await lab.SyncAsync(SyncLab.Allocating with { TakeOverStatus = true });
        Assert.All(lab.Results, static result => Assert.NotEqual(SyncAction.Refused, result.Action));
    }

    private static async Task<SyncLab> OpenAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind);
        if (kind != GroundKind.Folder)
        {
            await lab.Ground.In("east").CreateAsync(new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = TestNamespace.Dpf },
            });
        }

        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        return lab;
    }

    private static Task PutLeaseAsync(SyncLab lab, DateTime renewed) => lab.Ground.In("east").CreateAsync(new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = NvIpamPresence.LeaseName, ["namespace"] = TestNamespace.Dpf },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = "nv-ipam-0",
            ["leaseDurationSeconds"] = 15,
            ["renewTime"] = renewed.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        },
    });

    /// <summary>Writes what the pool of the east has for its node, as somebody.</summary>
    private static async Task WriteStatusAsync(SyncLab lab, string manager)
    {
        var ground = (ServerGround)lab.Ground;
        using var client = new ApiClient(ground.Clusters["east"].Server!, ground.Clusters["east"].Server!.Admin, "somebody/1.0");
        var pool = (await lab.Ground.In("east").FindAsync(ResourceKind.IPPool, Pool))!;
        pool["apiVersion"] = ResourceKind.IPPool.ApiVersion;
        pool["kind"] = ResourceKind.IPPool.Kind;
        pool["status"] = new JsonObject
        {
            ["allocations"] = new JsonArray(new JsonObject { ["nodeName"] = "e1", ["startIP"] = "10.0.0.11", ["endIP"] = "10.0.0.20" }),
        };
        (await client.ReplaceAsync(pool, $"/status?fieldManager={manager}")).Object();
    }
}
