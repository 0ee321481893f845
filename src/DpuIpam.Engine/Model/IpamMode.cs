namespace DpuIpam;

/// <summary>How a DPUServiceIPAM cuts its range.</summary>
public enum IpamMode
{
    /// <summary>One flat subnet with one gateway, a block of addresses per node: becomes an IPPool.</summary>
    Subnet,

    /// <summary>A subnet and a gateway per node: becomes a CIDRPool.</summary>
    Network,
}
