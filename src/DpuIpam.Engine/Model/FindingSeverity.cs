namespace DpuIpam;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>It works, but probably not as meant.</summary>
    Warning,

    /// <summary>It is refused, or nodes get no or wrong addresses.</summary>
    Error,
}
