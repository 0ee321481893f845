using System.Collections;

namespace DpuIpam.Input;

/// <summary>Takes apart what a parameter was given: lists are unrolled, wrappers taken off, nulls passed over.</summary>
internal static class PipelineItems
{
    public static IEnumerable<object> Of(object? value)
    {
        var item = PowerShellTree.Unwrap(value);
        if (item is null) yield break;
        if (item is string or IDictionary or not IEnumerable)
        {
            yield return item;
            yield break;
        }

        foreach (var inner in (IEnumerable)item)
            foreach (var found in Of(inner)) yield return found;
    }
}
