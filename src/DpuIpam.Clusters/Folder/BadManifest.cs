using System.Text;

namespace DpuIpam.Clusters.Folder;

/// <summary>Something that could not be read.</summary>
/// <param name="Error">What is wrong, and where.</param>
/// <param name="Text">What it says, as far as that is known; null if it could be anything.</param>
internal sealed record BadManifest(ManifestException Error, ReadOnlyMemory<byte>? Text)
{
    /// <summary>Whether it may be, or hold, an object of a kind: its text would have the kind in it, or that of a list.</summary>
    public bool MayBe(ResourceKind kind) => Text is not { } text
        || HasWord(text.Span, Encoding.UTF8.GetBytes(kind.Kind)) || HasWord(text.Span, Encoding.UTF8.GetBytes(kind.Kind + "List"));

    /// <summary>Whether it may be the object of a name: its text would have the kind and the name in it.</summary>
    public bool MayBe(ResourceKind kind, string name) => Text is not { } text
        || (text.Span.IndexOf(Encoding.UTF8.GetBytes(kind.Kind)) >= 0 && HasWord(text.Span, Encoding.UTF8.GetBytes(name)));

    /// <summary>Whether a name stands there that is not a part of a longer one.</summary>
    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        for (int at; (at = text.IndexOf(name)) >= 0; text = text[(at + 1)..])
        {
            var isStart = at == 0 || !IsOfName(text[at - 1]);
            var end = at + name.Length;
            if (isStart && (end == text.Length || !IsOfName(text[end]))) return true;
        }

        return false;
    }

    private static bool IsOfName(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.';
}
