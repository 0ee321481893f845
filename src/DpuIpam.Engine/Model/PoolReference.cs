namespace DpuIpam;

/// <summary>Names a pool: the properties by which cmdlets find one.</summary>
public abstract class PoolReference
{
    private protected PoolReference(string? cluster, string @namespace, string pool)
    {
        Cluster = cluster;
        Namespace = @namespace;
        Pool = pool;
    }

    /// <summary>The DPU cluster; null when there is only one.</summary>
    public string? Cluster { get; }

    /// <summary>Namespace of the pool; empty when the manifest names none.</summary>
    public string Namespace { get; }

    /// <summary>Name of the pool.</summary>
    public string Pool { get; }
}
