using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Who set which fields of an object, as the API server keeps it in <c>metadata.managedFields</c>.</summary>
internal static class ManagedFields
{
    /// <summary>The managers, other than ourselves, that hold a field or something below it.</summary>
    /// <param name="root">The object.</param>
    /// <param name="fieldPath">The field, such as <c>spec.gateway</c>.</param>
    public static IReadOnlyList<string> HoldersOf(JsonElement root, string fieldPath) => [.. Entries(root)
        .Where(entry => Holds(entry, fieldPath))
        .Select(static entry => Text(entry, "manager"))
        .Where(static manager => manager != ApiNames.Manager)
        .Distinct(StringComparer.Ordinal)];

    /// <summary>The managers that hold something of a part of an object.</summary>
    public static IReadOnlyList<string> ManagersOf(JsonElement root, string part) => [.. Entries(root)
        .Where(entry => Holds(entry, part))
        .Select(static entry => Text(entry, "manager"))
        .Distinct(StringComparer.Ordinal)];

    /// <summary>When a part of an object was last changed, to the second; where nobody holds it, when the object was made. Null in
    /// a manifest.</summary>
    public static DateTimeOffset? LastChangeOf(JsonElement root, string part)
    {
        DateTimeOffset? latest = null;
        foreach (var entry in Entries(root))
        {
            if (Holds(entry, part) && TimeOf(entry, "time") is { } time && !(time < latest)) latest = time;
        }

        return latest ?? (root.TryGetProperty("metadata", out var metadata) ? TimeOf(metadata, "creationTimestamp") : null);
    }

    /// <summary>The managers that hold something of a part of an object by applying it.</summary>
    public static IReadOnlyList<string> AppliersOf(JsonElement root, string part) => [.. Entries(root)
        .Where(entry => Text(entry, "operation") == "Apply" && Holds(entry, part))
        .Select(static entry => Text(entry, "manager"))
        .Distinct(StringComparer.Ordinal)];

    /// <summary>Position of the entry of a manager that applies; -1 when there is none.</summary>
    public static int IndexOfApplier(JsonElement root, string manager)
    {
        var i = 0;
        foreach (var entry in Entries(root))
        {
            if (Text(entry, "manager") == manager && Text(entry, "operation") == "Apply" && Text(entry, "subresource").Length == 0)
                return i;
            i++;
        }

        return -1;
    }

    /// <summary>The fields of two entries together.</summary>
    public static JsonObject Union(JsonElement root, int one, int other)
    {
        var entries = Entries(root).ToArray();
        var fields = Tree.Copy(entries[one].GetProperty("fieldsV1"));
        Add(fields, Tree.Copy(entries[other].GetProperty("fieldsV1")));
        return fields;
    }

    private static void Add(JsonObject fields, JsonObject further)
    {
        foreach (var (name, inner) in further)
        {
            if (fields[name] is JsonObject known && inner is JsonObject more) Add(known, more);
            else fields[name] ??= inner?.DeepClone();
        }
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement root) =>
        root.TryGetProperty("metadata", out var metadata)
        && metadata.TryGetProperty("managedFields", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray()
            : default;

    private static bool Holds(JsonElement entry, string fieldPath)
    {
        if (!entry.TryGetProperty("fieldsV1", out var fields)) return false;
        foreach (var step in JsonPointer.Steps(fieldPath))
            if (fields.ValueKind != JsonValueKind.Object || !fields.TryGetProperty("f:" + step, out fields)) return false;
        return true;
    }

    private static DateTimeOffset? TimeOf(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
