using DpuIpam.Clusters.Folder;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Folder;

public class SessionTests
{
    [Fact]
    public async Task The_example_folder_is_a_host_cluster_with_two_DPU_clusters()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "docs", "examples"))) folder = Path.GetDirectoryName(folder)!;
        using var session = FolderSession.Open(Path.Combine(folder, "docs", "examples", "clusters"), new SessionOptions());
        Assert.Equal("clusters", session.Name);
        var inventory = await InventoryReader.ReadAsync(session, InventoryParts.Pools | InventoryParts.Nodes, 2, default);
        Assert.Empty(inventory.Unreadable);
        Assert.Equal(["shared"], inventory.ServiceIpams.Select(static ipam => ipam.Name));
        Assert.Equal(["dpu-east/east", "dpu-west/west"], inventory.Members.Select(static member => member.Name));
        Assert.All(inventory.Members, static member => Assert.Null(member.Error));
        Assert.Equal(["rack1-a", "rack1-b"], inventory.Members[0].Nodes.Select(static node => node.NodeName));
        Assert.Equal("shared", Assert.Single(inventory.Members[0].Pools).Resource.Name);
    }

    [Fact]
    public async Task What_is_malformed_is_told_once_by_the_inventory()
    {
        using var lab = new Lab();
        lab.Write("bad.yaml", "kind: [\n");
        lab.Write("a.yaml", Lab.Yaml("a"));
        var inventory = await InventoryReader.ReadAsync(lab.Session, InventoryParts.Pools | InventoryParts.Nodes, 2, default);
        Assert.Single(inventory.Unreadable);
        Assert.Single(Assert.Single(inventory.Members).Pools);
    }

    [Fact]
    public async Task A_DPU_cluster_without_folder_is_empty_and_its_folder_comes_with_the_first_object()
    {
        using var lab = new Lab();
        var east = await lab.Session.OpenAsync(Cluster(lab, "x", "east"), default);
        Assert.Empty((await east.ListAsync(ResourceKind.IPPool, ListScope.All, default)).Items);
        await east.DeleteAsync(ResourceKind.IPPool, Lab.Name("a"), default, default);
        await Refused.With(ClusterFailure.Conflict, () => east.ApplyAsync(
            ResourceKind.IPPool, JsonMergePatch.Apply(Lab.Pool("a"), Lab.Tree("""{"metadata":{"uid":"u"}}""")), false, default));
        await east.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a"), isDryRun: true, default);
        Assert.False(Directory.Exists(lab.PathOf("east")));
        var made = await east.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a"), false, default);
        Assert.Equal(Lab.Yaml("a"), lab.Read("east/ippool-a.yaml"));
        Assert.Equal(Path.Combine("lab", "east", "ippool-a.yaml"), made.Location.File);
        Assert.Empty((await lab.List()).Items);
    }

    [Fact]
    public async Task Clusters_of_one_name_in_two_namespaces_have_folders_with_the_namespace()
    {
        using var lab = new Lab();
        var (x, y) = (Cluster(lab, "x", "east"), Cluster(lab, "z", "east"));
        lab.Write("x.east/a.yaml", Lab.Yaml("a"));
        var first = await lab.Session.OpenAsync(x, default);
        Assert.Single((await first.ListAsync(ResourceKind.IPPool, ListScope.All, default)).Items);
        await (await lab.Session.OpenAsync(y, default)).ApplyAsync(ResourceKind.IPPool, Lab.Pool("b"), false, default);
        Assert.True(File.Exists(lab.PathOf("z.east/ippool-b.yaml")));
    }

    [Fact]
    public async Task A_folder_that_may_be_of_either_cluster_is_refused()
    {
        using var lab = new Lab();
        var x = Cluster(lab, "x", "east");
        Cluster(lab, "z", "east");
        Directory.CreateDirectory(lab.PathOf("east"));
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Session.OpenAsync(x, default));
        Assert.Contains("rename", error.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(lab.PathOf("x.east"));
        Assert.Equal(lab.PathOf("x.east"), (await lab.Session.OpenAsync(x, default)).Endpoint);
        var alone = Cluster(lab, "x", "west");
        Directory.CreateDirectory(lab.PathOf("west"));
        Directory.CreateDirectory(lab.PathOf("x.west"));
        await Refused.With(ClusterFailure.Configuration, () => lab.Session.OpenAsync(alone, default));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    public async Task A_cluster_whose_name_would_lead_elsewhere_is_refused(string name)
    {
        using var lab = new Lab();
        await Refused.With(ClusterFailure.Configuration, () => lab.Session.OpenAsync(Cluster(lab, "x", name), default));
    }

    [Fact]
    public async Task A_cluster_whose_folder_is_a_link_out_of_the_folder_is_refused()
    {
        using var lab = new Lab();
        Directory.CreateDirectory(lab.Outside);
        Directory.CreateSymbolicLink(lab.PathOf("east"), lab.Outside);
        Directory.CreateDirectory(lab.PathOf("real"));
        Directory.CreateSymbolicLink(lab.PathOf("west"), "real");
        await Refused.With(ClusterFailure.Configuration, () => lab.Session.OpenAsync(Cluster(lab, "x", "east"), default));
        await lab.Session.OpenAsync(Cluster(lab, "x", "west"), default);
    }

    [Fact]
    public async Task Links_in_a_circle_are_an_error()
    {
        using var lab = new Lab();
        File.CreateSymbolicLink(lab.PathOf("east"), "west");
        File.CreateSymbolicLink(lab.PathOf("west"), "east");
        File.CreateSymbolicLink(lab.PathOf("a.yaml"), "a.yaml");
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Session.OpenAsync(Cluster(lab, "x", "east"), default));
        Assert.Contains("circle", error.Message, StringComparison.Ordinal);
        Assert.Contains("circle", Assert.Single((await lab.List()).Unreadable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_itself_reached_by_a_link_is_opened()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        Directory.CreateSymbolicLink(lab.Outside, lab.Root);
        using var session = FolderSession.Open(lab.Outside, new SessionOptions { Name = "mine" });
        Assert.Equal("mine", session.Name);
        await session.Host.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a", 8), false, default);
        Assert.Equal(Lab.Yaml("a", 8), lab.Read("a.yaml"));
    }

    [Fact]
    public void A_path_without_folder_is_an_error_with_the_remedy()
    {
        using var lab = new Lab();
        lab.Write("a.yaml", "");
        var missing = Assert.Throws<ClusterException>(() => FolderSession.Open(lab.PathOf("nowhere"), new SessionOptions()));
        Assert.Equal(ClusterFailure.Configuration, missing.Failure);
        Assert.Contains("make the folder", missing.Message, StringComparison.Ordinal);
        var file = Assert.Throws<ClusterException>(() => FolderSession.Open(lab.PathOf("a.yaml"), new SessionOptions()));
        Assert.Contains("is a file", file.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_went_away_is_an_error_and_not_an_empty_cluster()
    {
        using var lab = new Lab();
        Directory.Delete(lab.Root);
        await Refused.With(ClusterFailure.Configuration, () => lab.List());
        await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("a")));
        Directory.CreateDirectory(lab.Root);
    }

    [Fact]
    public async Task A_folder_has_no_version_no_schema_and_no_rights_to_ask_for()
    {
        using var lab = new Lab();
        Assert.Null(await lab.Host.VersionAsync(default));
        Assert.Null(await lab.Host.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", default));
        Assert.Empty(await lab.Host.FindMissingAsync([new AccessRight("get", ResourceKind.IPPool)], default));
    }

    private static DpuClusterResource Cluster(Lab lab, string @namespace, string name)
    {
        var text = $"apiVersion: provisioning.dpu.nvidia.com/v1alpha1\nkind: DPUCluster\nmetadata:\n  name: {name}\n  namespace: {@namespace}\n";
        lab.Write($"cluster-{@namespace}-{Guid.NewGuid():N}.yaml", text);
        return new DpuClusterResource(Manifests.Reading.One(text));
    }
}
