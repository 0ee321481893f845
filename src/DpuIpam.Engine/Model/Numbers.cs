namespace DpuIpam;

/// <summary>Counts as scripts can use them.</summary>
internal static class Numbers
{
    /// <summary>
    /// A count as a decimal, the widest type that PowerShell computes, sorts, converts and serialises without surprises
    /// (UInt128 and BigInteger serialise as objects). Counts above 79 * 10^27 become that value.
    /// </summary>
    public static decimal ToDecimal(UInt128 count) => count > (UInt128)decimal.MaxValue ? decimal.MaxValue : (decimal)count;

    /// <summary>A part in percent, with one decimal; 0 of nothing.</summary>
    public static double Percentage(decimal part, decimal whole) =>
        whole == 0 ? 0 : (double)Math.Round(100 * part / whole, 1);
}
