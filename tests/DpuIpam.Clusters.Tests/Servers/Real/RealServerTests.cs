using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Real;

[Collection(nameof(RealServers))]
public class RealServerTests
{
    [Fact]
    public async Task The_cluster_tests_run_on_real_servers_too()
    {
        Assert.SkipWhen(KubeAssets.Missing is not null, $"No test has run on a real server. {KubeAssets.Missing}");
        await using var lone = await LoneServer.TakeAsync(GroundKind.Real);
        var version = (await lone.Client.SendAsync("GET", "/version")).Object();
        Assert.Equal($"v{KubeAssets.Version}", (string?)version["gitVersion"]);
        Assert.Contains(GroundKind.Real, GroundRows.All.Select(static row => row.Data));
    }

    [Fact]
    public async Task Without_rights_callers_are_refused_and_by_a_role_they_are_let_in()
    {
        Assert.SkipWhen(KubeAssets.Missing is not null, "Only a real server knows roles.");
        var server = await RealServers.WithRbacAsync(CancellationToken.None);
        using var admin = new ApiClient(server, server.Admin);
        await CrdInstaller.InstallAsync(admin, CrdGeneration.Newest, KubeAssets.TakesZeroForNull, CancellationToken.None);
        using var reader = new ApiClient(server, server.Users["plain-reader"]);
        Assert.Equal(403, (await reader.ListAsync(ResourceKind.IPPool, "default")).Status);
        await AllowAsync(admin, "plain-reader");
        for (var attempt = 0; attempt < 200 && (await reader.ListAsync(ResourceKind.IPPool, "default")).Status == 403; attempt++)
            await Task.Delay(50);
        Assert.Equal(200, (await reader.ListAsync(ResourceKind.IPPool, "default")).Status);
        Assert.Equal(403, (await reader.ListAsync(ResourceKind.CidrPool, "default")).Status);
    }

    private static async Task AllowAsync(ApiClient admin, string user)
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
        var role = JsonNode.Parse("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"pools"},
             "rules":[{"apiGroups":["nv-ipam.nvidia.com"],"resources":["ippools"],"verbs":["get","list"]}]}
            """);
        var binding = JsonNode.Parse($$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"pools"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"pools"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{user}}}"}]}
            """);
        (await admin.SendAsync("POST", $"{Rbac}/roles", role)).Object();
        (await admin.SendAsync("POST", $"{Rbac}/rolebindings", binding)).Object();
    }
}
