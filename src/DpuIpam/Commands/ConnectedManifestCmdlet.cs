using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>A cmdlet that takes manifests and objects, and without any reads what a connection holds.</summary>
public abstract class ConnectedManifestCmdlet : ManifestCmdlet
{
    private ClusterWork? _work;
    private Connection? _used;

    private protected ConnectedManifestCmdlet()
    {
    }

    /// <summary>The connection, or its name. Input is then laid over what it holds; without input, the connection that was
    /// opened last in this runspace is used.</summary>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public virtual Connection? Connection { get; set; }

    /// <summary>Whether nothing is given but, perhaps, a connection.</summary>
    private protected bool HasNoInput => ParameterSetName == InputSet && !MyInvocation.ExpectingInput
        && !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <summary>Whether the connection's objects are what the command is about, or around it.</summary>
    private protected bool IsLive => HasNoInput || Connection is not null;

    private protected ClusterWork Work => _work ??= new ClusterWork(this, StopToken);

    /// <summary>The connection to use; it ends the command when there is none.</summary>
    private protected Connection Used => _used ??= ConnectionChoice.Of(this, Connection, takesPath: true);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasNoInput) base.BeginProcessing();
        if (IsLive) _ = Used;
    }

    /// <summary>What the connection holds.</summary>
    /// <param name="parts">What is wanted of the DPU clusters.</param>
    /// <param name="clusters">Which DPU clusters.</param>
    private protected Inventory ReadLive(InventoryParts parts, NameFilter? clusters = null) =>
        LiveInventory.Read(Work, (ClusterSession)Used.Session, parts, clusters ?? new NameFilter(null), Input.Report);

    /// <summary>Everything that the connection holds.</summary>
    private protected Surroundings ReadSurroundings() =>
        Surroundings.Of(ReadLive(InventoryParts.Pools | InventoryParts.Nodes), Used.Kind == ConnectionKind.Folder);
}
