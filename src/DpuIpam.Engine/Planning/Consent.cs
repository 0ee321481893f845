namespace DpuIpam.Planning;

/// <summary>What a caller has allowed to happen to live allocations.</summary>
/// <param name="AllowRenumber">Nodes may get other addresses than they have.</param>
/// <param name="AllowDrop">Nodes may lose their addresses.</param>
internal sealed record Consent(bool AllowRenumber, bool AllowDrop)
{
    /// <summary>Nothing may happen to anybody.</summary>
    public static readonly Consent None = new(false, false);
}
