namespace DpuIpam;

/// <summary>Why a cluster did not do what was asked.</summary>
public enum ClusterFailure
{
    /// <summary>The object is not there.</summary>
    NotFound,

    /// <summary>An object of that name is there already.</summary>
    AlreadyExists,

    /// <summary>The object has changed, or was made anew, since it was read; or another manager holds a field.</summary>
    Conflict,

    /// <summary>The caller may not do that.</summary>
    Forbidden,

    /// <summary>The caller's credentials are not accepted.</summary>
    Unauthorized,

    /// <summary>The object is refused: by its schema, or by a webhook.</summary>
    Invalid,

    /// <summary>No answer: no route, no name, no handshake, or too slow.</summary>
    Unreachable,

    /// <summary>The version from which a list or watch was to go on is gone.</summary>
    Expired,

    /// <summary>The cluster's schema does not know a field that is needed.</summary>
    UnsupportedField,

    /// <summary>The cluster does not serve the kind.</summary>
    UnsupportedKind,

    /// <summary>Something was sent and no answer came: it may or may not have been done.</summary>
    OutcomeUnknown,

    /// <summary>The kubeconfig, Secret or folder can't be used, or is not to be trusted.</summary>
    Configuration,

    /// <summary>Any other answer of the server.</summary>
    Server,

    /// <summary>The namespace is being deleted: nothing new can be made in it.</summary>
    NamespaceTerminating,
}

/// <summary>A cluster did not do what was asked.</summary>
public sealed class ClusterException : Exception
{
    internal ClusterException(
        ClusterFailure failure, string cluster, string message, IReadOnlyList<string>? details = null, Exception? inner = null)
        : base($"{cluster}: {message}", inner)
    {
        Failure = failure;
        Cluster = cluster;
        Details = (details ?? []).ReadOnly();
    }

    /// <summary>Why.</summary>
    public ClusterFailure Failure { get; }

    /// <summary>The cluster, as the connection names it.</summary>
    public string Cluster { get; }

    /// <summary>What the server said in detail: managers and fields of a conflict, causes of a refusal. The message says it as
    /// well.</summary>
    public IReadOnlyList<string> Details { get; }

    /// <summary>What to do about it, where more is known than the failure alone says; else null.</summary>
    internal string? Advice { get; init; }

    /// <summary>What is wrong with the cluster, whatever was asked of it; null where the request has a part in it.</summary>
    internal string? Cause { get; init; }

    /// <summary>The message without the cluster's name before it.</summary>
    internal string Reason => Message[(Cluster.Length + 2)..];

    /// <summary>The same with what to do about it.</summary>
    internal ClusterException With(string advice) =>
        new(Failure, Cluster, Sentences.Join([Reason, advice]), Details, InnerException) { Advice = Advice, Cause = Cause };
}
