using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Gets the host cluster of a connection and its DPU clusters, and whether they answer.</summary>
[Cmdlet(VerbsCommon.Get, "DpuCluster")]
[OutputType(typeof(Cluster))]
public sealed class GetDpuClusterCommand : ClusterCmdlet
{
    /// <summary>Clusters, by <c>namespace/name</c> or by name; wildcards are allowed. The host cluster has the connection's name.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var names = new NameFilter(Cluster);
        var hasErrors = false;
        var probe = new ClusterProbe(Session, ClusterWork.Throttle)
        {
            Wants = names.MatchesCluster,
            Progress = Work.ReportProgress,
            Unreadable = error => Work.Post(() =>
            {
                hasErrors = true;
                WriteError(Errors.ManifestInvalid(error));
            }),
        };
        foreach (var cluster in Work.Run(probe.ReadAsync))
        {
            hasErrors |= cluster is { Role: ClusterRole.Host, Reason: not null };
            WriteObject(cluster);
        }

        // What could not be read may have had the name.
        if (hasErrors) return;
        foreach (var name in names.NotFound) WriteError(Errors.ClusterNotThere(name, Used.Name));
    }
}
