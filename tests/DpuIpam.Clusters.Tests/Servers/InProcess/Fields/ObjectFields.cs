using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>An object as a set of fields, as managers own them: leaves with their values, and what holds them.</summary>
internal sealed class ObjectFields
{
    /// <summary>Fields that nobody owns.</summary>
    private static readonly HashSet<string> Unowned =
    [
        "f:apiVersion", "f:kind", "f:metadata", .. new[]
        {
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
            "deletionTimestamp", "deletionGracePeriodSeconds", "generateName",
        }.Select(static name => FieldPath.Field("f:metadata", name)),
    ];

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);

    private ObjectFields()
    {
    }

    /// <summary>The fields that applying the object makes the applier's.</summary>
    public HashSet<string> Owned => _owned;

    /// <summary>Every field, also those that only hold others.</summary>
    public IEnumerable<string> All => _values.Keys;

    public static ObjectFields Of(JsonObject? item, JsonObject? schema)
    {
        var fields = new ObjectFields();
        if (item is not null) fields.AddMap("", item, new FieldSchema(schema));
        foreach (var path in Unowned)
        {
            fields._values.Remove(path);
            fields._owned.Remove(path);
        }

        return fields;
    }

    public bool Contains(string path) => _values.ContainsKey(path);

    /// <summary>What another state of the object has that this one has not, or has with another value.</summary>
    public HashSet<string> ChangedIn(ObjectFields other) =>
        [.. other._values.Where(pair => !_values.TryGetValue(pair.Key, out var own) || own != pair.Value).Select(static pair => pair.Key)];

    /// <summary>What another state of the object no longer has.</summary>
    public HashSet<string> RemovedIn(ObjectFields other) => [.. _values.Keys.Where(path => !other.Contains(path))];

    private void Add(string path, JsonNode? value, FieldSchema schema, bool isDeclared)
    {
        switch (value)
        {
            case JsonObject map when !schema.IsAtomicMap:
                _values[path] = null;
                if (map.Count == 0 || !isDeclared) _owned.Add(path);
                AddMap(path, map, schema);
                break;
            case JsonArray list when schema.Keys is { } keys:
                _values[path] = null;
                foreach (var item in list)
                    AddItem(FieldPath.Key(path, item!.AsObject(), keys), item, schema.Items);
                break;
            case JsonArray list when schema.IsSet:
                _values[path] = null;
                foreach (var item in list) AddItem(FieldPath.Value(path, item), item, schema.Items);
                break;
            default:
                _values[path] = FieldPath.Text(value);
                _owned.Add(path);
                break;
        }
    }

    private void AddItem(string path, JsonNode? item, FieldSchema schema)
    {
        Add(path, item, schema, true);
        _owned.Add(path);
    }

    private void AddMap(string path, JsonObject map, FieldSchema schema)
    {
        foreach (var (name, value) in map)
        {
            var isRoot = path.Length == 0;
            Add(FieldPath.Field(path, name), value, schema.Field(name, isRoot), isRoot || schema.Node is null || schema.Declares(name));
        }
    }
}
