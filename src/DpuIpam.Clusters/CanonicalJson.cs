using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters;

/// <summary>One text for all trees that mean the same: keys in order, no blanks, each number in one form.</summary>
internal static class CanonicalJson
{
    public static ReadOnlySpan<byte> Of(JsonElement tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions)) Write(tree, writer);
        return buffer.WrittenSpan;
    }

    /// <summary>Whether two trees mean the same.</summary>
    public static bool AreEqual(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && Of(a).SequenceEqual(Of(b));

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(static field => field.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Integers as they are, since a double holds but 53 bits; <c>1e3</c> and <c>1.0</c> as the integers they are.</summary>
    private static string Number(JsonElement value)
    {
        var text = value.GetRawText();
        if (!text.AsSpan().ContainsAny('.', 'e', 'E')) return text == "-0" ? "0" : text;
        var number = value.GetDouble();
        return double.IsInteger(number) && Math.Abs(number) < 1e15
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
