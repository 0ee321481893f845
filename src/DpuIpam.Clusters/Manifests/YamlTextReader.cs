using System.Text.Unicode;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Hands UTF-8 to the YAML parser piece by piece, and no more of it at a time than one value may have.</summary>
/// <remarks>
/// The parser collects a value before anybody can ask how large it is, in several copies; a value of a hundred megabytes
/// is refused here, long before it has been read.
/// </remarks>
internal sealed class YamlTextReader : TextReader
{
    private const int BlockSize = 4096;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly char[] _block;
    private readonly int _padding;
    private int _spaces;
    private int _offset;
    private int _count;
    private int _at;
    private long _taken;

    /// <param name="utf8">The text; valid.</param>
    /// <param name="padding">Spaces before it.</param>
    public YamlTextReader(ReadOnlyMemory<byte> utf8, int padding)
    {
        _utf8 = utf8;
        _padding = padding;
        _block = new char[Math.Min(utf8.Length + 2, BlockSize)];
    }

    /// <summary>How many characters the parser may take for one value.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>The error of a value that is larger.</summary>
    public Func<ManifestException>? TooLarge { get; init; }

    /// <summary>Begins a value.</summary>
    public void NextValue() => _taken = 0;

    /// <inheritdoc/>
    public override int Read() => _at < _count || Fill() ? _block[_at++] : -1;

    /// <inheritdoc/>
    public override int Peek() => _at < _count || Fill() ? _block[_at] : -1;

    private bool Fill()
    {
        _at = 0;
        _count = 0;
        if (_spaces < _padding)
        {
            _count = Math.Min(_padding - _spaces, _block.Length);
            _block.AsSpan(0, _count).Fill(' ');
            _spaces += _count;
            return true;
        }

        Utf8.ToUtf16(_utf8.Span[_offset..], _block, out var read, out _count);
        _offset += read;
        _taken += _count;
        if (_taken > Limit && TooLarge is not null) throw TooLarge();
        return _count > 0;
    }

}
