using System.Text;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.Real;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>kubectl and the module show the same, and what one writes is nothing new to the other.</summary>
public sealed class KubectlTests
{
    /// <summary>The schema that kubectl checks by itself is behind for some seconds after a server got other CRDs.</summary>
    private const string NoLocalCheck = "--validate=false";

    private const string Prefixes = """
        "network":{"network":"10.1.0.0/24","prefixSize":28,"gatewayIndex":1,"defaultGateway":true,"subnetsPerDPUCluster":4,
          "routes":[{"dst":"172.16.0.0/16"}],"excludeRanges":[{"startIP":"10.1.0.0","endIP":"10.1.0.15"}],
          "allocations":{"w1":"10.1.0.32/28"} },
        "metadata":{"labels":{"yes":"true","number":"012"},"annotations":{"note":"a: b # c","empty":"","lines":"x\n  y\n"} },
        "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"Exists"}]}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pools_are_listed_alike()
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        await using var lab = await SyncedAsync(GroundKind.Real);
        foreach (var cluster in new[] { "east", "west" })
        {
            using var kubectl = new Kubectl(lab.Ground.Clusters[cluster].Server!);
            var listed = Json(await kubectl.RunAsync(null, "get", "ippools,cidrpools", "-A", "-o", "json"))["items"]!.AsArray();
            var shown = (await lab.PrepareAsync()).Inventory.Members.Single(member => member.Key == $"{TestNamespace.Dpf}/{cluster}").Pools;

            Assert.Equal(2, shown.Count);
            Assert.Equal(
                listed.Select(static item => Line(item!.AsObject())).Order(StringComparer.Ordinal),
                shown.Select(Line).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task What_is_written_as_a_manifest_changes_nothing_when_kubectl_applies_it(string format)
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        await using var lab = await SyncedAsync(GroundKind.Real);
        var inventory = (await lab.PrepareAsync()).Inventory;
        var clusters = inventory.Members.Select(static member =>
            (Cluster: member.Key!.Split('/')[1], Items: member.Pools.Select(static pool => ManifestTree.Of(pool, false)!.Value)));
        var ipams = inventory.ServiceIpams.Select(static ipam => ManifestTree.Of(new ServiceIpam(ipam), false)!.Value);

        foreach (var (cluster, items) in clusters.Prepend(("host", ipams)))
        {
            using var kubectl = new Kubectl(cluster == "host" ? ((ServerGround)lab.Ground).HostServer : lab.Ground.Clusters[cluster].Server!);
            var text = ManifestWriter.Write(items, format == "yaml" ? ManifestFormat.Yaml : ManifestFormat.Json);
            var before = await ContentAsync(lab.Ground, cluster);
            Assert.Equal(2, before.Length);

            Assert.Empty(await kubectl.RunAsync(text, "diff", "--server-side", "--field-manager=kubectl", "-f", "-"));
            await kubectl.RunAsync(text, "apply", NoLocalCheck, "--server-side", "--dry-run=server", "-f", "-");
            await kubectl.RunAsync(text, "apply", NoLocalCheck, "--server-side", "--field-manager=kubectl", "-f", "-");
            Assert.Equal(before, await ContentAsync(lab.Ground, cluster));
            await kubectl.RunAsync(text, "apply", NoLocalCheck, "-f", "-");
            Assert.Equal(before, await ContentAsync(lab.Ground, cluster));
        }

        Assert.Equal("Unchanged east, Unchanged east, Unchanged west, Unchanged west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_folder_that_was_synced_can_be_applied_to_a_cluster()
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        await using var lab = await SyncedAsync(GroundKind.Folder);
        var root = ((FolderGround)lab.Ground).Root;
        await using var ground = await RealGround.TakeAsync(new GroundOptions(), Stop);
        foreach (var (cluster, server) in ground.Clusters.Select(static pair => (pair.Key, pair.Value.Server!)).Prepend(("host", ground.HostServer)))
        {
            if (cluster != "host") await ground.In(cluster).CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf), Stop);
            using var kubectl = new Kubectl(server);
            await kubectl.RunAsync(null, "apply", NoLocalCheck, "--server-side", "-f", cluster == "host" ? root : Path.Combine(root, cluster));
            var written = await ContentAsync(lab.Ground, cluster);
            Assert.Equal(2, written.Length);
            Assert.Equal(written, await ContentAsync(ground, cluster));
        }
    }

    private static async Task<SyncLab> SyncedAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.PutAsync(Prefixes, "prefixes");
        Assert.Equal("Created east, Created east, Created west, Created west", await lab.SyncAsync());
        return lab;
    }

    /// <summary>What of a cluster's DPUServiceIPAMs and pools somebody wants, without what a tool notes for itself.</summary>
    private static async Task<string[]> ContentAsync(TestGround ground, string cluster)
    {
        var found = new List<string>();
        foreach (var kind in new[] { ResourceKind.ServiceIpam, ResourceKind.IPPool, ResourceKind.CidrPool })
        {
            foreach (var item in await ground.In(cluster).ListAsync(kind, Stop))
            {
                var annotations = item["metadata"]!["annotations"]?.DeepClone().AsObject() ?? [];
                annotations.Remove(ApiNames.LastAppliedAnnotation);
                var content = new JsonObject
                {
                    ["spec"] = item["spec"]!.DeepClone(), ["labels"] = item["metadata"]!["labels"]?.DeepClone(), ["annotations"] = annotations,
                };
                found.Add($"{ApiPath.KindOf(item).Kind} {ApiPath.NameOf(item)} {Encoding.UTF8.GetString(CanonicalJson.Of(Tree.Of(content)))}");
            }
        }

        return [.. found];
    }

    private static string Line(JsonObject item)
    {
        var spec = item["spec"]!;
        var allocations = (item["status"]?["allocations"]?.AsArray() ?? []).Select(static one =>
            $"{one!["nodeName"]} {one["prefix"] ?? one["startIP"]} {one["gateway"]}");
        return $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]} {spec["subnet"] ?? spec["cidr"]} gateway "
            + $"{spec["gateway"]}{spec["gatewayIndex"]} size {spec["perNodeBlockSize"]}{spec["perNodeNetworkPrefix"]} {string.Join(", ", allocations)}";
    }

    private static string Line(Pool pool)
    {
        var allocations = pool.Allocations.Select(one => pool.Kind == PoolKind.CIDRPool
            ? $"{one.NodeName} {one.Prefix} {one.Gateway}"
            : $"{one.NodeName} {one.StartIP} ");
        return $"{pool.Kind} {pool.Namespace}/{pool.Pool} {pool.Network} gateway "
            + $"{pool.Gateway}{pool.GatewayIndex} size {pool.BlockSize}{pool.PrefixSize} {string.Join(", ", allocations)}";
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
