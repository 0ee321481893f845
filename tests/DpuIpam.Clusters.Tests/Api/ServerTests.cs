using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Semantics;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>The cluster on servers that do what API servers do.</summary>
public sealed class ServerTests
{
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Objects_are_made_read_changed_and_deleted(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        using var cluster = Connect(lone);
        var pool = Given.Tree(Sample.Pool().ToJsonString());

        Assert.Null(await cluster.FindAsync(Sample.Kind, Sample.Name(), CancellationToken.None));
        await cluster.ApplyAsync(Sample.Kind, pool, isDryRun: true, CancellationToken.None);
        Assert.Null(await cluster.FindAsync(Sample.Kind, Sample.Name(), CancellationToken.None));

        var made = await cluster.ApplyAsync(Sample.Kind, pool, isDryRun: false, CancellationToken.None);
        var again = await cluster.ApplyAsync(Sample.Kind, pool, isDryRun: false, CancellationToken.None);
        Assert.Equal(ApiDocuments.VersionOf(made.Root), ApiDocuments.VersionOf(again.Root));
        await Given.FailsAsync(ClusterFailure.AlreadyExists, () => cluster.CreateAsync(Sample.Kind, pool, CancellationToken.None));

        var status = await cluster.MergeAsync(
            Sample.Kind, Sample.Name(), Given.Tree("""{"status":{"allocations":[]}}"""), ObjectPart.Status, false, CancellationToken.None);
        await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.MergeAsync(Sample.Kind, Sample.Name(),
            Given.Tree($$$"""{"metadata":{"resourceVersion":"{{{ApiDocuments.VersionOf(made.Root)}}}"},"spec":{"gateway":"10.0.0.1"}}"""),
            ObjectPart.Object, false, CancellationToken.None));
        await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.PatchAsync(Sample.Kind, Sample.Name(),
            Given.Tree("""[{"op":"test","path":"/spec/subnet","value":"10.9.0.0/24"}]"""), CancellationToken.None));

        var uid = ApiDocuments.UidOf(made.Root)!;
        await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.DeleteAsync(
            Sample.Kind, Sample.Name(), new Preconditions("another", null), CancellationToken.None));
        await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.DeleteAsync(
            Sample.Kind, Sample.Name(), new Preconditions(uid, ApiDocuments.VersionOf(made.Root)), CancellationToken.None));
        await cluster.DeleteAsync(
            Sample.Kind, Sample.Name(), new Preconditions(uid, ApiDocuments.VersionOf(status.Root)), CancellationToken.None);
        await cluster.DeleteAsync(Sample.Kind, Sample.Name(), new Preconditions(uid, null), CancellationToken.None);
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task What_others_hold_and_what_the_server_lacks_is_told_apart(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        using var cluster = Connect(lone);
        (await lone.Client.CreateAsync(Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"10.0.0.9"}"""))).Object();

        var conflict = await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.ApplyAsync(Sample.Kind, Given.Tree(
            Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"10.0.0.1"}""").ToJsonString()), false, CancellationToken.None));
        Assert.EndsWith(": .spec.gateway", Assert.Single(conflict.Details));

        var field = await Given.FailsAsync(ClusterFailure.UnsupportedField, () => cluster.ApplyAsync(Sample.Kind, Given.Tree(
            Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"bogus":1}""").ToJsonString()), false, CancellationToken.None));
        Assert.Contains("spec.bogus", Assert.Single(field.Details));

        var bogus = Sample.Kind with { Kind = "Bogus", Plural = "boguses" };
        await Given.FailsAsync(ClusterFailure.UnsupportedKind, () => cluster.ListAsync(bogus, ListScope.All, CancellationToken.None));
        await Given.FailsAsync(ClusterFailure.UnsupportedKind, () =>
            cluster.FindAsync(bogus with { Group = "bogus.example" }, Sample.Name(), CancellationToken.None));

        // A real server takes its time to put a new kind into its schemas.
        bool? has = null;
        for (var i = 0; i < 300 && has is null; i++)
        {
            if (i > 0) await Task.Delay(200);
            has = await cluster.HasFieldAsync(Sample.Kind, "spec.perNodeBlockSize", CancellationToken.None);
        }

        Assert.True(has);
        Assert.False(await cluster.HasFieldAsync(Sample.Kind, "spec.bogus", CancellationToken.None));
        Assert.NotNull(await cluster.VersionAsync(CancellationToken.None));
        Assert.Empty(await cluster.FindMissingAsync([new AccessRight("delete", Sample.Kind)], CancellationToken.None));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task More_than_a_page_is_listed_and_a_watch_goes_on_from_there(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        using var cluster = Connect(lone);
        await Parallel.ForAsync(0, 520, async (i, stopping) =>
            await cluster.ApplyAsync(Sample.Kind, Given.Tree(Sample.Pool(name: $"p{i}").ToJsonString()), false, stopping));

        var list = await cluster.ListAsync(Sample.Kind, new ListScope { Namespace = TestNamespace.Dpf }, CancellationToken.None);
        var names = await cluster.ListAsync(Sample.Kind, new ListScope { MetadataOnly = true }, CancellationToken.None);
        Assert.Equal(520, list.Items.Count);
        Assert.Equal(520, names.Items.Count);
        Assert.Equal("IPPool", ApiDocuments.Text(names.Items[0].Root, "kind"));
        Assert.False(names.Items[0].Root.TryGetProperty("spec", out _));

        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var events = cluster.WatchAsync(Sample.Kind, ListScope.All, list, guard.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        var next = events.MoveNextAsync();
        await cluster.ApplyAsync(Sample.Kind, Given.Tree(Sample.Pool(name: "last").ToJsonString()), false, CancellationToken.None);
        Assert.True(await next);
        Assert.Equal("last", ApiDocuments.NameOf(events.Current.Document.Root).Name);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_watch_from_a_version_that_is_too_old_shows_what_is_different(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        using var cluster = Connect(lone);
        var gone = ApiDocuments.Of("lab", Sample.Kind, Given.Tree(Sample.Pool(name: "gone").ToJsonString()));
        await cluster.ApplyAsync(Sample.Kind, Given.Tree(Sample.Pool().ToJsonString()), false, CancellationToken.None);

        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var seen = new List<string>();
        await foreach (var one in cluster.WatchAsync(Sample.Kind, ListScope.All, new ObjectList([gone], "1"), guard.Token))
        {
            seen.Add($"{one.Change} {ApiDocuments.NameOf(one.Document.Root).Name}");
            if (seen.Count == 2) break;
        }

        Assert.Equal(["Deleted gone", "Added a"], seen);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_dpu_cluster_is_reached_by_the_secret_that_its_object_names(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        using var host = Connect(lone);
        var user = lone.Server.Admin;
        var credentials = user.CertificatePem is null
            ? $"token: {user.Token}"
            : $"client-certificate-data: {Kubeconfigs.Base64(user.CertificatePem)}, client-key-data: {Kubeconfigs.Base64(user.KeyPem!)}";
        var kubeconfig = Kubeconfigs.One(
            $"server: '{lone.Server.Endpoint}', certificate-authority-data: {Kubeconfigs.Base64(lone.Server.AuthorityPem)}", credentials);
        await host.CreateAsync(ResourceKind.Secret, Given.Tree($$$"""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"kc","namespace":"{{{TestNamespace.Dpf}}}"},
             "data":{"super-admin.conf":"{{{Kubeconfigs.Base64(kubeconfig)}}}"}}
            """), CancellationToken.None);
        var dpu = new DpuClusterResource(new ManifestDocument(Given.Tree($$$"""
            {"metadata":{"name":"dpu","namespace":"{{{TestNamespace.Dpf}}}"},"spec":{"kubeconfig":"kc"}}
            """), new SourceLocation("x")));

        using var cluster = await new SecretSource(host, new SessionOptions(), TimeProvider.System)
            .OpenAsync(dpu, CancellationToken.None);

        Assert.NotNull(await cluster.VersionAsync(CancellationToken.None));
        Assert.Empty((await cluster.ListAsync(Sample.Kind, ListScope.All, CancellationToken.None)).Items);
    }

    private static ApiCluster Connect(LoneServer lone)
    {
        var user = lone.Server.Admin;
        return Given.Cluster(
            new ServerAccess
            {
                Server = lone.Server.Endpoint,
                CertificateAuthority = lone.Server.AuthorityPem,
                Token = user.CertificatePem is null ? user.Token : null,
                ClientCertificate = user.CertificatePem,
                ClientKey = user.KeyPem,
            },
            TimeProvider.System,
            new SessionOptions());
    }
}
