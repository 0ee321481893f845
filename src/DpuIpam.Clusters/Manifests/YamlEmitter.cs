using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// Writes a tree in block style, as kubectl does: two spaces a level, dashes in their parent's column.
/// </summary>
internal static class YamlEmitter
{
    /// <summary>YAML's parsers look no further than 1024 characters for the colon behind a key.</summary>
    private const int LongestSimpleKey = 900;

    public static void Write(JsonElement root, StringBuilder text)
    {
        if (Count(root) == 0) text.Append("{}\n");
        else Fields(root, 0, text, 1);
    }

    /// <summary>The fields of a map that begins in a column; the first one where the text ends.</summary>
    public static void WriteFields(JsonElement map, int indent, StringBuilder text) => Fields(map, indent, text, 1);

    /// <summary>One field of a map that begins in a column; where the text ends.</summary>
    public static void WriteField(string name, JsonElement value, int indent, StringBuilder text) =>
        Field(name, value, indent, text, 1);

    /// <summary>One item of a list whose dashes stand in a column; where the text ends.</summary>
    public static void WriteItem(JsonElement item, int indent, StringBuilder text) => Item(item, indent, text, 1);

    private static void Fields(JsonElement map, int indent, StringBuilder text, int depth)
    {
        var isFirst = true;
        foreach (var property in map.EnumerateObject())
        {
            // The first key of a map in a list stands behind the dash.
            if (!isFirst) text.Append(' ', indent);
            isFirst = false;
            Field(property.Name, property.Value, indent, text, depth);
        }
    }

    private static void Field(string name, JsonElement value, int indent, StringBuilder text, int depth)
    {
        var key = YamlString.Key(name);
        if (key.Length > LongestSimpleKey) text.Append("? ").Append(key).Append('\n').Append(' ', indent).Append(':');
        else text.Append(key).Append(':');
        Value(value, indent, text, depth);
    }

    private static void Value(JsonElement value, int indent, StringBuilder text, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object && Count(value) > 0)
        {
            text.Append('\n').Append(' ', indent + 2);
            Fields(value, indent + 2, text, Deeper(depth));
        }
        else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            text.Append('\n');
            Items(value, indent, text, Deeper(depth));
        }
        else
        {
            text.Append(' ');
            Scalar(value, indent, text);
        }
    }

    private static void Items(JsonElement list, int indent, StringBuilder text, int depth)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (text[^1] == '\n') text.Append(' ', indent);
            Item(item, indent, text, depth);
        }
    }

    private static void Item(JsonElement item, int indent, StringBuilder text, int depth)
    {
        text.Append("- ");
        if (item.ValueKind == JsonValueKind.Object && Count(item) > 0)
            Fields(item, indent + 2, text, Deeper(depth));
        else if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0)
            Items(item, indent + 2, text, Deeper(depth));
        else
            Scalar(item, indent, text);
    }

    private static void Scalar(JsonElement value, int indent, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append("{}");
                break;
            case JsonValueKind.Array:
                text.Append("[]");
                break;
            case JsonValueKind.String:
                YamlString.Append(value.GetString()!, indent, text);
                break;
            case JsonValueKind.Number:
                Number(value.GetRawText(), text);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }

        text.Append('\n');
    }

    /// <summary>Every JSON number in a double's range is the same number in YAML.</summary>
    private static void Number(string number, StringBuilder text)
    {
        if (YamlScalar.Resolve(number).Kind is not (ScalarKind.Integer or ScalarKind.Float))
            throw new ArgumentException($"The number {number} is too large for YAML and for any field.");
        text.Append(number);
    }

    /// <summary>What would be too deep to read is not written either; and recursion has an end.</summary>
    private static int Deeper(int depth) => depth < ManifestLimits.Default.Depth
        ? depth + 1
        : throw new ArgumentException($"The manifest is nested more than {ManifestLimits.Default.Depth} levels deep.");

    private static int Count(JsonElement map)
    {
        foreach (var _ in map.EnumerateObject()) return 1;
        return 0;
    }
}
