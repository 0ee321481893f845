using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Judge;
using DpuIpam.Clusters.Tests.Servers.Upstream;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A lab with the played DPF and nv-ipam: objects are edited, followed and waited for as the commands do it.</summary>
internal sealed class DpfLab : IAsyncDisposable
{
    /// <summary>Long enough for the played programs on a busy machine.</summary>
    public static readonly SyncOptions Patient = new() { Patience = TimeSpan.FromMinutes(2) };

    /// <summary>Looks once.</summary>
    public static readonly SyncOptions Hasty = new() { Patience = TimeSpan.Zero };

    private readonly List<PlayedNvIpam> _nvIpams = [];

    private DpfLab(SyncLab lab) => Lab = lab;

    public SyncLab Lab { get; }

    public ServerGround Ground => (ServerGround)Lab.Ground;

    /// <summary>The DPF that was started last.</summary>
    public PlayedDpf Dpf { get; private set; } = null!;

    public IReadOnlyList<SyncResult> Results { get; private set; } = [];

    /// <summary>The states that the last wait or sync saw on its way.</summary>
    public List<IReadOnlyList<ReadinessState>> Seen { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Takes a ground and starts DPF, and nv-ipam where it is wanted.</summary>
    public static async Task<DpfLab> OpenAsync(GroundKind kind, GroundOptions? options = null, bool startsNvIpam = true)
    {
        var lab = new DpfLab(await SyncLab.OpenAsync(kind, options));
        lab.Dpf = await PlayedDpf.StartAsync(lab.Ground, Stop);
        if (startsNvIpam) lab.StartNvIpam();
        return lab;
    }

    public void StartNvIpam() => _nvIpams.AddRange(PlayedNvIpam.StartAll(Ground));

    /// <summary>Starts DPF again after it was stopped.</summary>
    public async Task RestartDpfAsync()
    {
        await Dpf.DisposeAsync();
        Dpf = await PlayedDpf.RestartAsync(Ground, Stop);
    }

    public Task<Inventory> ReadAsync() => InventoryReader.ReadAsync(Lab.Session, InventoryParts.All, 4, Stop);

    /// <summary>Plans an edit of the object's spec, or makes it.</summary>
    /// <param name="spec">The members of the whole new spec.</param>
    /// <param name="consent">What is allowed.</param>
    public async Task<ServiceIpamEditPlan> PrepareEditAsync(string spec, Consent? consent = null)
    {
        var inventory = await ReadAsync();
        var tree = inventory.ServiceIpams is [var live]
            ? JsonNode.Parse(live.Root.GetRawText())!.AsObject()
            : JsonNode.Parse("""
                {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
                 "metadata":{"name":"shared","namespace":"dpf-operator-system"} }
                """)!.AsObject();
        tree["spec"] = JsonNode.Parse($"{{ {spec} }}");
        var wanted = new ServiceIpamResource(new ManifestDocument(JsonElement.Parse(tree.ToJsonString()), default));
        return ServiceIpamWriter.Prepare(
            Lab.Session, inventory, wanted, new SyncOptions { Consent = consent ?? Consent.None }, Stop);
    }

    /// <summary>Edits the object, and sees DPF through.</summary>
    /// <returns>What the sync says, as <see cref="SyncLab.SyncAsync"/> does.</returns>
    public async Task<string> EditAsync(string spec, Consent? consent = null)
    {
        var edit = await PrepareEditAsync(spec, consent);
        Assert.Empty(edit.Unit.Obstacles);
        await ServiceIpamWriter.WriteAsync(edit, isForced: false, Stop);
        return await FollowAsync();
    }

    /// <summary>Syncs all objects beside DPF.</summary>
    public async Task<string> FollowAsync(SyncOptions? options = null)
    {
        var plan = await Lab.PrepareAsync(options ?? Patient);
        Assert.True(plan.IsBesideDpf, plan.Inventory.Dpf.Reason);
        var results = new List<SyncResult>();
        Seen.Clear();
        await DpfFollower.RunAsync(plan, plan.Units, results.Add, Seen.Add, Lab.Warnings.Add, Stop);
        Results = results;
        return string.Join(", ", results
            .Select(static result => $"{result.Action} {(result.Cluster ?? "host").Split('/')[^1]}")
            .Order(StringComparer.Ordinal));
    }

    /// <summary>Waits for the object.</summary>
    /// <returns>What keeps it from being ready: rule and message, one a line.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(SyncOptions? options = null)
    {
        Seen.Clear();
        var states = await ReadinessWatch.WaitAsync(
            Lab.Session, [$"{TestNamespace.Dpf}/{SyncLab.Name}"], options ?? Patient, Seen.Add, Stop);
        return [.. Assert.Single(states).Reasons.Select(static reason => $"{reason.RuleId} {reason.Message}")];
    }

    /// <summary>We have written specs of DPUServiceIPAM objects, and nothing else: no pool, no status, no finalizer, no Lease.</summary>
    public async Task AssertOnlySpecsWrittenAsync()
    {
        var journal = await Ground.Journal.ReadAsync(Stop);
        WatchJudge.AssertNeverManagesPools(journal);
        foreach (var entry in journal.Where(static entry => entry.Kind == ResourceKind.ServiceIpam))
        {
            foreach (var fields in entry.Item["metadata"]?["managedFields"]?.AsArray() ?? [])
            {
                if ((string?)fields!["manager"] != ApiNames.Manager) continue;
                Assert.Equal(["f:spec"], fields["fieldsV1"]!.AsObject().Select(static field => field.Key));
                Assert.Null(fields["subresource"]);
            }
        }

        if (Ground is not InProcessGround inProcess) return;
        foreach (var (cluster, _) in Ground.Servers)
        {
            var writes = inProcess.Server(cluster.Split('/')[^1]).Requests.Of("DpuIpam/").Where(static request => request.IsWrite);
            Assert.All(writes, static request => Assert.Matches(
                "^(PATCH|POST|DELETE) /apis/svc.dpu.nvidia.com/v1alpha1/namespaces/dpf-operator-system/dpuserviceipams(/shared)?$",
                $"{request.Method} {request.Path}"));
            if (cluster != "host") Assert.Empty(writes);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var nvIpam in _nvIpams) await nvIpam.DisposeAsync();
        await Dpf.DisposeAsync();
        await Lab.DisposeAsync();
    }
}
