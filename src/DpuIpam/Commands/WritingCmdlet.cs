using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Connections;
using DpuIpam.Views;

namespace DpuIpam.Commands;

/// <summary>A cmdlet that changes what clusters hold. It asks for everything on the pipeline thread, before it changes anything.</summary>
public abstract class WritingCmdlet : ClusterCmdlet
{
    private protected WritingCmdlet()
    {
    }

    /// <summary>Whether only what would be done is wanted: no consent is needed for that.</summary>
    private protected bool IsWhatIf => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? given : GetVariableValue("WhatIfPreference"));

    /// <summary>Whether there is a connection to work on.</summary>
    private protected bool IsConnected => Connection is not null || OpenConnections.Here.Default is not null;

    /// <summary>Ends the command where nothing may be written.</summary>
    private protected void RequireWritable()
    {
        if (Used.IsReadOnly && !IsWhatIf) ThrowTerminatingError(Errors.ConnectionReadOnly(Used));
    }

    /// <summary>Asks, or says what would be done.</summary>
    /// <param name="text">What would be done; begins with the connection's name.</param>
    /// <param name="isWhatIf">Whether it was only said.</param>
    private protected bool Asks(string text, out bool isWhatIf)
    {
        text = VisibleText.Lines(text);
        var isMeant = ShouldProcess(text, text + ". Go on?", MyInvocation.MyCommand.Name, out var reason);
        isWhatIf = reason.HasFlag(ShouldProcessReason.WhatIf);
        return isMeant;
    }

    /// <summary>Everything that the connection holds. A DPU cluster that can't be read is in it, with the reason.</summary>
    private protected Inventory ReadAll()
    {
        var session = Session;
        var reader = new InventoryReader(session, InventoryParts.Pools | InventoryParts.Nodes, ClusterWork.Throttle)
        {
            Progress = Work.ReportProgress,
        };
        var inventory = Work.Run(reader.ReadAsync);
        foreach (var error in inventory.Unreadable) WriteError(Errors.ManifestInvalid(error));
        return inventory;
    }
}
