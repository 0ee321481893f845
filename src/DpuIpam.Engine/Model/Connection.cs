namespace DpuIpam;

/// <summary>What a connection leads to.</summary>
public enum ConnectionKind
{
    /// <summary>A folder of manifests that stands for a host cluster and its DPU clusters.</summary>
    Folder,

    /// <summary>A Kubernetes API server.</summary>
    Kubernetes,
}

/// <summary>A connection to a host cluster, and through it to its DPU clusters.</summary>
public sealed class Connection
{
    internal Connection(string name, ConnectionKind kind, string endpoint, string @namespace, bool isReadOnly, IDisposable session)
    {
        Name = name;
        Kind = kind;
        Endpoint = endpoint;
        Namespace = @namespace;
        IsReadOnly = isReadOnly;
        Session = session;
    }

    /// <summary>How messages name it: the context, or the folder.</summary>
    public string Name { get; }

    /// <summary>Folder or Kubernetes.</summary>
    public ConnectionKind Kind { get; }

    /// <summary>The server's address, or the folder's path.</summary>
    public string Endpoint { get; }

    /// <summary>Kubernetes version of the host cluster; null when unknown.</summary>
    public string? Version { get; internal init; }

    /// <summary>Namespace of the DPUServiceIPAM objects.</summary>
    public string Namespace { get; }

    /// <summary>Whether every write is refused.</summary>
    public bool IsReadOnly { get; }

    /// <summary>False once it was disconnected.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>What reads and writes; the engine knows nothing of it.</summary>
    internal IDisposable Session { get; }

    /// <summary>Whether both lead to the same clusters.</summary>
    internal bool IsSame(Connection other) => Kind == other.Kind && Endpoint == other.Endpoint;

    internal void Close()
    {
        IsOpen = false;
        Session.Dispose();
    }

    /// <summary>Name and endpoint.</summary>
    public override string ToString() => $"{Name} ({Endpoint})";
}
