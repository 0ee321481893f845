using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>An edit of a DPUServiceIPAM: what it would lead to, and what stands in its way.</summary>
/// <param name="Wanted">The object as it would be.</param>
/// <param name="Live">The object as it is; null when it is to be made.</param>
/// <param name="Plan">The sync that follows from it; its one unit holds the plans and obstacles.</param>
/// <param name="IsModeSwitch">Whether the object has to be deleted and made anew.</param>
internal sealed record ServiceIpamEditPlan(
    ServiceIpamResource Wanted, ServiceIpamResource? Live, SyncPlan Plan, bool IsModeSwitch)
{
    public SyncUnit Unit => Plan.Units[0];

    /// <summary>What becomes of live allocations without the edit just the same, once the object is synced as it is.</summary>
    public LiveChanges Pending { get; private init; } = LiveChanges.None;

    /// <summary>What the edit itself does to live allocations.</summary>
    public LiveChanges Caused => LiveChanges.Of(Unit.Plans, Unit.Removals).Except(Pending);

    /// <summary>What holds the edit up; with any, it is not written.</summary>
    public IReadOnlyList<Finding> Obstacles => IsModeSwitch
        ? [.. Unit.Obstacles.Concat(ModeSwitch.Prepare(this).Obstacles)
            .DistinctBy(static finding => (finding.Rule, finding.Cluster, finding.Message))]
        : Unit.Obstacles;

    /// <summary>The same, knowing what happens without it.</summary>
    public ServiceIpamEditPlan Beside(LiveChanges pending) => this with
    {
        Pending = pending,
        Plan = Plan with
        {
            Units =
            [
                Unit with
                {
                    Obstacles =
                    [
                        .. Unit.Obstacles.Where(static finding => !ConsentCheck.IsAboutConsent(finding)),
                        .. ConsentCheck.FindLosses(Unit.Plans, Unit.Removals, Plan.Options.Consent, pending),
                    ],
                },
            ],
        },
    };

    /// <summary>Whether the edit changes anything.</summary>
    public bool IsChange => Live is null || IsModeSwitch || ServiceIpamWriter.PatchOf(Live, Wanted) is not null;
}

/// <summary>Writes the spec of DPUServiceIPAM objects: the fields that change, and nothing else.</summary>
internal static class ServiceIpamWriter
{
    private const int MostTries = 5;
    private const string ProbeName = "dpuipam-probe";

    /// <summary>Plans an edit; writes nothing.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <param name="wanted">The object as it should be.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="cancellation">Ends the planning.</param>
    public static ServiceIpamEditPlan Prepare(
        ClusterSession session, Inventory inventory, ServiceIpamResource wanted, SyncOptions options,
        CancellationToken cancellation)
    {
        var live = inventory.ServiceIpams.FirstOrDefault(ipam => ipam.Key == wanted.Key);
        wanted = inventory.AsWritten(wanted);
        var plan = SyncPlanner.Prepare(session, inventory, [wanted], options, cancellation);
        var edit = new ServiceIpamEditPlan(wanted, live, plan, SyncPlanner.IsModeSwitch(live, wanted));
        // A switch of the mode deletes pools by itself: nothing of that waits for a sync.
        return live is null || edit.IsModeSwitch || edit.Caused.IsEmpty
            ? edit
            : edit.Beside(FindPending(session, inventory, live, options, cancellation));
    }

    /// <summary>What a sync of an object as it is would do to live allocations; nothing while something else holds it up.</summary>
    private static LiveChanges FindPending(
        ClusterSession session, Inventory inventory, ServiceIpamResource live, SyncOptions options, CancellationToken cancellation)
    {
        var unit = SyncPlanner.Prepare(
            session, inventory, [live], options with { Consent = new Consent(true, true) }, cancellation).Units[0];
        return unit.Obstacles.Count > 0 ? LiveChanges.None : LiveChanges.Of(unit.Plans, unit.Removals);
    }

    /// <summary>Writes an edit that nothing stands in the way of.</summary>
    /// <returns>The object as the cluster has it now.</returns>
    /// <exception cref="ClusterException">It was not written, or not as wanted.</exception>
    public static async Task<ServiceIpamResource> WriteAsync(
        ServiceIpamEditPlan edit, bool isForced, CancellationToken cancellation)
    {
        var host = edit.Plan.Session.Host;
        if (edit.Live is null || edit.IsModeSwitch) return await CreateAsync(host, edit.Wanted, cancellation).ConfigureAwait(false);
        if (PatchOf(edit.Live, edit.Wanted) is not { } patch) return edit.Live;
        patch["metadata"] ??= new JsonObject();
        var name = new ObjectName(edit.Live.Namespace, edit.Live.Name);
        var live = edit.Live;
        for (var attempt = 1; ; attempt++)
        {
            if (!isForced && OtherTools.Of(live) is { } tool)
            {
                throw new ClusterException(ClusterFailure.Conflict, host.Name,
                    $"{live} is managed by {tool}, which would take the edit back. Edit its source, or use -Force.");
            }

            patch["metadata"]!["resourceVersion"] = live.ResourceVersion;
            try
            {
                // A server that does not know a field answers without it: better before the write than after.
                ThrowIfLost(host, edit.Wanted, await MergeAsync(isDryRun: true).ConfigureAwait(false));
                var written = await MergeAsync(isDryRun: false).ConfigureAwait(false);
                ThrowIfLost(host, edit.Wanted, written);
                return written;
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.Conflict && attempt < MostTries)
            {
                // DPF writes conditions at any time; the plan holds as long as the spec and the shares do.
                var found = await host.FindAsync(ResourceKind.ServiceIpam, name, cancellation).ConfigureAwait(false);
                if (found is null || new ServiceIpamResource(found) is not { } current
                    || !IsSameSpec(edit.Live, current) || !ShareStore.AreSame(edit.Live.Shares, current.Shares)) throw;
                live = current;
            }
        }

        async Task<ServiceIpamResource> MergeAsync(bool isDryRun) => new(await host.MergeAsync(
            ResourceKind.ServiceIpam, name, Tree.Of(patch), ObjectPart.Object, isDryRun, cancellation).ConfigureAwait(false));
    }

