using System.Collections.Concurrent;

namespace DpuIpam.Clusters.Sync;

/// <summary>Clusters that nothing more is asked of in a run, and why: the caller lacks rights there, or they have fallen
/// silent. Else each object would wait for them once more.</summary>
internal sealed class ClosedClusters
{
    private readonly ConcurrentDictionary<string, ClusterException> _reasons = new(StringComparer.Ordinal);

    /// <summary>The reason by which a cluster is closed; null while it is open.</summary>
    public ClusterException? ReasonOf(string cluster) => _reasons.GetValueOrDefault(cluster);

    public void Close(string cluster, ClusterException reason) => _reasons.TryAdd(cluster, reason);

    /// <summary>Closes the cluster that has given no answer, after all the tries that a request has.</summary>
    public void CloseIfSilent(ClusterException error)
    {
        if (IsSilence(error)) Close(error.Cluster, Told(error));
    }

    /// <summary>What an error in a cluster says about everything else that would be asked of it: a silence is not told by the
    /// object that met with it.</summary>
    public static ClusterException Told(ClusterException error)
    {
        if (!IsSilence(error)) return error;
        var silence = error.Failure == ClusterFailure.Unreachable ? error : (ClusterException)error.InnerException!;
        return new ClusterException(ClusterFailure.Unreachable, silence.Cluster,
            $"nothing more was sent, since the cluster had stopped answering: {silence.Cause ?? silence.Reason}", inner: silence)
        {
            Cause = silence.Cause,
        };
    }

    /// <summary>What was sent, and then could not be looked for, has met with silence as well.</summary>
    private static bool IsSilence(ClusterException error) => error.Failure == ClusterFailure.Unreachable
        || error is { Failure: ClusterFailure.OutcomeUnknown, InnerException: ClusterException { Failure: ClusterFailure.Unreachable } };
}
