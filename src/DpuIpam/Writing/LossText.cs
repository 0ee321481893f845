using DpuIpam.Planning;
using DpuIpam.Validation;

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

    /// <summary>What plans and removals need and do not have: <c> (needs -AllowRenumber and -AllowDrop)</c>; empty when
    /// nothing is missing.</summary>
    public static string Missing(IReadOnlyList<Plan> plans, IReadOnlyList<Pool> removals, bool allowRenumber, bool allowDrop)
    {
        var none = ConsentCheck.Judge(plans, removals, Consent.None);
        var missing = new List<string>();
        if (!allowRenumber && none.Exists(static finding => finding.Rule == Rules.RenumberingRefused)) missing.Add("-AllowRenumber");
        if (!allowDrop && none.Exists(static finding => finding.Rule == Rules.DropRefused)) missing.Add("-AllowDrop");
        return missing.Count == 0 ? "" : $" (needs {string.Join(" and ", missing)})";
    }
}