    /// <summary>Whether an object is still the one that was planned on, whatever its status says by now.</summary>
    public static bool IsSameSpec(ServiceIpamResource planned, ServiceIpamResource current) =>
        planned.Uid == current.Uid && planned.IsBeingDeleted == current.IsBeingDeleted && PatchOf(current, planned) is null;

    /// <summary>The merge patch of an edit: of the spec, and of the annotation that names the pools. Null without a change.</summary>
    public static JsonObject? PatchOf(ServiceIpamResource live, ServiceIpamResource wanted)
    {
        var patch = new JsonObject();
        if (MergeDiff.Of(Spec(live), Spec(wanted)) is { } spec) patch["spec"] = spec;
        var (before, after) = (Override(live), Override(wanted));
        if (before != after)
        {
            patch["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject { [ApiNames.NameOverrideAnnotation] = after },
            };
        }

        return patch.Count == 0 ? null : patch;
    }

    /// <summary>Asks whether the server would take a new object while the old one of its name is still there: by a dry run under
    /// a name that nobody has.</summary>
    /// <exception cref="ClusterException">It is refused, or a field would be lost.</exception>
    public static async Task ProbeAsync(ServiceIpamEditPlan edit, CancellationToken cancellation)
    {
        var name = ProbeName;
        for (var i = 2; edit.Plan.Inventory.ServiceIpams.Any(ipam => ipam.Name == name); i++) name = $"{ProbeName}-{i}";
        var tree = NewTree(edit.Wanted);
        tree["metadata"]!["name"] = name;
        var host = edit.Plan.Session.Host;
        var answer = await host.ApplyAsync(ResourceKind.ServiceIpam, Tree.Of(tree), true, cancellation).ConfigureAwait(false);
        ThrowIfLost(host, edit.Wanted, new ServiceIpamResource(answer));
    }

    private static async Task<ServiceIpamResource> CreateAsync(
        ICluster host, ServiceIpamResource wanted, CancellationToken cancellation)
    {
        var tree = NewTree(wanted);
        var dryRun = await host.ApplyAsync(ResourceKind.ServiceIpam, Tree.Of(tree), true, cancellation).ConfigureAwait(false);
        ThrowIfLost(host, wanted, new ServiceIpamResource(dryRun));
        return new ServiceIpamResource(
            await host.CreateAsync(ResourceKind.ServiceIpam, Tree.Of(tree), cancellation).ConfigureAwait(false));
    }

    /// <summary>The object as it is sent to be made.</summary>
    private static JsonObject NewTree(ServiceIpamResource wanted)
    {
        var tree = Tree.Copy(wanted.Root);
        tree.Remove("status");
        Tree.DropNulls(tree);
        var metadata = (JsonObject)tree["metadata"]!;
        foreach (var field in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink" })
            metadata.Remove(field);
        return tree;
    }

    private static void ThrowIfLost(ICluster host, ServiceIpamResource wanted, ServiceIpamResource answer)
    {
        if (MergeDiff.Of(Spec(answer), Spec(wanted)) is not { } lost) return;
        var path = "spec";
        JsonNode? inner = lost;
        while (inner is JsonObject { Count: > 0 } level)
        {
            var (name, value) = level.First();
            (path, inner) = ($"{path}.{name}", value);
        }

        throw new ClusterException(ClusterFailure.UnsupportedField, host.Name,
            $"{wanted}: the server does not keep {path}: its definition of DPUServiceIPAM is older than that field. Update DPF's"
            + " CRDs, or leave the field out.");
    }

    private static JsonElement Spec(ServiceIpamResource ipam) =>
        ipam.Root.TryGetProperty("spec", out var spec) && spec.ValueKind == JsonValueKind.Object ? spec : Empty;

    private static string? Override(ServiceIpamResource ipam) =>
        ipam.Annotations.TryGetValue(ApiNames.NameOverrideAnnotation, out var name) ? name : null;

    private static JsonElement Empty { get; } = Tree.Of(new JsonObject());
}
