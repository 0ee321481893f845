using System.Globalization;
using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Refuses fractions, which PowerShell would round without a word.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => IsFraction(inputData)
        ? throw new ArgumentTransformationMetadataException($"'{inputData}' is no whole number.")
        : inputData;

    internal static bool IsFraction(object? value) =>
        LanguagePrimitives.TryConvertTo<decimal>(PowerShellTree.Unwrap(value), CultureInfo.InvariantCulture, out var number)
        && number != decimal.Truncate(number);
}
