using System.Management.Automation;

namespace DpuIpam;

/// <summary>Errors about connections and clusters.</summary>
internal static partial class Errors
{
    public static ErrorRecord NotConnected(string cmdlet, bool takesPath) => Create(
        new InvalidOperationException(takesPath
            ? $"{cmdlet} has nothing to read: connect to a cluster or a folder with Connect-DpuCluster, or give manifests with -Path."
            : $"{cmdlet} has no connection: connect to a cluster or a folder with Connect-DpuCluster."),
        "NotConnected", ErrorCategory.ConnectionError, null,
        (takesPath ? "Run Connect-DpuCluster, or give manifests with -Path." : "Run Connect-DpuCluster.")
        + " A runspace of its own, as ForEach-Object -Parallel makes them, needs -Connection $using:connection.");

    public static ErrorRecord ConnectionClosed(Connection connection) => Create(
        new InvalidOperationException($"The connection {connection} was closed by Disconnect-DpuCluster."),
        "ConnectionClosed", ErrorCategory.ConnectionError, connection, "Run Connect-DpuCluster again.");

    /// <summary>A connection that was closed while it was used.</summary>
    public static ErrorRecord ConnectionClosed(ObjectDisposedException exception) => Create(
        new InvalidOperationException("The connection was closed by Disconnect-DpuCluster while it was in use.", exception),
        "ConnectionClosed", ErrorCategory.ConnectionError, null, "Run Connect-DpuCluster again.");

    public static ErrorRecord NotAConnection(object input) => Create(
        new ArgumentException($"'{input}' is no connection of this runspace."),
        "NotAConnection", ErrorCategory.InvalidArgument, input,
        "Give the object that Connect-DpuCluster returned, or its name.");

    public static ErrorRecord FolderNotFound(string path) => Create(
        new ItemNotFoundException($"There is no folder '{path}'. A context of a kubeconfig is given by -Context."),
        "FolderNotFound", ErrorCategory.ObjectNotFound, path, "Check the path; it is taken as it is, without wildcards.");

    /// <summary>A cluster that is named and not there.</summary>
    public static ErrorRecord ClusterNotThere(string cluster, string connection) => Create(
        new ItemNotFoundException($"{connection}: there is no cluster '{cluster}'."),
        "ClusterNotFound", ErrorCategory.ObjectNotFound, cluster,
        "Get-DpuCluster lists them. Name one by namespace/name or by name; wildcards are allowed.");

    public static ErrorRecord NodeNotThere(string nodeName, string connection) => Create(
        new ItemNotFoundException($"{connection}: there is no node '{nodeName}'."),
        "NodeNotFound", ErrorCategory.ObjectNotFound, nodeName, "Get-DpuNode lists them; wildcards are allowed.");

    public static ErrorRecord PoolNotFound(string pool, string? connection) => Create(
        new ItemNotFoundException(connection is null ? $"There is no pool '{pool}' in the input." : $"{connection}: there is no pool '{pool}'."),
        "PoolNotFound", ErrorCategory.ObjectNotFound, pool, "Get-DpuPool lists them; wildcards are allowed.");

    public static ErrorRecord ServiceIpamNotThere(string name, string connection) => Create(
        new ItemNotFoundException($"{connection}: there is no DPUServiceIPAM '{name}'."),
        "ServiceIpamNotFound", ErrorCategory.ObjectNotFound, name, "Get-DpuServiceIpam lists them; wildcards are allowed.");

    /// <summary>What went wrong with a cluster: one id for each <see cref="ClusterFailure"/>.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">The object concerned; the cluster's name without it.</param>
    public static ErrorRecord Cluster(ClusterException exception, object? target = null)
    {
        var (id, category, action) = Describe(exception.Failure);
        return Create(exception, exception.Message, id, category, target ?? exception.Cluster, exception.Advice ?? action);
    }

    private static (string Id, ErrorCategory Category, string Action) Describe(ClusterFailure failure) => failure switch
    {
        ClusterFailure.NotFound => ("ObjectNotFound", ErrorCategory.ObjectNotFound,
            "Check the name and the namespace; it may have been deleted meanwhile."),
        ClusterFailure.AlreadyExists => ("ObjectExists", ErrorCategory.ResourceExists,
            "Change the object that is there, or use another name."),
        ClusterFailure.Conflict => ("ObjectChanged", ErrorCategory.ResourceBusy,
            "Read the object again and look at what has changed before you try again."),
        ClusterFailure.Forbidden => ("AccessDenied", ErrorCategory.PermissionDenied,
            "Ask for the right that the message names, or connect as somebody who has it."),
        ClusterFailure.Unauthorized => ("NotAuthenticated", ErrorCategory.AuthenticationError,
            "Log in again, or give another kubeconfig; for a DPU cluster see Connect-DpuCluster -DpuKubeconfig."),
        ClusterFailure.Invalid => ("ObjectRefused", ErrorCategory.InvalidData,
            "Correct what the message names; Test-DpuServiceIpam and Test-DpuPool find it beforehand."),
        ClusterFailure.Unreachable => ("ClusterUnreachable", ErrorCategory.ConnectionError,
            "Check the address, the network and the cluster; for a DPU cluster see Connect-DpuCluster -DpuKubeconfig."),
        ClusterFailure.Expired => ("ReadingExpired", ErrorCategory.ResourceUnavailable, "Run the command again."),
        ClusterFailure.UnsupportedField => ("UnsupportedField", ErrorCategory.NotImplemented,
            "Do without the field, or update the cluster's definitions."),
        ClusterFailure.UnsupportedKind => ("UnsupportedKind", ErrorCategory.NotImplemented,
            "Check that nv-ipam, or DPF, is installed in this cluster."),
        ClusterFailure.OutcomeUnknown => ("OutcomeUnknown", ErrorCategory.OperationTimeout,
            "Look at the object: what was sent may or may not have been done."),
        ClusterFailure.Configuration => ("ConnectionNotUsable", ErrorCategory.InvalidArgument,
            "Correct the kubeconfig, Secret or folder at the place that the message names."),
        ClusterFailure.NamespaceTerminating => ("NamespaceTerminating", ErrorCategory.ResourceUnavailable,
            "Wait until the namespace is gone, or see which finalizer holds it up, then run the command again."),
        _ => ("ServerError", ErrorCategory.ProtocolError, "Look into the server's log, or try again later."),
    };
}
