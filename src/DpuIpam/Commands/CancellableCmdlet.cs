using System.Management.Automation;
using DpuIpam.Views;

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

    /// <summary>Warns; texts of manifests and servers in it are made visible.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(VisibleText.Lines(text));

    /// <summary>Says a verbose line; texts of manifests and servers in it are made visible.</summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(VisibleText.Lines(text));

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();
}
