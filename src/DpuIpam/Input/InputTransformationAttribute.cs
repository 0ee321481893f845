using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Takes the wrapping off what comes through the pipeline; what is not one of our types stays as it is, so that
/// the error about it concerns that item alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PowerShellTree.Unwrap(inputData);
}
