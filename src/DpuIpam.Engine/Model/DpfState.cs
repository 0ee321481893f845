namespace DpuIpam;

/// <summary>Whether DPF holds the pools of a host cluster.</summary>
public enum DpfState
{
    /// <summary>Nothing of it is there.</summary>
    Absent,

    /// <summary>It is installed, and shown to be stopped.</summary>
    Stopped,

    /// <summary>It runs, or nothing shows that it does not.</summary>
    Present,
}
