namespace DpuIpam;

/// <summary>The two kinds of nv-ipam pools.</summary>
public enum PoolKind
{
    /// <summary>One subnet, a block of addresses per node.</summary>
    IPPool,

    /// <summary>One range, a prefix with its own gateway per node.</summary>
    CIDRPool,
}
