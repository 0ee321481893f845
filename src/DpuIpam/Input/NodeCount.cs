using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>How many nodes a plan is for: one number for every cluster, or numbers by cluster.</summary>
public sealed class NodeCount
{
    /// <summary>More nodes than this are a slip of the keyboard: DPF allows 3000 per cluster.</summary>
    public const int Max = 1_000_000;

    private readonly int _all;
    private readonly IReadOnlyDictionary<string, int>? _byCluster;

    private NodeCount(int all, IReadOnlyDictionary<string, int>? byCluster)
    {
        _all = all;
        _byCluster = byCluster;
    }

    internal static NodeCount Of(object? value) => value is IDictionary map
        ? new NodeCount(0, map.Cast<DictionaryEntry>().ToDictionary(
            static entry => (string)LanguagePrimitives.ConvertTo(entry.Key, typeof(string), CultureInfo.InvariantCulture),
            static entry => Check(entry.Value), StringComparer.Ordinal))
        : new NodeCount(Check(value), null);

    /// <summary>The counted nodes, named by a pattern.</summary>
    /// <param name="pattern">A name with <c>{0}</c> for the number, which is padded to the width of the count, since
    /// nodes are served in byte order.</param>
    /// <param name="clusters">The DPU clusters, if there are several: one number then counts for each.</param>
    internal IEnumerable<Node> Nodes(string pattern, IReadOnlyList<string> clusters) => _byCluster is null
        ? clusters.Count > 1
            ? clusters.SelectMany(cluster => Nodes(pattern, _all, cluster))
            : Nodes(pattern, _all, null)
        : _byCluster.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => Nodes(pattern, entry.Value, entry.Key));

    private static IEnumerable<Node> Nodes(string pattern, int count, string? cluster)
    {
        var width = "D" + count.ToString(CultureInfo.InvariantCulture).Length;
        for (var i = 1; i <= count; i++)
        {
            var number = i.ToString(width, CultureInfo.InvariantCulture);
            yield return new Node(pattern.Replace("{0}", number, StringComparison.Ordinal), null, cluster);
        }
    }

    private static int Check(object? value)
    {
        if (WholeNumberAttribute.IsFraction(value)
            || !LanguagePrimitives.TryConvertTo<long>(value, CultureInfo.InvariantCulture, out var count))
            throw new ArgumentTransformationMetadataException($"'{value}' is no number of nodes.");
        return count is >= 0 and <= Max
            ? (int)count
            : throw new ArgumentTransformationMetadataException(
                $"{count} is no number of nodes: give 0 to {Max}, or a hash table of such numbers by cluster.");
    }
}

/// <summary>Makes a <see cref="NodeCount"/> of a number or a hash table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeCountTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PowerShellTree.Unwrap(inputData);
        return value is null or NodeCount ? value : NodeCount.Of(value);
    }
}
