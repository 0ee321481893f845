using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Schemas;

/// <summary>Checks an object against a structural schema: types, required fields, bounds, and exactly one of some fields.</summary>
internal sealed class SchemaValidator
{
    private readonly List<Cause> _causes = [];

    private SchemaValidator()
    {
    }

    public static List<Cause> Validate(JsonObject item, JsonObject? schema)
    {
        var validator = new SchemaValidator();
        if (schema is not null) validator.CheckObject(item, schema, "");
        return validator._causes;
    }

    private void Check(JsonNode? value, JsonObject schema, string path)
    {
        var type = (string?)schema["type"];
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        var fits = (type, kind) switch
        {
            (_, JsonValueKind.Null) => (bool?)schema["nullable"] == true,
            ("string", JsonValueKind.String) or ("array", JsonValueKind.Array) or ("object", JsonValueKind.Object) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
            _ => type is null,
        };
        if (!fits)
        {
            var actual = NameOf(kind);
            Add("FieldValueInvalid", $"Invalid value: \"{actual}\": {path} in body must be of type {type}: \"{actual}\"", path);
            return;
        }

        if (value is JsonObject map) CheckObject(map, schema, path);
        else if (value is JsonArray list && schema["items"] is JsonObject items)
            for (var i = 0; i < list.Count; i++) Check(list[i], items, $"{path}[{i}]");
        else if (value is JsonValue scalar) CheckScalar(scalar, schema, path);
    }

    private void CheckObject(JsonObject map, JsonObject schema, string path)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
            if (!map.ContainsKey((string)name!)) Add("FieldValueRequired", "Required value", Join(path, (string)name!));
        foreach (var (name, value) in map)
        {
            var child = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (child is JsonObject known) Check(value, known, Join(path, name));
        }

        if (schema["oneOf"] is not JsonArray choices) return;
        var chosen = choices.Count(choice => choice!["required"]!.AsArray().All(name => map.ContainsKey((string)name!)));
        if (chosen == 1) return;
        Add(
            "FieldValueInvalid",
            $"Invalid value: \"\": \"{path}\" must validate one and only one schema (oneOf). Found {(chosen == 0 ? "none" : chosen)} valid", path);
    }

    private void CheckScalar(JsonValue value, JsonObject schema, string path)
    {
        if (value.TryGetValue<string>(out var text))
        {
            if (schema["enum"] is JsonArray choices && !choices.Any(choice => (string?)choice == text))
                Add("FieldValueNotSupported", $"Unsupported value: \"{text}\": supported values: {string.Join(", ", choices.Select(static choice => $"\"{choice}\""))}", path);
            if (schema["maxLength"] is { } max && text.Length > (int)max)
                Add("FieldValueInvalid", $"Invalid value: \"{text}\": {path} in body should be at most {max} chars long", path);
            if (schema["minLength"] is { } min && text.Length < (int)min)
                Add("FieldValueInvalid", $"Invalid value: \"{text}\": {path} in body should be at least {min} chars long", path);
            if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!))
                Add("FieldValueInvalid", $"Invalid value: \"{text}\": {path} in body should match '{pattern}'", path);
        }
        else if (value.TryGetValue<long>(out var number))
        {
            if ((string?)schema["format"] == "int32" && number is < int.MinValue or > int.MaxValue)
                Add("FieldValueInvalid", $"Invalid value: {number}: {path} in body must be of type int32", path);
            if (schema["minimum"] is { } least && number < (long)least)
                Add("FieldValueInvalid", $"Invalid value: {number}: {path} in body should be greater than or equal to {least}", path);
            if (schema["maximum"] is { } most && number > (long)most)
                Add("FieldValueInvalid", $"Invalid value: {number}: {path} in body should be less than or equal to {most}", path);
        }
    }

    private void Add(string reason, string message, string path) => _causes.Add(new Cause(reason, message, path));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        _ => "null",
    };
}
