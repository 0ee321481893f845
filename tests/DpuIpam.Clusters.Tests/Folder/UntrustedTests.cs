using System.Diagnostics;
using System.Net.Sockets;
using DpuIpam.Clusters.Folder;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>A folder in which somebody has put what is no file, or leads elsewhere.</summary>
public sealed class UntrustedTests
{
    /// <summary>What may lie in the place of a manifest, and what is said of it.</summary>
    public static TheoryData<string, string> Odd => new()
    {
        { "link out", "leads out of the folder" },
        { "dangling link", "leads nowhere" },
        { "link to a folder", "it is a folder" },
        { "link to a device", "leads out of the folder" },
        { "pipe", "named pipe" },
        { "link to a pipe", "named pipe" },
        { "socket", "socket" },
        { "folder", "it is a folder" },
        { "empty", "is empty" },
        { "garbage", "must be a map" },
        { "bytes", "" },
        { "circle", "circle" },
    };

    [Theory, MemberData(nameof(Odd))]
    public async Task Is_named_and_may_be_any_manifest_of_the_folder(string odd, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        using var socket = Put(lab, odd, "x.yaml");

        foreach (var kind in new[] { ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.DpuCluster, ResourceKind.ServiceIpam })
        {
            var list = await lab.List(kind).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(kind == ResourceKind.IPPool ? ["a"] : [], Lab.Names(list));
            var error = Assert.Single(list.Doubtful);
            Assert.Equal("x.yaml", Path.GetFileName(error.File));
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
            Assert.Same(error, Assert.Single(list.Unreadable));
        }

        await Refused.With(ClusterFailure.Configuration, () => lab.Find("b"));
        await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("b")));
        Assert.Null(await lab.Find("b", ResourceKind.Lease));
        await lab.Apply(Lab.Pool("a", 8));
        Assert.Equal(Lab.Yaml("a", 8), lab.Read("a.yaml"));
        if (Directory.Exists(lab.Outside)) Assert.Equal(Lab.Yaml("secret"), File.ReadAllText(Path.Combine(lab.Outside, "secret.yaml")));
    }

    [Theory]
    [InlineData("kind: IPPool\n", "kind: IPpool\n")]
    [InlineData("kind: IPPool\n", "kind: IPPol\n")]
    [InlineData("kind: IPPool\n", "kind: IPool\n")]
    [InlineData("kind: IPPool\n", "Kind: IPPool\n")]
    [InlineData("kind: IPPool\n", "kind:\n")]
    [InlineData("kind: IPPool\n", "kind: 7\n")]
    [InlineData("kind: IPPool\n", "")]
    [InlineData("kind: IPPool\n", "kind: Pool\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\n", "")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\n", "apiVersion: v1\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\n", "apiVersion: nv-ipam.nvidia.co/v1alpha1\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\n", "apiVersion: svc.dpu.nvidia.com/v1alpha1\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\n", "apiVersion: 1\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\n", "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPoolLst\n")]
    public async Task A_kind_with_a_slip_is_not_absent(string text, string slip)
    {
        using var lab = new Lab();
        lab.Write("x.yaml", Lab.Yaml("a").Replace(text, slip, StringComparison.Ordinal));
        var list = await lab.List();
        Assert.Empty(list.Items);
        var error = Assert.Single(list.Doubtful);
        Assert.Contains("nv-ipam.nvidia.com/v1alpha1 IPPool", error.Message, StringComparison.Ordinal);
        Assert.Empty((await lab.List(ResourceKind.DpuCluster)).Doubtful);
        await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("a")));
        await lab.Apply(Lab.Pool("b"));
    }

    [Theory]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DPUcluster")]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DpuCluster")]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DPUClusters")]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DPUCulster")]
    [InlineData("provisoning.dpu.nvidia.com/v1alpha1", "DPUCluster")]
    [InlineData("dpu.nvidia.com/v1alpha1", "DPUCluster")]
    [InlineData("v1", "DPUCluster")]
    public async Task A_DPUCluster_with_a_slip_is_not_absent(string apiVersion, string kind)
    {
        using var lab = new Lab();
        lab.Write("east.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: east, namespace: x}}\n");
        var inventory = await InventoryReader.ReadAsync(lab.Session, InventoryParts.All, 2, default);
        Assert.Contains("DPUCluster", Assert.Single(inventory.DoubtfulClusters).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crd.projectcalico.org/v1", "IPPool")]
    [InlineData("svc.dpu.nvidia.com/v1alpha1", "DPUService")]
    [InlineData("svc.dpu.nvidia.com/v1alpha1", "DPUServiceChain")]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DPUSet")]
    [InlineData("provisioning.dpu.nvidia.com/v1alpha1", "DPUNode")]
    [InlineData("cluster.x-k8s.io/v1beta1", "Cluster")]
    [InlineData("metal3.io/v1alpha1", "IPPool")]
    [InlineData("v1", "ConfigMap")]
    [InlineData("v1", "Pod")]
    public async Task Other_peoples_kinds_are_passed_over(string apiVersion, string kind)
    {
        using var lab = new Lab();
        lab.Write("x.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a, namespace: {Lab.Namespace}}}\n");
        lab.Write("values.yaml", "replicas: 3\nkindness: IPPool\n");
        lab.Write("comments.yaml", "# nothing here\n---\n");
        Assert.Empty((await lab.List()).Unreadable);
        await lab.Apply(Lab.Pool("a"));
    }

    [Theory]
    [InlineData("kind: ConfigMap\ndata: {\n", false)]
    [InlineData("{\"kind\": \"ConfigMap\", \"data\": {{", false)]
    [InlineData("kind: ConfigMap\ndata: {x: IPPool\n", true)]
    [InlineData("kind: IPpool\nspec: {\n", true)]
    [InlineData("kind: \"IPPool\" # x\nspec: {\n", true)]
    [InlineData("{\"kind\": \"ippool\", \"spec\": {{", true)]
    [InlineData("{\"spec\": {{\"kind\": \"ConfigMap\"", true)]
    [InlineData("kind: List\nitems: [\n", true)]
    [InlineData("spec: {\n  kind: ConfigMap\n", true)]
    public async Task A_malformed_text_may_be_what_its_top_says(string text, bool mayBe)
    {
        using var lab = new Lab();
        lab.Write("x.yaml", text);
        var list = await lab.List();
        Assert.NotEmpty(list.Unreadable);
        Assert.Equal(mayBe, list.Doubtful.Count > 0);
    }

    [Fact]
    public async Task A_folder_of_a_DPU_cluster_may_end_like_a_manifest()
    {
        using var lab = new Lab();
        lab.Write("c.yaml", "apiVersion: provisioning.dpu.nvidia.com/v1alpha1\nkind: DPUCluster\nmetadata: {name: east.yaml, namespace: x}\n");
        lab.Write("east.yaml/a.yaml", Lab.Yaml("a"));
        var inventory = await InventoryReader.ReadAsync(lab.Session, InventoryParts.All, 2, default);
        Assert.Empty(inventory.Unreadable);
        Assert.Equal("a", Assert.Single(Assert.Single(inventory.Members).Pools).Pool);
    }

    [Theory]
    [InlineData("link out", "leads out")]
    [InlineData("dangling link", "leads nowhere")]
    [InlineData("pipe", "named pipe")]
    [InlineData("socket", "socket")]
    [InlineData("file", "it is a file")]
    [InlineData("other case", "in other case")]
    public async Task What_is_in_the_place_of_a_DPU_clusters_folder_is_no_empty_cluster(string odd, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using var lab = new Lab();
        lab.Write("c.yaml", "apiVersion: provisioning.dpu.nvidia.com/v1alpha1\nkind: DPUCluster\nmetadata: {name: east, namespace: x}\n");
        if (odd == "other case") lab.Write("East/a.yaml", Lab.Yaml("a"));
        using var socket = odd == "other case" ? null : Put(lab, odd, "east");
        var inventory = await InventoryReader.ReadAsync(lab.Session, InventoryParts.All, 2, default);
        Assert.Contains(said, Assert.Single(inventory.Members).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_becomes_a_link_out_after_it_was_opened_is_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows asks for a right to make links.");
        using var lab = new Lab();
        lab.Write("c.yaml", "apiVersion: provisioning.dpu.nvidia.com/v1alpha1\nkind: DPUCluster\nmetadata: {name: east, namespace: x}\n");
        lab.Write("east/a.yaml", Lab.Yaml("a"));
        var cluster = (await InventoryReader.ReadAsync(lab.Session, InventoryParts.All, 2, default)).Members[0].Cluster!;
        Directory.Move(lab.PathOf("east"), lab.Outside);
        Directory.CreateSymbolicLink(lab.PathOf("east"), lab.Outside);
        await Refused.With(ClusterFailure.Configuration, () => cluster.ListAsync(ResourceKind.IPPool, ListScope.All, default));
        await Refused.With(ClusterFailure.Configuration, () => cluster.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a", 8), false, default));
        Assert.Equal(["a.yaml"], Directory.EnumerateFiles(lab.Outside).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("link out")]
    [InlineData("dangling link")]
    [InlineData("pipe")]
    [InlineData("socket")]
    public async Task Nothing_is_written_through_what_lies_where_the_lock_would(string odd)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        using var socket = Put(lab, odd, FolderLock.FileName);
        var error = await Refused.With(
            ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("a", 8)).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains(Path.Combine("lab", FolderLock.FileName), error.Message, StringComparison.Ordinal);
        Assert.Equal(Lab.Yaml("a"), lab.Read("a.yaml"));
        AssertNothingOutside(lab);
    }

    [Theory]
    [InlineData("link out")]
    [InlineData("dangling link")]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("folder")]
    public async Task The_note_of_the_locks_holder_is_written_through_nothing(string odd)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        using var socket = Put(lab, odd, FolderLock.FileName + ".holder");
        await lab.Apply(Lab.Pool("a", 8)).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Lab.Yaml("a", 8), lab.Read("a.yaml"));
        AssertNothingOutside(lab);
        if (odd != "folder") Assert.Equal([FolderLock.FileName, "a.yaml"], lab.Files());
    }

    [Fact]
    public async Task A_note_that_somebody_else_wrote_does_not_get_to_the_terminal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that is open can't be replaced there.");
        using var lab = new Lab();
        using var held = await FolderLock.TakeAsync(lab.Root, "lab", "lab", TimeSpan.FromSeconds(30), default);
        File.WriteAllText(lab.PathOf(FolderLock.FileName + ".holder"), "me \u001b[2J");
        using var impatient = lab.Open(new SessionOptions { Timeout = TimeSpan.FromMilliseconds(1) });
        var error = await Refused.With(
            ClusterFailure.Unreachable, () => impatient.Host.ApplyAsync(ResourceKind.IPPool, Lab.Pool("a"), false, default));
        Assert.Contains("by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_differ_by_case_only_are_told_and_leave_nothing_in_doubt()
    {
        using var lab = new Lab();
        lab.Write("pool.yaml", Lab.Yaml("a"));
        lab.Write("Pool.yaml", Lab.Yaml("b"));
        Assert.SkipWhen(lab.Files().Length < 2, "This file system knows one of them only.");
        var list = await lab.List();
        Assert.Equal(["b", "a"], Lab.Names(list));
        Assert.Empty(list.Doubtful);
        var error = Assert.Single(list.Unreadable);
        Assert.Contains("Pool.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains("pool.yaml differs", error.Message, StringComparison.Ordinal);
        lab.Write("IPPOOL-new.yaml", Lab.Yaml("c"));
        await lab.Apply(Lab.Pool("new"));
        Assert.Contains($"ippool-{Lab.Namespace}-new.yaml", lab.Files());
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there are names any bytes.");
        using var lab = new Lab();
        await RunAsync("sh", "-c", "printf '%s' 'kind: x' > \"$1/$(printf 'n\\377.yaml')\"", "sh", lab.Root);
        var doubtful = (await lab.List()).Doubtful;
        await RunAsync("sh", "-c", "rm \"$1\"/*.yaml", "sh", lab.Root);
        Assert.Contains("not UTF-8", Assert.Single(doubtful).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_other_names_is_not_parted_from_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Only there it is known.");
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a") + "---\n" + Lab.Yaml("b"));
        await LinkAsync(lab.PathOf("a.yaml"), lab.PathOf("backup.txt"));
        var error = await Refused.With(ClusterFailure.Configuration, () => lab.Apply(Lab.Pool("a", 8)));
        Assert.Contains("2 names (hard links)", error.Message, StringComparison.Ordinal);
        await Refused.With(ClusterFailure.Configuration, () => lab.Delete("a"));
        Assert.Equal(Lab.Yaml("a") + "---\n" + Lab.Yaml("b"), lab.Read("backup.txt"));
        File.Delete(lab.PathOf("backup.txt"));
        await lab.Apply(Lab.Pool("a", 8));
    }

    [Fact]
    public async Task An_administrators_run_leaves_files_to_whom_they_belong()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only an administrator gives files away.");
        if (OperatingSystem.IsWindows()) return;
        using var lab = new Lab();
        lab.Write("a.yaml", Lab.Yaml("a"));
        await RunAsync("chown", "-R", "4711:4712", lab.Root);
        await RunAsync("chown", "4713:4714", lab.PathOf("a.yaml"));
        File.SetUnixFileMode(lab.PathOf("a.yaml"), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.SetGroup);
        await lab.Apply(Lab.Pool("a", 8));
        await lab.Apply(Lab.Pool("b"));
        Assert.Equal((4713u, 4714u), OwnerOf("a.yaml"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.SetGroup, File.GetUnixFileMode(lab.PathOf("a.yaml")));
        Assert.Equal((4711u, 4712u), OwnerOf("ippool-b.yaml"));
        Assert.Equal((4711u, 4712u), OwnerOf(FolderLock.FileName));

        (uint Owner, uint Group) OwnerOf(string file)
        {
            var status = FileStatus.Of(lab.PathOf(file));
            return (status.Owner, status.Group);
        }
    }

    /// <summary>Puts something odd there.</summary>
    private static Socket? Put(Lab lab, string odd, string name)
    {
        var path = lab.PathOf(name);
        switch (odd)
        {
            case "link out":
                Directory.CreateDirectory(lab.Outside);
                File.WriteAllText(Path.Combine(lab.Outside, "secret.yaml"), Lab.Yaml("secret"));
                File.CreateSymbolicLink(path, Path.Combine("..", "outside", name == "east" ? "" : "secret.yaml"));
                break;
            case "dangling link":
                File.CreateSymbolicLink(path, "missing");
                break;
            case "link to a folder":
                Directory.CreateDirectory(lab.PathOf("inner"));
                File.CreateSymbolicLink(path, "inner");
                break;
            case "link to a device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "pipe":
                RunAsync("mkfifo", path).GetAwaiter().GetResult();
                break;
            case "link to a pipe":
                RunAsync("mkfifo", lab.PathOf("pipe")).GetAwaiter().GetResult();
                File.CreateSymbolicLink(path, "pipe");
                break;
            case "socket":
                var socket = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                return socket;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "file":
                File.WriteAllText(path, "x");
                break;
            case "empty":
                File.WriteAllText(path, "");
                break;
            case "garbage":
                File.WriteAllText(path, "asdf");
                break;
            case "bytes":
                File.WriteAllBytes(path, [0, 1, 2, 0xFF, 0xFE, 0xC3]);
                break;
            case "circle":
                File.CreateSymbolicLink(path, name);
                break;
            default:
                throw new ArgumentException(odd);
        }

        return null;
    }

    private static void AssertNothingOutside(Lab lab)
    {
        if (!Directory.Exists(lab.Outside)) return;
        Assert.Equal(["secret.yaml"], Directory.EnumerateFileSystemEntries(lab.Outside).Select(Path.GetFileName));
        Assert.Equal(Lab.Yaml("secret"), File.ReadAllText(Path.Combine(lab.Outside, "secret.yaml")));
        Assert.False(File.Exists(lab.PathOf("missing")));
    }

    private static Task LinkAsync(string file, string name) => RunAsync("ln", file, name);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
