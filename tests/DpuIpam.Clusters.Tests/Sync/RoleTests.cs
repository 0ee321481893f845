using System.Text.Json.Nodes;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.Real;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>The roles in docs/rbac are enough for what they are for.</summary>
/// <remarks>One after the other with the other tests of the one server that checks rights.</remarks>
[Collection(nameof(RealServers))]
public sealed class RoleTests : IDisposable
{
    private const string User = "plain-syncer";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private readonly string _folder = Directory.CreateTempSubdirectory("dpuipam-test-roles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_reader_plans_and_is_told_what_a_sync_lacks_and_a_syncer_syncs()
    {
        Assert.SkipWhen(KubeAssets.Missing is not null, "Only a real server knows roles.");
        var stop = TestContext.Current.CancellationToken;
        var server = await RealServers.WithRbacAsync(stop);
        using var admin = new ApiClient(server, server.Admin);
        await CrdInstaller.InstallAsync(admin, CrdGeneration.Newest, KubeAssets.TakesZeroForNull, stop);
        await admin.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf), cancellation: stop);
        (await admin.CreateAsync(JsonNode.Parse("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"} }""")!.AsObject(), cancellation: stop)).Object();
        (await admin.CreateAsync(JsonNode.Parse("""
            {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM","metadata":{"name":"roles","namespace":"dpf-operator-system"},
             "spec":{"subnet":{"subnet":"10.9.0.0/24","gateway":"10.9.0.254","perNodeIPCount":10} } }
            """)!.AsObject(), cancellation: stop)).Object();

        await GrantAsync(admin, "reader");
        using (var session = await OpenAsync(server))
        {
            var plan = await UntilAllowedAsync(() => SyncPlanner.PrepareAsync(session, null, SyncLab.Allocating, stop));
            Assert.Equal(DpfState.Absent, plan.Inventory.Dpf.State);
            var error = await Assert.ThrowsAsync<ClusterException>(
                () => SyncRun.RunAsync(plan, plan.Units, static _ => { }, static _ => { }, stop));
            Assert.Contains("patch dpuserviceipams/status", error.Message, StringComparison.Ordinal);
        }

        await GrantAsync(admin, "syncer");
        using (var session = await OpenAsync(server))
        {
            var results = await UntilAllowedAsync(async () =>
            {
                var list = new List<SyncResult>();
                var plan = await SyncPlanner.PrepareAsync(session, null, SyncLab.Allocating, stop);
                await SyncRun.RunAsync(plan, plan.Units, list.Add, static _ => { }, stop);
                if (list.Find(static result => result.Action == SyncAction.Failed) is { } failed)
                    throw new ClusterException(ClusterFailure.Forbidden, "test", failed.Error!);
                return list;
            });
            Assert.Equal("n1 10.9.0.1-10.9.0.10", Assert.Single(Assert.Single(results).Allocations).ToString());
        }

        using (var session = await OpenAsync(server))
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var loop = new SyncLoop(
                session, static _ => true, SyncLab.Allocating with { IsContinuous = true }, TimeSpan.FromMinutes(1),
                _ => ending.Cancel(), static _ => { });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.RunAsync(ending.Token));
            var plan = await SyncPlanner.PrepareAsync(session, null, SyncLab.Allowing(drop: true), stop);
            Assert.Contains(ServiceIpamRemover.Finalizer, plan.Units[0].Ipam.Finalizers);
            var removal = ServiceIpamRemover.Prepare(session, plan.Inventory, plan.Units[0].Ipam, plan.Options);
            var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamRemover.RemoveAsync(removal, stop));
            Assert.Contains("delete dpuserviceipams roles", error.Message, StringComparison.Ordinal);
        }

        await GrantAsync(admin, "author");
        using (var session = await OpenAsync(server))
        {
            await UntilAllowedAsync(async () =>
            {
                var plan = await SyncPlanner.PrepareAsync(session, null, SyncLab.Allowing(drop: true), stop);
                await ServiceIpamRemover.RemoveAsync(ServiceIpamRemover.Prepare(session, plan.Inventory, plan.Units[0].Ipam, plan.Options), stop);
                return true;
            });
            Assert.Empty((await SyncPlanner.PrepareAsync(session, null, SyncLab.Allocating, stop)).Inventory.Members[0].Pools);
        }
    }

    private async Task<ClusterSession> OpenAsync(RealServer server)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, KubeconfigText.Of(server, server.Users[User]));
        return await KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [path] }, new SessionOptions(), TestContext.Current.CancellationToken);
    }

    /// <summary>Makes the roles of a file, and binds the user to each.</summary>
    private static async Task GrantAsync(ApiClient admin, string file)
    {
        var path = Path.Combine(Repository(), "docs", "rbac", file + ".yaml");
        foreach (var document in ManifestReader.ReadFile(path, path).Documents)
        {
            var role = JsonNode.Parse(document.Root.GetRawText())!.AsObject();
            var kind = (string)role["kind"]!;
            var name = (string)role["metadata"]!["name"]!;
            var scope = kind == "Role" ? $"{Rbac}/namespaces/{role["metadata"]!["namespace"]}" : Rbac;
            (await admin.SendAsync("POST", $"{scope}/{kind.ToLowerInvariant()}s", role)).Object();
            (await admin.SendAsync("POST", $"{scope}/{kind.ToLowerInvariant()}bindings", JsonNode.Parse($$$"""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{{{kind}}}Binding","metadata":{"name":"{{{name}}}"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{kind}}}","name":"{{{name}}}"},
                 "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{User}}}"}]}
                """))).Object();
        }
    }

    /// <summary>A server takes a moment to know a new binding.</summary>
    private static async Task<T> UntilAllowedAsync<T>(Func<Task<T>> action)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await action();
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden && attempt < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DpuIpam.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
