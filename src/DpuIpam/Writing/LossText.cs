using DpuIpam.Planning;

namespace DpuIpam.Writing;

/// <summary>Says in questions which nodes lose their addresses, and what would have to be allowed.</summary>
internal static class LossText
{
    /// <summary>Allocations to name; of more, the number says enough.</summary>
    private const int MostNodes = 5;

    /// <summary>What a removal takes from nodes, as the end of a sentence; empty when that is nothing.</summary>
    /// <param name="pools">The pools that go.</param>
    /// <param name="isAllowed">Whether -AllowDrop was given.</param>
    public static string Of(IReadOnlyCollection<Pool> pools, bool isAllowed)
    {
        var count = pools.Sum(static pool => pool.Allocated);
        if (count == 0) return "";
        var named = pools.SelectMany(static pool => pool.Allocations).Take(MostNodes).Select(static allocation => allocation.ToString());
        return $"; {count} {(count == 1 ? "node loses its" : "nodes lose their")} addresses: {string.Join(", ", named)}"
            + (count > MostNodes ? $" and {count - MostNodes} more" : "")
            + (isAllowed ? "" : " (needs -AllowDrop)");
    }

    /// <summary>What a write needs and does not have: <c> (needs -AllowRenumber and -AllowDrop)</c>; empty when nothing is
    /// missing.</summary>
    public static string Missing(LiveChanges changes, bool allowRenumber, bool allowDrop)
    {
        var missing = new List<string>();
        if (!allowRenumber && changes.Moved.Count > 0) missing.Add("-AllowRenumber");
        if (!allowDrop && changes.Dropped.Count > 0) missing.Add("-AllowDrop");
        return missing.Count == 0 ? "" : $" (needs {string.Join(" and ", missing)})";
    }
}
