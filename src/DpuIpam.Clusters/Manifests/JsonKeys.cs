namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// Finds the second of two equal keys in the objects of a JSON text, in one pass and mostly without allocating.
/// </summary>
internal sealed class JsonKeys
{
    /// <summary>Objects are small; from this many keys on, comparing each with all would show.</summary>
    private const int Few = 16;

    private readonly List<(int Start, int Length)> _open = [];
    private readonly Stack<(int First, HashSet<string>? Many)> _objects = [];

    public void Begin() => _objects.Push((_open.Count, null));

    public void End()
    {
        var first = _objects.Pop().First;
        _open.RemoveRange(first, _open.Count - first);
    }

    /// <summary>Takes the key that lies between quotes in the text; false if its object has it already.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the key begins, behind its quote.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="unescaped">The key itself if it is written with escapes.</param>
    public bool Add(ReadOnlySpan<byte> text, int start, int length, string? unescaped)
    {
        var (first, many) = _objects.Peek();
        if (many is null && (unescaped is not null || _open.Count - first >= Few))
        {
            many = new HashSet<string>(StringComparer.Ordinal);
            for (var i = first; i < _open.Count; i++) many.Add(Decode(text, _open[i].Start, _open[i].Length));
            _objects.Pop();
            _objects.Push((first, many));
        }

        if (many is not null) return many.Add(unescaped ?? Decode(text, start, length));
        var key = text.Slice(start, length);
        for (var i = first; i < _open.Count; i++)
        {
            if (key.SequenceEqual(text.Slice(_open[i].Start, _open[i].Length))) return false;
        }

        _open.Add((start, length));
        return true;
    }

    private static string Decode(ReadOnlySpan<byte> text, int start, int length) =>
        System.Text.Encoding.UTF8.GetString(text.Slice(start, length));
}
