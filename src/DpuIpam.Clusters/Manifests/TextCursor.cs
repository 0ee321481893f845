using System.Text;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Counts lines and columns along a UTF-8 text, so that many positions cost one pass.</summary>
internal struct TextCursor(int line, int column)
{
    /// <summary>Line, counted from 1.</summary>
    public int Line { get; private set; } = line;

    /// <summary>Column in UTF-16 units, counted from 1, as editors do.</summary>
    public int Column { get; private set; } = column;

    public void Advance(ReadOnlySpan<byte> text)
    {
        int next;
        while ((next = text.IndexOfAny((byte)'\n', (byte)'\r')) >= 0)
        {
            if (text[next] == '\r' && next + 1 < text.Length && text[next + 1] == '\n') next++;
            Line++;
            Column = 1;
            text = text[(next + 1)..];
        }

        Column += Encoding.UTF8.GetCharCount(text);
    }
}
