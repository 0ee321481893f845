using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Reads fields of a kubeconfig. Messages name the field and never what stands in it.</summary>
/// <param name="element">The object whose fields are read.</param>
/// <param name="place">How messages name it.</param>
/// <param name="cluster">How they name the cluster.</param>
internal sealed class KubeconfigFields(JsonElement element, string place, string cluster)
{
    /// <summary>A field's value; absent, null and empty are the same.</summary>
    public string? Text(string field)
    {
        var value = Value(field);
        if (!Exists(value)) return null;
        if (value.ValueKind != JsonValueKind.String) throw Wrong($"{field} must be a text; put it in quotes");
        return value.GetString() is { Length: > 0 } text ? text : null;
    }

    public bool Flag(string field)
    {
        var value = Value(field);
        if (!Exists(value)) return false;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong($"{field} must be true or false");
    }

    /// <summary>Whether a field says anything at all.</summary>
    public bool Says(string field)
    {
        var value = Value(field);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
            JsonValueKind.String => !value.ValueEquals(""),
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => true,
        };
    }

    /// <summary>The bytes of a field in base64, as text.</summary>
    public string? Data(string field)
    {
        if (Text(field) is not { } text) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : throw Wrong($"{field} is not base64");
    }

    public JsonElement Value(string field)
    {
        if (!Exists(element)) return default;
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("it must be a map of fields");
        return element.TryGetProperty(field, out var value) ? value : default;
    }

    public KubeconfigFields? Part(string field) =>
        Exists(Value(field)) ? new KubeconfigFields(Value(field), $"{place}: {field}", cluster) : null;

    public IEnumerable<KubeconfigFields> Items(string field)
    {
        var number = 0;
        foreach (var item in List(field))
            yield return new KubeconfigFields(item, $"{place}: {field}[{number++}]", cluster);
    }

    public IReadOnlyList<string> Texts(string field)
    {
        var texts = new List<string>();
        foreach (var item in List(field))
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong($"{field} must be a list of texts"));
        return texts;
    }

    public ClusterException Wrong(string message) => new(ClusterFailure.Configuration, cluster, $"{place}: {message}");

    private JsonElement.ArrayEnumerator List(string field)
    {
        var value = Value(field);
        if (!Exists(value)) return default;
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong($"{field} must be a list");
    }

    private static bool Exists(JsonElement value) => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}
