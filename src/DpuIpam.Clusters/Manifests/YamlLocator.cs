using DpuIpam.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Finds fields of a YAML object by parsing its stretch of the text again. Aliases are not followed.</summary>
internal sealed class YamlLocator(SourceText source, YamlRange range) : IFieldLocator
{
    /// <inheritdoc/>
    public SourceLocation Locate(string fieldPath)
    {
        var (found, _) = Find(fieldPath);
        return found;
    }

    /// <inheritdoc/>
    public string? Written(string fieldPath)
    {
        // A quoted value is the text that it holds.
        var (_, value) = Find(fieldPath);
        return value is { Style: ScalarStyle.Plain } ? value.Value : null;
    }

    /// <summary>The place of a field or of its nearest parent, and the field's value when that is a scalar.</summary>
    private (SourceLocation Place, Scalar? Value) Find(string fieldPath)
    {
        var text = new YamlText(source, range.Start, range.End);
        var found = range.Start.In(source);
        try
        {
            var parser = new Parser(new Scanner(text.Open(), skipComments: true));
            parser.MoveNext();
            parser.MoveNext();
            parser.MoveNext();
            foreach (var step in FieldPath.Parse(fieldPath))
            {
                var next = step.Name is null ? FindItem(parser, step.Index) : FindField(parser, step.Name);
                if (next is not { } mark) return (found, null);
                var (line, column) = text.Locate(mark);
                found = new SourceLocation(source.File, line, column);
            }

            return (found, parser.Current as Scalar);
        }
        catch (YamlException)
        {
            // Such as a tag whose directive stands outside this stretch: the place found so far is the best there is.
            return (found, null);
        }
    }

    private static Mark? FindField(Parser parser, string name)
    {
        if (parser.Current is not MappingStart) return null;
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var at = parser.Current!.Start;
            var isIt = parser.Current is Scalar key && IsKey(key, name);
            SkipValue(parser);
            parser.MoveNext();
            if (isIt) return at;
            SkipValue(parser);
        }

        return null;
    }

    private static Mark? FindItem(Parser parser, int index)
    {
        if (parser.Current is not SequenceStart) return null;
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            if (index-- == 0) return parser.Current!.Start;
            SkipValue(parser);
        }

        return null;
    }

    private static bool IsKey(Scalar key, string name)
    {
        if (key.Value == name) return true;
        if (!key.Tag.IsEmpty || key.Style != ScalarStyle.Plain) return false;
        var value = YamlScalar.Resolve(key.Value);
        return (value.Kind == ScalarKind.Float ? GoNumbers.FormatKey(value.Number) : value.Text) == name;
    }

    /// <summary>Moves to the last event of the value that begins here.</summary>
    private static void SkipValue(Parser parser)
    {
        var depth = 0;
        do
        {
            if (parser.Current is MappingStart or SequenceStart) depth++;
            else if (parser.Current is MappingEnd or SequenceEnd) depth--;
        }
        while (depth > 0 && parser.MoveNext());
    }
}
