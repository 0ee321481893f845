using System.Text.Json.Nodes;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.Real;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>A server refuses before it has read what was sent: the refusal gets through all the same, every time.</summary>
[Collection(nameof(RealServers))]
public sealed class RefusedWriteTests
{
    private const int Times = 60;

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_refusal_is_never_taken_for_an_unknown_outcome(GroundKind kind)
    {
        if (kind == GroundKind.Real)
        {
            var server = await RealServers.WithRbacAsync(TestContext.Current.CancellationToken);
            using var admin = new ApiClient(server, server.Admin);
            await CrdInstaller.InstallAsync(admin, CrdGeneration.Newest, KubeAssets.TakesZeroForNull, CancellationToken.None);
            await RefusedAsync(server, server.Users["plain-writer"]);
            return;
        }

        using var authority = new TestAuthority();
        await using var inProcess = await InProcessServer.StartAsync(authority);
        var nobody = new TestUser("nobody", "token-of-nobody");
        inProcess.Users.Add(nobody, new AllowedAction(["get"], "nodes"));
        await RefusedAsync(inProcess, nobody);
    }

    private static async Task RefusedAsync(ITestServer server, TestUser user)
    {
        using var cluster = Given.Cluster(
            new ServerAccess { Server = server.Endpoint, CertificateAuthority = server.AuthorityPem, Token = user.Token }, TimeProvider.System);
        var large = Sample.Pool();
        large["metadata"]!["annotations"] = new JsonObject { ["big"] = new string('x', 200 << 10) };
        var tree = Given.Tree(large.ToJsonString());
        await Parallel.ForAsync(0, Times, async (i, stopping) =>
        {
            await Given.FailsAsync(ClusterFailure.Forbidden, () => (i % 4) switch
            {
                0 => cluster.ApplyAsync(Sample.Kind, tree, false, stopping),
                1 => cluster.CreateAsync(Sample.Kind, tree, stopping),
                2 => cluster.MergeAsync(Sample.Kind, Sample.Name(), tree, ObjectPart.Object, false, stopping),
                _ => cluster.DeleteAsync(Sample.Kind, Sample.Name(), new Preconditions("u", "1"), stopping),
            });
        });
    }
}
