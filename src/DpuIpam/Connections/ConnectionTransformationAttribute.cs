using System.Management.Automation;
using DpuIpam.Input;

namespace DpuIpam.Connections;

/// <summary>Takes a Connection, or the name of one that is open in this runspace.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellTree.Unwrap(inputData);
        if (value is not string name) return inputData;
        return OpenConnections.Here.Find(name) ?? throw new ArgumentTransformationMetadataException(
            $"There is no connection '{name}' here; give the object that Connect-DpuCluster returned"
            + " (in ForEach-Object -Parallel: $using:connection).");
    }
}
