using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Real;

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
}
