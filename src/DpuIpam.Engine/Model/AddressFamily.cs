namespace DpuIpam;

/// <summary>The family of an address range. A pool is of one family; dual stack takes two objects.</summary>
public enum AddressFamily
{
    /// <summary>32-bit addresses.</summary>
    IPv4,

    /// <summary>128-bit addresses.</summary>
    IPv6,
}
