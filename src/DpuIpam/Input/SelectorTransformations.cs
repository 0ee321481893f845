using System.Collections;
using System.Management.Automation;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>Makes a node selector of a hash table: <c>@{ 'role' = 'dpu' }</c>, several values as an array, or the whole
/// form with <c>nodeSelectorTerms</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeSelectorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellTree.Unwrap(inputData);
        if (value is null or NodeSelector) return value;
        if (value is not IDictionary map)
            throw new ArgumentTransformationMetadataException($"'{value}' is no node selector: write @{{ 'label' = 'value' }}.");
        // No label is no restriction; written as a term without requirements it would match no node.
        if (map.Count == 0) return null;
        return map.Contains("nodeSelectorTerms")
            ? SelectorReader.ReadNodeSelector(PowerShellTree.Document(map))
            : new NodeSelector(new NodeSelectorTerm(Requirements(map)));
    }

    internal static SelectorRequirement[] Requirements(IDictionary map) => [.. map
        .Cast<DictionaryEntry>()
        .Select(static entry => new SelectorRequirement(PowerShellTree.Text(entry.Key), "In", Values(entry.Value)))
        .OrderBy(static requirement => requirement.Key, StringComparer.Ordinal)];

    private static string[] Values(object? value) =>
        PowerShellTree.Unwrap(value) is IEnumerable items and not string
            ? [.. items.Cast<object?>().Select(PowerShellTree.Text)]
            : [PowerShellTree.Text(value)];
}

/// <summary>Makes a label selector of a hash table: <c>@{ 'site' = 'east' }</c>, several values as an array, or the whole
/// form with <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabelSelectorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellTree.Unwrap(inputData);
        if (value is null or LabelSelector) return value;
        if (value is not IDictionary map)
            throw new ArgumentTransformationMetadataException($"'{value}' is no label selector: write @{{ 'label' = 'value' }}.");
        if (map.Count == 0) return null;
        if (map.Contains("matchLabels") || map.Contains("matchExpressions"))
            return SelectorReader.ReadLabelSelector(PowerShellTree.Document(map));
        var requirements = NodeSelectorTransformationAttribute.Requirements(map);
        return new LabelSelector(
            requirements.Where(static one => one.Values.Count == 1).ToDictionary(static one => one.Key, static one => one.Values[0], StringComparer.Ordinal),
            Array.FindAll(requirements, static one => one.Values.Count != 1));
    }
}
