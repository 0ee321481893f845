using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>Values of a spec as people read them in one line.</summary>
internal static class FieldText
{
    /// <summary>Ranges as <c>10.0.0.1-10.0.0.9</c>, routes as their destinations, static allocations as
    /// <c>node=prefix</c>; anything else that is not one value as JSON. Null for what is not there.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Of)),
        JsonValueKind.Object => Item(value) ?? Json(value),
        _ => value.GetRawText(),
    };

    private static string? Item(JsonElement item)
    {
        if (Text(item, "startIP") is { } start && Text(item, "endIP") is { } end) return start == end ? start : $"{start}-{end}";
        if (Text(item, "prefix") is { } prefix) return $"{Text(item, "nodeName")}={prefix} {Text(item, "gateway")}".TrimEnd();
        return Text(item, "dst");
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Without the blanks and line ends that a file may have.</summary>
    private static string Json(JsonElement value) => DocumentTree.Text(value);
}
