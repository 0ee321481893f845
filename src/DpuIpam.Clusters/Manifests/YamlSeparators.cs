using DpuIpam.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Looks at what stands between two values, where the parser takes texts that kubectl refuses.</summary>
/// <remarks>
/// It takes <c>{"name"n2}</c> for <c>{"name": n2}</c> and <c>{a: [x]y}</c> for <c>{a: [x], y}</c>, so that a slip of the
/// author's would change the object without a word.
/// </remarks>
internal sealed class YamlSeparators(YamlText text, SourceText source)
{
    private readonly bool _hasTabs = text.Utf8.Contains((byte)'\t');
    private int _end;

    /// <summary>What is wrong before the next value; null if nothing is.</summary>
    /// <param name="e">The event of the value.</param>
    /// <param name="kind">The collection that it is in.</param>
    /// <param name="isFlow">Whether that is written in brackets or braces.</param>
    /// <param name="before">How many values of that collection there were before.</param>
    public ManifestException? Check(ParsingEvent e, YamlNodeKind kind, bool isFlow, int before)
    {
        if (e is MappingEnd or SequenceEnd || IsAbsent(e)) return null;
        if (!isFlow)
        {
            return _hasTabs && kind == YamlNodeKind.Sequence && IsTabBehindDash(text.OffsetOf(e.Start))
                ? Error("a tab can't follow a dash; write a space", e)
                : null;
        }

        if (kind == YamlNodeKind.Mapping && (before & 1) == 0 && IsCutShort(e))
            return Error("a text that ends in a colon can't be told from a key here; quote it", e);
        if (before == 0) return null;
        var wanted = kind == YamlNodeKind.Mapping && (before & 1) == 1 ? (byte)':' : (byte)',';
        var start = text.OffsetOf(e.Start);
        if (start < _end || Has(source.Utf8.Span[_end..start], wanted)) return null;
        return Error(wanted == ':' ? "a colon is missing here" : "a comma is missing here", e);
    }

    /// <summary>Takes note of where a value ends.</summary>
    public void Pass(ParsingEvent e)
    {
        if (e is MappingStart or SequenceStart || IsAbsent(e)) return;
        var end = text.OffsetOf(e.End);
        // A map without braces, a pair in a list, ends where its value does.
        if (e is MappingEnd or SequenceEnd && !EndsWithBracket(end, e is MappingEnd ? (byte)'}' : (byte)']')) return;
        _end = end;
    }

    private bool EndsWithBracket(int end, byte bracket) => end > 0 && source.Utf8.Span[end - 1] == bracket;

    /// <summary>A value that is not written at all.</summary>
    private static bool IsAbsent(ParsingEvent e) => e is Scalar { Value.Length: 0, Style: ScalarStyle.Plain };

    /// <summary>To the parser <c>fd00::</c> in <c>[fd00::, x]</c> is the key <c>fd00:</c>; to kubectl it is a text.</summary>
    private bool IsCutShort(ParsingEvent e)
    {
        if (e is not Scalar { Style: ScalarStyle.Plain }) return false;
        var behind = source.Utf8.Span[text.OffsetOf(e.End)..];
        return behind.Length > 1 && behind[0] == ':' && (behind[1] is (byte)',' or (byte)']' or (byte)'}');
    }

    private bool IsTabBehindDash(int start)
    {
        var before = source.Utf8.Span[..start];
        var trimmed = before.TrimEnd(" \t"u8);
        return trimmed.EndsWith("-"u8) && before[trimmed.Length..].Contains((byte)'\t');
    }

    /// <summary>Whether a sign stands in the text, comments aside.</summary>
    private static bool Has(ReadOnlySpan<byte> between, byte sign)
    {
        while (true)
        {
            var comment = between.IndexOf((byte)'#');
            if (comment < 0) return between.Contains(sign);
            if (between[..comment].Contains(sign)) return true;
            var length = between[comment..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0) return false;
            between = between[(comment + length)..];
        }
    }

    private ManifestException Error(string message, ParsingEvent e) =>
        new($"not valid YAML: {message}", text.SourceLocation(e.Start));
}
