using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Tells what happens to the pools of DPU clusters from now on: which node gets, loses or changes its addresses.</summary>
[Cmdlet(VerbsCommon.Watch, "DpuPool")]
[OutputType(typeof(PoolEvent))]
public sealed class WatchDpuPoolCommand : ClusterCmdlet
{
    private int _left;

    /// <summary>Names of pools; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PoolCompleter))]
    public string[] Pool { get; set; } = ["*"];

    /// <summary>DPU clusters, by <c>namespace/name</c> or by name; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set; } = ["*"];

    /// <summary>Ends after so many events.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumber]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Ends after so many seconds.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    [WholeNumber]
    public int TimeoutSec { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _left = First;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        var pools = new NameFilter(Pool);
        var clusters = new NameFilter(Cluster);
        var host = Session.Name;
        clusters.MatchesCluster(host);
        var watch = new PoolWatch(Session, TimeProvider.System)
        {
            Source = Used,
            Wants = key => clusters.MatchesCluster(key ?? host),
            Seen = seen =>
            {
                if (pools.Matches(seen.Pool)) Work.Post(() => Write(seen, ending));
            },
            Failed = error => Work.WriteError(Errors.Cluster(error)),
            Unreadable = error => Work.WriteError(Errors.ManifestInvalid(error)),
            Listed = () => Work.Post(() => ReportNotFound(clusters)),
            Watching = Work.WriteVerbose,
        };
        Work.HasProgress = false;
        if (TimeoutSec > 0) ending.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
        Work.Run(async stopping =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, ending.Token);
            try
            {
                await watch.RunAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested && !StopToken.IsCancellationRequested)
            {
                // The time is over, or there were enough events.
            }

            return true;
        });
    }

    private void ReportNotFound(NameFilter clusters)
    {
        foreach (var name in clusters.NotFound) WriteError(Errors.ClusterNotThere(name, Used.Name));
    }

    /// <summary>On the pipeline thread, so that not one event more is written than was asked for.</summary>
    private void Write(PoolEvent seen, CancellationTokenSource ending)
    {
        if (_left == 0) return;
        _left--;
        WriteObject(seen);
        if (_left == 0) ending.Cancel();
    }
}
