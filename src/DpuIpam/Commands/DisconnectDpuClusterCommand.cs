using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Closes connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DpuCluster")]
[OutputType(typeof(void))]
public sealed class DisconnectDpuClusterCommand : PSCmdlet
{
    /// <summary>Connections or their names; without any, the one that was opened last in this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Connection")]
    [InputTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject))) return;
        if (OpenConnections.Here.Default is { } connection) Close(connection);
        else ThrowTerminatingError(Errors.NotConnected(MyInvocation.MyCommand.Name, takesPath: false));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in PipelineItems.Of(InputObject))
        {
            if ((item as Connection ?? (item is string name ? OpenConnections.Here.Find(name) : null)) is { } connection)
                Close(connection);
            else
                WriteError(Errors.NotAConnection(item));
        }
    }

    private static void Close(Connection connection)
    {
        OpenConnections.Here.Remove(connection);
        if (connection.IsOpen) connection.Close();
    }
}
