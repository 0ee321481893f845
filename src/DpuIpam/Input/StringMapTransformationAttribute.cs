using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Makes a map of strings of a hash table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StringMapTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null
        ? new Dictionary<string, string>()
        : PowerShellTree.TryMap(inputData)
            ?? throw new ArgumentTransformationMetadataException($"'{inputData}' is no hash table of texts: write @{{ 'key' = 'value' }}.");
}
