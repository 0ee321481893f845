using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Makes numbers of nodes of a number, several, or a hash table of numbers by cluster.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeCountListTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PowerShellTree.Unwrap(inputData) switch
    {
        null => null,
        IDictionary map => map.Cast<DictionaryEntry>()
            .OrderBy(static entry => PowerShellTree.Text(entry.Key), StringComparer.Ordinal)
            .Select(static entry => Number(entry.Value)).ToArray(),
        IEnumerable items and not string => items.Cast<object?>().Select(Number).ToArray(),
        var one => new[] { Number(one) },
    };

    private static int Number(object? value) => WholeNumberAttribute.IsFraction(value)
        ? throw new ArgumentTransformationMetadataException($"'{value}' is no whole number.")
        : LanguagePrimitives.TryConvertTo<int>(value, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new ArgumentTransformationMetadataException($"'{value}' is no number of nodes.");
}
