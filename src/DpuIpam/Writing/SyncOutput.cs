using System.Management.Automation;

namespace DpuIpam.Writing;

/// <summary>Passes the results of a sync on: refused and failed ones are errors as well, so that scripts notice.</summary>
/// <param name="connection">The connection's name.</param>
/// <param name="write">Takes what the command returns.</param>
/// <param name="report">Takes an error for each refused object, and for each failure of a cluster.</param>
internal sealed class SyncOutput(string connection, Action<object> write, Action<ErrorRecord> report)
{
    private readonly HashSet<(string, string)> _told = [];
    private readonly List<SyncResult> _kept = [];
    private readonly Dictionary<(string?, string, string, PoolKind), string> _last = [];

    /// <summary>Whether results are kept back until <see cref="Flush"/>.</summary>
    public bool IsKeeping { get; init; }

    /// <summary>Whether what was said of a pool once is not said again.</summary>
    public bool IsRepeating { get; init; }

    /// <summary>Objects of which something went wrong.</summary>
    public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);

    public void Take(SyncResult result)
    {
        if (IsRepeating && !IsNews(result)) return;
        if (IsKeeping) _kept.Add(result);
        else write(result);
        if (result.Failure is null && result.Action != SyncAction.Refused) return;
        Failed.Add(result.Owner ?? "");
        if (result.Failure is { } failure)
        {
            if (_told.Add((failure.Cluster, failure.Message)) || IsRepeating) report(Errors.Cluster(failure, result));
        }
        else if (_told.Add((result.Owner ?? result.Pool, result.Error ?? "")) || IsRepeating)
        {
            report(Errors.HeldUp(result, connection));
        }
    }

    /// <summary>Writes what was kept back, with what is known of it by now.</summary>
    /// <param name="further">Findings about a result.</param>
    public void Flush(Func<SyncResult, IEnumerable<Finding>> further)
    {
        foreach (var result in _kept.OrderBy(static result => result.Cluster, StringComparer.Ordinal)) write(result.With(further(result)));
        _kept.Clear();
    }

    /// <summary>A loop would say the same of a refused pool with every pass.</summary>
    private bool IsNews(SyncResult result)
    {
        var key = (result.Cluster, result.Namespace, result.Pool, result.Kind);
        var text = result.Action is SyncAction.Refused or SyncAction.Failed ? $"{result.Action} {result.Error}" : "";
        var isNews = text.Length == 0 || _last.GetValueOrDefault(key) != text;
        _last[key] = text;
        return isNews;
    }
}
