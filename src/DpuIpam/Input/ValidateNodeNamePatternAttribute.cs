using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>A pattern must hold the number, and give possible node names.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateNodeNamePatternAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        var pattern = arguments as string ?? "";
        if (!pattern.Contains("{0}", StringComparison.Ordinal))
            throw new ValidationMetadataException($"'{pattern}' has no {{0}}, which stands for the number of the node.");
        var errors = Validation.Labels.CheckSubdomain(pattern.Replace("{0}", "1", StringComparison.Ordinal));
        if (errors.Count > 0) throw new ValidationMetadataException($"'{pattern}' gives no node names: {errors[0]}.");
    }
}
