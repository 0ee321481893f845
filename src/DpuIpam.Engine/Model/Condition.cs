namespace DpuIpam;

/// <summary>A condition of a DPUServiceIPAM's status.</summary>
public sealed class Condition
{
    internal Condition(string type, string status, string reason, string message)
    {
        Type = type;
        Status = status;
        Reason = reason;
        Message = message;
    }

    /// <summary>Ready, DPUIPAMObjectReconciled or DPUIPAMObjectReady.</summary>
    public string Type { get; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; }

    /// <summary>Success, Pending, Error, Failure or AwaitingDeletion.</summary>
    public string Reason { get; }

    /// <summary>The controller's text.</summary>
    public string Message { get; }

    /// <summary>Type and status.</summary>
    public override string ToString() => $"{Type}={Status}";
}
