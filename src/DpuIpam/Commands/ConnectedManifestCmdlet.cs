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
    private Connection? _source;

    private protected ConnectedManifestCmdlet()
    {
    }

    /// <summary>The connection, or its name. Input is then laid over what it holds. Without it, objects that come from
    /// a connection go by that one; without input, the connection that was opened last in this runspace is used.</summary>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public virtual Connection? Connection { get; set; }

    /// <summary>Whether nothing is given but, perhaps, a connection.</summary>
    private protected bool HasNoInput => ParameterSetName == InputSet && !MyInvocation.ExpectingInput
        && !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <summary>Whether the connection's objects are what the command is about, or around it. All input must have been
    /// collected.</summary>
    private protected bool IsLive => HasNoInput || Connection is not null || _source is not null;

    private protected ClusterWork Work => _work ??= new ClusterWork(this, StopToken);

    /// <summary>The connection to use; it ends the command when there is none.</summary>
    private protected Connection Used => _used ??= ConnectionChoice.Of(
        this, Connection ?? (_source is null ? null : OpenConnections.Here.InPlaceOf(_source)), takesPath: true);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasNoInput) base.BeginProcessing();
        if (IsLive) _ = Used;
    }

    /// <summary>Makes the connection that an object comes from the one to use, where none is given: an object of a cluster is
    /// one among what else is there.</summary>
    /// <returns>False, and an error was reported, for an object of yet another one.</returns>
    private protected bool Follow(ServiceIpam ipam)
    {
        if (Connection is not null || ipam.Source is not { } source) return true;
        _source ??= source;
        if (source.IsSame(_source)) return true;
        Input.Report(Errors.OtherConnection(ipam, ipam.Name, source, _source));
        return false;
    }

    /// <summary>The command line by which the connection's object of a name is taken.</summary>
    private protected abstract string LineOf(string name);

    /// <inheritdoc/>
    private protected override string? ByName(string path)
    {
        // A name of Kubernetes; what has an ending or a separator was meant for a path.
        if (!path.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-')) return null;
        return (Connection ?? OpenConnections.Here.Default) is { } connection
            ? $"An object of the connection {connection.Name} is named by: {LineOf(path)}"
            : null;
    }

    /// <summary>The pools of the connection.</summary>
    private protected Inventory ReadPools(NameFilter clusters) => Read(InventoryParts.Pools, clusters, asksForDpf: false);

    /// <summary>The pools of the connection, and what nv-ipam says about them.</summary>
    private protected Inventory ReadPoolsAndReports() =>
        Read(InventoryParts.Pools | InventoryParts.Reports, new NameFilter(null), asksForDpf: false);

    /// <summary>Everything that planning looks at.</summary>
    private protected Surroundings ReadSurroundings() => new(
        Read(InventoryParts.Pools | InventoryParts.Nodes, new NameFilter(null), asksForDpf: true));

    private Inventory Read(InventoryParts parts, NameFilter clusters, bool asksForDpf) =>
        LiveInventory.Read(Work, (ClusterSession)Used.Session, parts, clusters, asksForDpf, Input.Report);
}
