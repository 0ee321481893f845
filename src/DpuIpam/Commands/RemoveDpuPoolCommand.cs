using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Sync;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <summary>Removes IPPools and CIDRPools of DPU clusters, and sees them gone.</summary>
[Cmdlet(VerbsCommon.Remove, "DpuPool", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = PoolSet)]
[OutputType(typeof(Pool))]
public sealed class RemoveDpuPoolCommand : WritingCmdlet
{
    private const string PoolSet = "Pool";
    private const string InputSet = "InputObject";

    private readonly List<Pool> _given = [];

    /// <summary>Names of pools; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PoolSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PoolCompleter))]
    public string[] Pool { get; set; } = [];

    /// <summary>DPU clusters, by <c>namespace/name</c> or by name; wildcards are allowed. Without it, all.</summary>
    [Parameter(ParameterSetName = PoolSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set => field = value ?? []; } = [];

    /// <summary>Namespaces of pools; wildcards are allowed. Without it, all.</summary>
    [Parameter(ParameterSetName = PoolSet)]
    [SupportsWildcards]
    public string[] Namespace { get; set => field = value ?? []; } = [];

    /// <summary>The pools to remove, as Get-DpuPool returns them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [InputTransformation]
    public object? InputObject { get; set; }

    /// <summary>Allows that nodes lose their addresses.</summary>
    [Parameter]
    public SwitchParameter AllowDrop { get; set; }

    /// <summary>How long to wait until a pool is gone, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [WholeNumber]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Returns the pools that were removed, as they were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => RequireWritable();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in PipelineItems.Of(InputObject))
        {
            if (item is Pool { Source: { } source } other && !source.IsSame(Used)) WriteError(Errors.OtherConnection(other, other.Pool, source, Used));
            else if (item is Pool pool) _given.Add(pool);
            else WriteError(Errors.InputNotSupported(item, "Pool objects"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == InputSet && _given.Count == 0) return;
        var names = ParameterSetName == PoolSet ? Cluster : [.. _given.Select(static pool => pool.Cluster).OfType<string>().Distinct(StringComparer.Ordinal)];
        var hasErrors = false;
        var inventory = LiveInventory.Read(Work, Session, InventoryParts.Pools, new NameFilter(names), true, error =>
        {
            hasErrors = true;
            WriteError(error);
        });
        var agreed = new List<(ICluster Cluster, Pool Pool)>();
        foreach (var (member, pool) in ParameterSetName == PoolSet ? FindNamed(inventory, hasErrors) : FindGiven(inventory, hasErrors))
        {
            if (IsAllowed(inventory, member, pool) && Asks($"{Subject(member, pool)}: delete it{LossText.Of([pool], AllowDrop)}", out _))
                agreed.Add((member.Cluster!, pool));
        }

        if (agreed.Count > 0) Work.Run(token => RemoveAsync(agreed, token));
    }

    private List<(DpuClusterState Member, Pool Pool)> FindNamed(Inventory inventory, bool hasErrors)
    {
        var pools = new NameFilter(Pool);
        var namespaces = new NameFilter(Namespace);
        var found = new List<(DpuClusterState, Pool)>();
        foreach (var member in inventory.Members)
            foreach (var pool in member.Pools)
                if (namespaces.Matches(pool.Namespace) && pools.Matches(pool.Pool)) found.Add((member, pool));

        // What could not be read may have had the name.
        if (hasErrors) return found;
        foreach (var name in pools.NotFound) WriteError(Errors.PoolNotFound(name, Used.Name));
        return found;
    }

    private List<(DpuClusterState Member, Pool Pool)> FindGiven(Inventory inventory, bool hasErrors)
    {
        var found = new List<(DpuClusterState, Pool)>();
        foreach (var given in _given.DistinctBy(static pool => (pool.Cluster, pool.Kind, pool.Namespace, pool.Pool)))
        {
            var member = inventory.Members.FirstOrDefault(member => member.Key == given.Cluster);
            var pool = member?.Pools.FirstOrDefault(other =>
                other.Kind == given.Kind && other.Pool == given.Pool && other.Namespace == given.Namespace);
            if (pool is not null && Remade.Is(given.Resource, pool.Resource)) WriteError(Errors.ObjectMadeAnew(given, Subject(member!, pool)));
            else if (pool is not null) found.Add((member!, pool));
            else if (!hasErrors) WriteError(Errors.PoolNotFound(given.Pool, Used.Name));
        }

        return found;
    }

    private bool IsAllowed(Inventory inventory, DpuClusterState member, Pool pool)
    {
        var subject = Subject(member, pool);
        if (PoolRemover.IsRemade(inventory, pool))
        {
            WriteError(Errors.DpfHoldsPool(pool, subject, inventory.Dpf.Reason));
            return false;
        }

        var obstacles = ConsentCheck.Judge([], [pool], new Consent(false, AllowDrop || IsWhatIf));
        foreach (var obstacle in obstacles) WriteError(Errors.HeldUp(obstacle, subject, pool));
        return obstacles.Count == 0;
    }

    private string Subject(DpuClusterState member, Pool pool) => member.Key is { } key
        ? $"{Used.Name}/{key}: {pool.Kind} {pool.Pool}"
        : $"{Used.Name}: {pool.Kind} {pool.Pool}";

    private async Task<bool> RemoveAsync(List<(ICluster Cluster, Pool Pool)> pools, CancellationToken cancellation)
    {
        var patience = TimeSpan.FromSeconds(TimeoutSec);
        var consent = new Consent(false, AllowDrop);
        for (var i = 0; i < pools.Count; i++)
        {
            var (cluster, pool) = pools[i];
            Work.ReportProgress(pool.Pool, i, pools.Count);
            try
            {
                await PoolRemover.DeleteAsync(cluster, pool.Resource, consent, patience, TimeProvider.System, cancellation).ConfigureAwait(false);
                if (PassThru) Work.WriteObject(new Pool(pool.Resource, pool.Cluster) { Source = Used });
            }
            catch (ClusterException error)
            {
                Work.WriteError(Errors.Cluster(error, pool));
            }
        }

        return true;
    }
}
