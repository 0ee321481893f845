using DpuIpam.Clusters.Manifests;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DpuIpam.Clusters.Folder;

/// <summary>Finds where an object and its values stand in a YAML text.</summary>
internal sealed class YamlPlaceReader
{
    private readonly string _text;
    private readonly Parser _parser;
    private int _flowDepth;

    private YamlPlaceReader(string text)
    {
        _text = text;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The map that begins on a line and column; null if none does, as when an alias stands there.</summary>
    /// <param name="text">The text, which need not be good to its end.</param>
    /// <param name="line">Line in the text, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    /// <param name="isInFlow">Whether it stands in the brackets of a list.</param>
    public static YamlPlace? Find(string text, int line, int column, out bool isInFlow)
    {
        var reader = new YamlPlaceReader(text);
        isInFlow = false;
        try
        {
            while (reader._parser.MoveNext())
            {
                var e = reader._parser.Current!;
                if (e is MappingStart && e.Start.Line == line && e.Start.Column == column)
                {
                    isInFlow = reader._flowDepth > 0;
                    return reader.Read();
                }

                reader.Count(e);
            }
        }
        catch (Exception slip) when (slip is not OutOfMemoryException)
        {
            // The parser answers some malformed texts with exceptions of its insides: the object's place stays unknown.
        }

        return null;
    }

    /// <summary>Only collections in brackets and braces nest here: block collections never lie inside of them.</summary>
    private void Count(ParsingEvent e)
    {
        if (e is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow }) _flowDepth++;
        else if (_flowDepth > 0 && e is MappingEnd or SequenceEnd) _flowDepth--;
    }

    private YamlPlace Read() => _parser.Current switch
    {
        MappingStart map => ReadCollection(
            YamlNodeKind.Mapping, map, map.Style == MappingStyle.Flow, !map.Anchor.IsEmpty || !map.Tag.IsEmpty),
        SequenceStart list => ReadCollection(
            YamlNodeKind.Sequence, list, list.Style == SequenceStyle.Flow, !list.Anchor.IsEmpty || !list.Tag.IsEmpty),
        Scalar scalar => new YamlPlace
        {
            Kind = YamlNodeKind.Scalar,
            Start = Index(scalar.Start),
            End = EndOfText(Index(scalar.Start), Index(scalar.End)),
            IsMarked = !scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty,
            Text = scalar.Value,
        },
        { } alias => new YamlPlace { Kind = YamlNodeKind.Alias, Start = Index(alias.Start), End = Index(alias.End), IsMarked = true },
        _ => throw new InvalidOperationException("The text ended inside a value."),
    };

    private YamlPlace ReadCollection(YamlNodeKind kind, ParsingEvent start, bool isFlow, bool isMarked)
    {
        var place = new YamlPlace { Kind = kind, Start = Index(start.Start), IsFlow = isFlow, IsMarked = isMarked };
        while (_parser.MoveNext() && _parser.Current is not (MappingEnd or SequenceEnd)) place.Children.Add(Read());

        // The end of a block is told by what comes behind it; that of a flow collection is its bracket.
        place.End = isFlow ? Index(_parser.Current!.Start) + 1
            : place.Children.Count > 0 ? place.Children[^1].End
            : place.Start;
        return place;
    }

    /// <summary>The lines of a block of text end with line breaks, which are not replaced with it.</summary>
    private int EndOfText(int start, int end) => start + _text.AsSpan(start, end - start).TrimEnd(" \t\r\n").Length;

    private int Index(in Mark mark) => (int)Math.Min(mark.Index, _text.Length);
}
