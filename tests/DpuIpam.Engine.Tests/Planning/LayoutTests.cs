using CsCheck;
using DpuIpam.Addressing;
using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Layouts hold what was asked for, when they are planned exactly.</summary>
public sealed class LayoutTests
{
    private static readonly Gen<(int Nodes, int More, int Addresses, int Clusters, bool IsV6)> Requests = Gen.Select(
        Gen.Int[1, 60], Gen.Int[0, 60], Gen.Int[1, 300], Gen.Int[1, 4], Gen.Bool);

    [Fact]
    public void A_layout_serves_every_node_with_as_many_addresses_as_were_asked_for()
    {
        Requests.Sample(
            static request =>
            {
                foreach (var layout in Find(request))
                {
                    var plans = Plan(layout, request.Nodes + request.More, request.Clusters);
                    Assert.Equal(request.Clusters, plans.Count);
                    Assert.All(plans, plan =>
                    {
                        Assert.True(plan.IsValid, string.Join("; ", plan.Findings));
                        Assert.Empty(plan.UnallocatedNodes);
                        Assert.True(plan.Capacity >= layout.Capacity);
                        Assert.All(plan.Allocations, a => Assert.True(a.UsableCount >= request.Addresses, $"{layout}: {a} {a.UsableCount}"));
                    });
                }
            },
            iter: 1_000);
    }

    [Fact]
    public void A_64_per_node_is_proposed_wherever_the_range_has_room()
    {
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[1, 4], Gen.Int[48, 64]).Sample(
            static (nodes, addresses, clusters, length) =>
            {
                var layout = LayoutFinder.Find(
                    new LayoutRequest
                    {
                        NodeCount = nodes,
                        MaxNodeCount = nodes,
                        AddressCount = addresses,
                        ClusterCount = clusters,
                        Mode = IpamMode.Network,
                        Within = [new Prefix(UInt128.One << 127, length, AddressFamily.IPv6)],
                    }, 1)[0];
                var hasRoom = (1 << (64 - length)) / clusters >= nodes;
                Assert.Equal(hasRoom, layout.PrefixSize == 64);
                Assert.True(layout.UsableCount >= addresses && layout.Capacity >= nodes, layout.ToString());
            },
            iter: 1_000);
    }

    [Fact]
    public void Ranges_in_use_are_left_alone_and_the_smallest_range_comes_first()
    {
        Assert.True(Prefix.TryParse("10.0.0.0/8", out var within));
        var outside = new ReservedRange("10.0.0.0/16", new Interval(0x0a000000, 0x0a00ffff), AddressFamily.IPv4);

        var layouts = LayoutFinder.Find(
            new LayoutRequest { NodeCount = 12, MaxNodeCount = 20, AddressCount = 200, ClusterCount = 2, Within = [within], Outside = [outside] }, 5);

        Assert.Equal([1, 2, 3, 4, 5], layouts.Select(static layout => layout.Rank));
        Assert.Equal("10.1.0.0/19, 200 per node", layouts[0].ToString());
        Assert.Equal((20, 20m, 8m), (layouts[0].QuotaPerCluster, layouts[0].Capacity, layouts[0].Headroom));
    }

    private static IReadOnlyList<Layout> Find((int Nodes, int More, int Addresses, int Clusters, bool IsV6) request)
    {
        Assert.True(Prefix.TryParse(request.IsV6 ? "fd00::/48" : "10.0.0.0/8", out var within));
        var layouts = LayoutFinder.Find(
            new LayoutRequest
            {
                NodeCount = request.Nodes,
                MaxNodeCount = request.Nodes + request.More,
                AddressCount = request.Addresses,
                ClusterCount = request.Clusters,
                Within = [within],
            }, 3);
        Assert.NotEmpty(layouts);
        return layouts;
    }

    private static IReadOnlyList<Plan> Plan(Layout layout, int nodes, int clusters)
    {
        var quota = layout.QuotaPerCluster;
        var spec = layout.Mode == IpamMode.Subnet
            ? $$"""
              "subnet":{"subnet":"{{layout.Network}}","gateway":"{{layout.Gateway}}","perNodeIPCount":{{layout.PerNodeIPCount}}{{(quota is null ? "" : $",\"blocksPerDPUCluster\":{quota}")}} }
              """
            : $$"""
              "network":{"network":"{{layout.Network}}","gatewayIndex":{{layout.GatewayIndex}},"prefixSize":{{layout.PrefixSize}}{{(quota is null ? "" : $",\"subnetsPerDPUCluster\":{quota}")}} }
              """;
        return Planner.Plan(new PlanInput
        {
            ServiceIpams = [Given.ServiceIpam(spec)],
            Clusters = [.. Enumerable.Range(1, clusters).Select(static i => Given.Cluster($"c{i}"))],
            Nodes = [.. Enumerable.Range(1, clusters).SelectMany(c => Given.Nodes(nodes).Select(node => new Node(node.NodeName, null, $"ns/c{c}")))],
        });
    }
}
