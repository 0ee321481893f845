using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>A field that the schema of its kind does not know.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Message">What is wrong with it, and what is meant.</param>
internal sealed record UnknownField(string Path, string Message);

/// <summary>A field that must be there and is not.</summary>
/// <param name="Path">Where it should stand.</param>
/// <param name="Message">What is wrong, and what stands there in its place.</param>
internal sealed record MissingField(string Path, string Message)
{
    /// <summary>Whether a field is this one, or would stand in it.</summary>
    public bool Holds(string path) => path.StartsWith(Path, StringComparison.Ordinal)
        && (path.Length == Path.Length || path[Path.Length] is '.' or '[');
}

/// <summary>What of a manifest is not as its schema has it: unknown and missing fields. The status is not looked at: no
/// manifest gives it, and newer servers write more of it.</summary>
internal sealed class SchemaIssues
{
    private static readonly SchemaIssues None = new();

    private readonly List<UnknownField> _unknown = [];
    private readonly List<MissingField> _missing = [];

    private SchemaIssues()
    {
    }

    public IReadOnlyList<UnknownField> Unknown => _unknown;

    public IReadOnlyList<MissingField> Missing => _missing;

    /// <summary>The issues of a resource. One that an API server stored has none: the server checked it, by a schema that may be
    /// newer than this one.</summary>
    public static SchemaIssues Of(Resource resource)
    {
        if (resource.Document.IsFromServer) return None;
        var issues = new SchemaIssues();
        issues.CheckMap(resource.Root, Schemas.Of(resource), "", new FieldNames(resource));
        return issues;
    }

    private void Check(JsonElement value, FieldSchema schema, string path, FieldNames names)
    {
        switch (schema.Type)
        {
            case FieldType.Map when value.ValueKind == JsonValueKind.Object:
                CheckMap(value, schema, path, names);
                break;
            case FieldType.List when value.ValueKind == JsonValueKind.Array:
                CheckItems(value, schema.Item!, path, names);
                break;
        }
    }

    private void CheckItems(JsonElement list, FieldSchema schema, string path, FieldNames names)
    {
        if (schema.Type is not (FieldType.Map or FieldType.Text)) return;
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            // The path of an item is spelled out only when something is wrong with it: a spec may have thousands.
            if (item.ValueKind == JsonValueKind.Null) _missing.Add(new MissingField($"{path}[{i}]", $"{path}[{i}] is null"));
            else if (schema.Type == FieldType.Map && !IsPlain(item, schema)) Check(item, schema, $"{path}[{i}]", names);
            i++;
        }
    }

    /// <summary>Whether a map has all required fields, no unknown ones, and nothing to look into.</summary>
    private static bool IsPlain(JsonElement map, FieldSchema schema)
    {
        if (map.ValueKind != JsonValueKind.Object) return false;
        var required = 0;
        foreach (var field in map.EnumerateObject())
        {
            if (!schema.Fields.TryGetValue(field.Name, out var known) || known.Type is FieldType.Map or FieldType.List)
                return false;
            if (known.IsRequired && field.Value.ValueKind != JsonValueKind.Null) required++;
        }

        foreach (var (_, known) in schema.Fields)
            if (known.IsRequired) required--;
        return required == 0;
    }

    private void CheckMap(JsonElement map, FieldSchema schema, string path, FieldNames names)
    {
        var unknown = new List<JsonProperty>();
        foreach (var field in map.EnumerateObject())
        {
            if (!schema.Fields.TryGetValue(field.Name, out var known)) unknown.Add(field);
            else if (path.Length > 0 || field.Name != "status") Check(field.Value, known, Join(path, field.Name), names);
        }

        foreach (var (name, field) in schema.Fields.OrderBy(static field => field.Key, StringComparer.Ordinal))
        {
            if (!field.IsRequired || DocumentTree.Field(map, name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                continue;
            var instead = unknown.Select(static other => other.Name).FirstOrDefault(other => FieldNames.Nearest(other, map, schema) == name);
            var place = Join(path, name);
            _missing.Add(new MissingField(
                place, instead is null ? $"{place} is missing" : $"{place} is missing; {instead} is no field, {name} is meant"));
        }

        foreach (var field in unknown)
        {
            var message = names.Explain(field, map, schema, path);
            if (message is not null) _unknown.Add(new UnknownField(Join(path, field.Name), message));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
