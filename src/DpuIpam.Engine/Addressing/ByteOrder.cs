namespace DpuIpam.Addressing;

/// <summary>Orders strings by their UTF-8 bytes, as Go does; .NET's ordinal order differs beyond the basic plane.</summary>
internal sealed class ByteOrder : IComparer<string>
{
    public static readonly ByteOrder Instance = new();

    int IComparer<string>.Compare(string? x, string? y) => Compare(x, y);

    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var common = a.CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length - b.Length;
        return Rank(a[common]) - Rank(b[common]);
    }

    /// <summary>Surrogates stand for characters above all others, but are numbered below U+E000.</summary>
    private static int Rank(char c) => c < 0xd800 ? c : c < 0xe000 ? c + 0x2000 : c - 0x800;
}
