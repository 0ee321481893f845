using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Views;

namespace DpuIpam.Connections;

/// <summary>Runs work that waits for clusters off the pipeline thread; whatever it has to say is said on it.</summary>
/// <remarks>
/// The pipeline thread waits for nothing but the next thing to say, and it is the one that says it: no work can hold up
/// what it waits for. When the pipeline ends early, the work is told to stop, and is waited for.
/// </remarks>
internal sealed class ClusterWork(PSCmdlet cmdlet, CancellationToken stopping)
{
    /// <summary>How many clusters are read at once.</summary>
    public const int Throttle = 16;

    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(1);

    private BlockingCollection<Action> _posted = [];
    private ProgressRecord? _progress;
    private bool _isProgressShown;

    /// <summary>Whether work that takes long says so; false for what is meant to.</summary>
    public bool HasProgress { get; set; } = true;

    /// <summary>Runs work to its end; what goes wrong with a cluster ends the command.</summary>
    /// <param name="work">Must end soon when it is cancelled.</param>
    public T Run<T>(Func<CancellationToken, Task<T>> work)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var posted = _posted = [];
        var running = Task.Run(() => RunAsync(work, posted, IsVerbose, ending.Token), CancellationToken.None);
        try
        {
            Drain(posted);
        }
        catch
        {
            // A later command wants no more, or the user has stopped.
            ending.Cancel();
            foreach (var _ in posted.GetConsumingEnumerable()) continue;
            throw;
        }

        try
        {
            return running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ClusterException exception)
        {
            cmdlet.ThrowTerminatingError(Errors.Cluster(exception));
            throw;
        }
        catch (ObjectDisposedException exception)
        {
            cmdlet.ThrowTerminatingError(Errors.ConnectionClosed(exception));
            throw;
        }
    }

    public void WriteObject(object item) => Post(() => cmdlet.WriteObject(item));

    public void WriteError(ErrorRecord error) => Post(() => cmdlet.WriteError(error));

    public void WriteWarning(string text) => Post(() => cmdlet.WriteWarning(VisibleText.Lines(text)));

    public void WriteVerbose(string text) => Post(() => cmdlet.WriteVerbose(VisibleText.Lines(text)));

    /// <summary>Says how far the work is; shown only once it has taken a second.</summary>
    /// <param name="what">What was done last, or is being done.</param>
    /// <param name="done">How much of it is done.</param>
    /// <param name="total">Of how much; 0 when nobody knows.</param>
    public void ReportProgress(string what, int done, int total) => Post(() => _progress = Record(what, done, total));

    /// <summary>Does something on the pipeline thread, in turn; nothing once the work is over.</summary>
    public void Post(Action action) => Post(_posted, action);

    private bool IsVerbose => cmdlet.MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose)
        ? verbose is SwitchParameter { IsPresent: true }
        : cmdlet.GetVariableValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, BlockingCollection<Action> posted, bool isVerbose,
        CancellationToken cancellation)
    {
        try
        {
            if (isVerbose) RequestLog.Listen(request => Post(posted, () => cmdlet.WriteVerbose(VisibleText.Line(request.ToString()))));
            return await work(cancellation).ConfigureAwait(false);
        }
        finally
        {
            posted.CompleteAdding();
        }
    }

    private void Drain(BlockingCollection<Action> posted)
    {
        var watch = Stopwatch.StartNew();
        _progress = null;
        while (!posted.IsCompleted)
        {
            if (posted.TryTake(out var action, ProgressAfter)) action();
            if (HasProgress && watch.Elapsed >= ProgressAfter) ShowProgress();
        }

        if (!_isProgressShown) return;
        _isProgressShown = false;
        var last = Record("Done", 1, 1);
        last.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(last);
    }

    private void ShowProgress()
    {
        _progress ??= _isProgressShown ? null : Record("Waiting for an answer", 0, 0);
        if (_progress is null) return;
        cmdlet.WriteProgress(_progress);
        _isProgressShown = true;
        _progress = null;
    }

    private ProgressRecord Record(string what, int done, int total) => new(1, cmdlet.MyInvocation.MyCommand.Name, VisibleText.Line(what))
    {
        PercentComplete = total == 0 ? -1 : 100 * done / total,
    };

    private static void Post(BlockingCollection<Action> posted, Action action)
    {
        try
        {
            posted.Add(action);
        }
        catch (InvalidOperationException)
        {
            // What was started for the work and outlives it has nobody to tell.
        }
    }
}
