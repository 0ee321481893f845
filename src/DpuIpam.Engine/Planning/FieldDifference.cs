namespace DpuIpam.Planning;

/// <summary>A field of a pool that is not as wanted.</summary>
/// <param name="Path">The field: <c>spec.gateway</c>, <c>metadata.labels['a/b']</c>.</param>
/// <param name="Wanted">The value wanted; null when the field should not be there.</param>
/// <param name="Found">The value found; null when the field is not there.</param>
internal sealed record FieldDifference(string Path, string? Wanted, string? Found)
{
    /// <summary>What a change would do: <c>spec.gateway: 10.0.0.1 -> 10.0.0.2</c>.</summary>
    public override string ToString() => $"{Path}: {Found ?? "nothing"} -> {Wanted ?? "nothing"}";
}
