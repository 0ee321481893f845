using System.Management.Automation;

namespace DpuIpam.Connections;

/// <summary>Which connection a command uses.</summary>
internal static class ConnectionChoice
{
    /// <summary>The connection given, or the runspace's default; an open one, or the command ends.</summary>
    public static Connection Of(PSCmdlet cmdlet, Connection? given, bool takesPath)
    {
        var connection = given ?? OpenConnections.Here.Default;
        if (connection is null)
            cmdlet.ThrowTerminatingError(Errors.NotConnected(cmdlet.MyInvocation.MyCommand.Name, takesPath));
        else if (!connection.IsOpen)
            cmdlet.ThrowTerminatingError(Errors.ConnectionClosed(connection));
        return connection!;
    }
}
