using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;

namespace DpuIpam.Commands;

/// <summary>A cmdlet that works on a connection: the one given, or the runspace's default.</summary>
public abstract class ClusterCmdlet : CancellableCmdlet
{
    private ClusterWork? _work;
    private Connection? _used;

    private protected ClusterCmdlet()
    {
    }

    /// <summary>The connection, or its name; without it, the one that was opened last in this runspace.</summary>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public virtual Connection? Connection { get; set; }

    private protected ClusterWork Work => _work ??= new ClusterWork(this, StopToken);

    /// <summary>The connection to use; it ends the command when there is none.</summary>
    private protected Connection Used => _used ??= ConnectionChoice.Of(this, Connection, TakesPath);

    /// <summary>Whether manifests can stand in for a connection.</summary>
    private protected virtual bool TakesPath => false;

    private protected ClusterSession Session => (ClusterSession)Used.Session;
}
