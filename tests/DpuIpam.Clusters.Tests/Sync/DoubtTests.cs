using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Files of a folder that can't be read: what may be a DPU cluster or a pool counts as there.</summary>
public sealed class DoubtTests
{
    private const string WithoutEast = SyncLab.Subnet
        + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["east"]}]}""";

    private static readonly string Grown = SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":6", StringComparison.Ordinal);

    [Theory]
    [InlineData("\"cluster\":\"east\"", "\"cluster\":7")]
    [InlineData("\"labels\":{", "\"labels\":{{")]
    public async Task With_a_DPUCluster_that_can_not_be_read_nothing_is_written(string text, string broken)
    {
        await using var lab = await ServedAsync();
        var file = Break(lab, $"dpuclusters-{TestNamespace.Dpf}-east.json", text, broken);
        await lab.PutAsync(Grown);
        var before = (await lab.Ground.Journal.ReadAsync()).Count;

        var plan = await lab.PrepareAsync();
        Assert.All(plan.Units, static unit => Assert.Contains(unit.Obstacles, static finding =>
            finding.RuleId == "ClusterUnreachable" && finding.Message.Contains("Which DPU clusters there are", StringComparison.Ordinal)));
        Assert.Equal("Refused west", await lab.SyncAsync(SyncLab.Allowing(renumber: true, drop: true)));

        Assert.Contains(Path.GetFileName(file.Path), lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal(before, (await lab.Ground.Journal.ReadAsync()).Count);
        var removal = ServiceIpamRemover.Prepare(lab.Session, plan.Inventory, plan.Units[0].Ipam, SyncLab.Allowing(drop: true));
        Assert.Contains(removal.Obstacles, static finding => finding.Message.Contains("Which DPU clusters there are", StringComparison.Ordinal));
        file.Mend();
        Assert.Equal("Updated east, Updated west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory]
    [InlineData("labels:\n", "labels:\n    extra: 7\n")]
    [InlineData("exclusions:", "exclusions: {")]
    public async Task A_pool_that_can_not_be_read_keeps_the_range_of_a_cluster_that_leaves(string text, string broken)
    {
        await using var lab = await ServedAsync();
        var file = Break(lab, Path.Combine("east", "ippool-shared.yaml"), text, broken);
        await lab.PutAsync(WithoutEast.Replace("Cluster\":3", "Cluster\":6", StringComparison.Ordinal));

        Assert.Equal("Failed east, Updated west", await lab.SyncAsync(SyncLab.Allowing(drop: true)));

        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.90", await lab.SharesAsync());
        file.Mend();
        Assert.Equal("Deleted east, Unchanged west", await lab.SyncAsync(SyncLab.Allowing(drop: true)));
        Assert.Equal("west 10.0.0.31-10.0.0.90", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_cluster_with_a_pool_that_can_not_be_read_is_not_written_and_the_others_are()
    {
        await using var lab = await ServedAsync();
        Break(lab, Path.Combine("east", "ippool-shared.yaml"), "exclusions:", "exclusions: {");
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal));

        Assert.Equal("Failed east, Updated west", await lab.SyncAsync());

        Assert.Contains("what may be a pool can't be read", lab.Results.Single(static result => result.Action == SyncAction.Failed).Error,
            StringComparison.Ordinal);
    }

    public static TheoryData<string> Ways => ["link out", "dangling link", "garbage", "no kind", "misspelt", "emptied", "folder"];

    [Theory, MemberData(nameof(Ways))]
    public async Task The_share_of_a_DPU_cluster_is_not_free_because_its_file_can_not_be_read(string way)
    {
        await using var lab = await ServedAsync();
        var file = Spoil(lab, $"dpuclusters-{TestNamespace.Dpf}-east.json", way, "DPUCluster", "DPUcluster");
        await lab.PutAsync(Grown);

        Assert.Equal("Refused west", await lab.SyncAsync(SyncLab.Allowing(renumber: true, drop: true)));

        Assert.Contains(Path.GetFileName(file.Path), lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        file.Mend();
        Assert.Equal("Updated east, Updated west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_pool_is_not_made_a_second_time_because_its_file_can_not_be_read(string way)
    {
        await using var lab = await ServedAsync();
        var root = ((FolderGround)lab.Ground).Root;
        var file = Spoil(lab, Path.Combine("east", "ippool-shared.yaml"), way, "IPPool", "IPpool");
        await lab.Ground.AddNodesAsync("east", "a0");
        var before = Files();

        // Whether the shares are there to go by or not.
        foreach (var forgets in new[] { false, true })
        {
            if (forgets) await ForgetSharesAsync(lab);
            await lab.SyncAsync(SyncLab.Allowing(renumber: true, drop: true));
            Assert.All(lab.Results.Where(static result => result.Cluster!.EndsWith("east", StringComparison.Ordinal)), result =>
            {
                Assert.True(result.Action is SyncAction.Failed or SyncAction.Refused, result.Action.ToString());
                Assert.Contains("ippool-shared.yaml", result.Error, StringComparison.Ordinal);
            });
            Assert.NotEmpty(lab.Results);
            Assert.Equal(before, Files());
        }

        file.Mend();
        Assert.Contains("east", await lab.SyncAsync(), StringComparison.Ordinal);
        Assert.Contains("e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"), StringComparison.Ordinal);
        await lab.AssertCleanAsync();

        string[] Files() => [.. Directory.EnumerateFileSystemEntries(Path.Combine(root, "east"))
            .Where(static path => !path.Contains(".dpuipam", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task What_is_neither_is_in_nobodys_way()
    {
        await using var lab = await ServedAsync();
        var root = ((FolderGround)lab.Ground).Root;
        await File.WriteAllTextAsync(Path.Combine(root, "bad.yaml"), "kind: DPUServiceIPAM\nspec: {subnetsPerDPUCluster: [", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "east", "bad.yaml"), "kind: Node\nmetadata: [", TestContext.Current.CancellationToken);

        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
        Assert.Equal(2, (await lab.PrepareAsync()).Inventory.Unreadable.Count);
    }

    private static async Task<SyncLab> ServedAsync()
    {
        var lab = await SyncLab.OpenAsync(GroundKind.Folder);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        return lab;
    }

    private static Broken Break(SyncLab lab, string file, string text, string broken)
    {
        var path = Path.Combine(((FolderGround)lab.Ground).Root, file);
        var whole = File.ReadAllText(path);
        Assert.Contains(text, whole, StringComparison.Ordinal);
        File.WriteAllText(path, whole.Replace(text, broken, StringComparison.Ordinal));
        return new Broken(path, whole);
    }

    /// <summary>Makes a file one that can't be read.</summary>
    private static Broken Spoil(SyncLab lab, string file, string way, string kind, string misspelt)
    {
        var root = ((FolderGround)lab.Ground).Root;
        var path = Path.Combine(root, file);
        var whole = File.ReadAllText(path);
        File.Delete(path);
        switch (way)
        {
            case "link out":
                var outside = $"{root}.outside";
                File.WriteAllText(outside, whole);
                File.CreateSymbolicLink(path, outside);
                break;
            case "dangling link": File.CreateSymbolicLink(path, "nowhere"); break;
            case "garbage": File.WriteAllText(path, "%&/() asdf"); break;
            case "no kind": File.WriteAllText(path, whole.Replace("kind", "knid", StringComparison.Ordinal)); break;
            case "misspelt": File.WriteAllText(path, whole.Replace(kind, misspelt, StringComparison.Ordinal)); break;
            case "emptied": File.WriteAllText(path, ""); break;
            case "folder": Directory.CreateDirectory(path); break;
            default: throw new ArgumentException(way);
        }

        return new Broken(path, whole);
    }

    private static async Task ForgetSharesAsync(SyncLab lab)
    {
        var name = new ObjectName(TestNamespace.Dpf, SyncLab.Name);
        await lab.Ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, name, System.Text.Json.Nodes.JsonNode.Parse("""{"status":null}""")!.AsObject());
    }

    private sealed record Broken(string Path, string Whole)
    {
        public void Mend()
        {
            if (Directory.Exists(Path)) Directory.Delete(Path);
            if (new FileInfo(Path).LinkTarget is { } target)
            {
                if (System.IO.Path.IsPathRooted(target)) File.Delete(target);
                File.Delete(Path);
            }

            File.WriteAllText(Path, Whole);
        }
    }
}
