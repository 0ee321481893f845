namespace DpuIpam;

/// <summary>Something about a pool that is not as its DPUServiceIPAM or manifest wants it.</summary>
public sealed class Difference : PoolReference
{
    internal Difference(string? cluster, string @namespace, string pool, PoolKind kind)
        : base(cluster, @namespace, pool) => Kind = kind;

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind { get; }

    /// <summary>The node whose allocation differs; null where it is a field, or the pool itself.</summary>
    public string? NodeName { get; internal init; }

    /// <summary>Path of the field, such as <c>spec.gateway</c>; null where the pool itself is missing or too many.</summary>
    public string? Field { get; internal init; }

    /// <summary>What is wanted; null when it should not be there.</summary>
    public string? Wanted { get; internal init; }

    /// <summary>What was found; null when it is not there.</summary>
    public string? Found { get; internal init; }

    /// <summary>The place and both values: <c>pool1 spec.gateway: 10.0.0.1 -> 10.0.0.2</c>.</summary>
    public override string ToString() =>
        $"{Pool}{(Field is null ? "" : " " + Field)}{(NodeName is null ? "" : " " + NodeName)}: {Found ?? "nothing"} -> {Wanted ?? "nothing"}";
}
