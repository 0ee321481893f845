using System.Collections.ObjectModel;
using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>Reads typed values from a document's tree; a value of the wrong type names its field, file and line.</summary>
/// <remarks>Absent and <c>null</c> are the same, as for the API server.</remarks>
internal readonly struct FieldReader
{
    private readonly ManifestDocument _document;
    private readonly JsonElement _element;
    private readonly string _path;

    private FieldReader(ManifestDocument document, JsonElement element, string path)
    {
        _document = document;
        _element = element;
        _path = path;
    }

    public FieldReader(ManifestDocument document)
        : this(document, document.Root, "")
    {
    }

    /// <summary>Whether there is a value at all.</summary>
    public bool Exists => _element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public FieldReader this[string name]
    {
        get
        {
            var path = _path.Length == 0 ? name : $"{_path}.{name}";
            if (!Exists) return new FieldReader(_document, default, path);
            if (_element.ValueKind != JsonValueKind.Object) throw WrongType("an object");
            return new FieldReader(_document, _element.TryGetProperty(name, out var value) ? value : default, path);
        }
    }

    public string? String() => !Exists ? null
        : _element.ValueKind == JsonValueKind.String ? _element.GetString() : throw WrongType("a string");

    public bool Boolean() => Exists && _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType("true or false"),
    };

    public int? Int32() => !Exists ? null
        : _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out var value) ? value
        : throw WrongType("an integer from -2147483648 to 2147483647");

    public long? Int64() => !Exists ? null
        : _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out var value) ? value
        : throw WrongType("a 64-bit integer");

    /// <summary>The items of a list; an absent list is empty.</summary>
    public T[] List<T>(Func<FieldReader, T> read)
    {
        if (!Exists) return [];
        if (_element.ValueKind != JsonValueKind.Array) throw WrongType("a list");
        var items = new T[_element.GetArrayLength()];
        var i = 0;
        foreach (var item in _element.EnumerateArray())
        {
            // The path of an item is spelled out only when something is wrong with it: a status has thousands.
            try
            {
                items[i] = read(new FieldReader(_document, item, ""));
            }
            catch (ManifestException)
            {
                items[i] = read(new FieldReader(_document, item, $"{_path}[{i}]"));
            }

            i++;
        }

        return items;
    }

    /// <summary>A map of strings; null when absent.</summary>
    public IReadOnlyDictionary<string, string>? StringMap()
    {
        if (!Exists) return null;
        if (_element.ValueKind != JsonValueKind.Object) throw WrongType("a map of strings");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in _element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new FieldReader(_document, property.Value, $"{_path}['{property.Name}']").WrongType("a string");
            map[property.Name] = property.Value.GetString()!;
        }

        return new ReadOnlyDictionary<string, string>(map);
    }

    /// <summary>The error of a value that is not what its field takes.</summary>
    public ManifestException WrongType(string wanted)
    {
        var found = _element.ValueKind switch
        {
            JsonValueKind.String => $"the string \"{Short(_element.GetString()!)}\"",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            _ => Short(_document.Written(_path) ?? _element.GetRawText()),
        };
        var hint = Hint(wanted, found);
        return new ManifestException(
            $"must be {wanted}, but is {found}.{hint}", _document.Locate(_path), _path.Length == 0 ? null : _path);
    }

    private string Hint(string wanted, string found)
    {
        if (_element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            return wanted == "a string" ? $" Put it in quotes: \"{found}\"." : "";
        if (_element.ValueKind != JsonValueKind.String) return "";
        var text = _element.GetString()!;
        if (UnrenderedText.Explain(text) is { } unrendered) return $" {char.ToUpperInvariant(unrendered[0])}{unrendered[1..]}.";
        if (InvisibleCharacters.Describe(text) is { } invisible) return $" It has {invisible}; remove it.";
        return wanted.Contains("integer", StringComparison.Ordinal) ? " Remove the quotes." : "";
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
