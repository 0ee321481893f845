using System.Management.Automation;

namespace DpuIpam.Commands;

/// <summary>A cmdlet whose work ends when the pipeline is stopped.</summary>
public abstract class CancellableCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private protected CancellableCmdlet()
    {
    }

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();
}
