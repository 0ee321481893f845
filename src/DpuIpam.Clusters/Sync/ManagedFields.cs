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

        return latest ?? TimeOf(Find(root, "metadata"), "creationTimestamp");
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
        var fields = Fields(entries[one]);
        Add(fields, Fields(entries[other]));
        return fields;
    }

    private static JsonObject Fields(JsonElement entry) =>
        Find(entry, "fieldsV1") is { ValueKind: JsonValueKind.Object } fields ? Tree.Copy(fields) : [];

    private static void Add(JsonObject fields, JsonObject further)
    {
        foreach (var (name, inner) in further)
        {
            if (fields[name] is JsonObject known && inner is JsonObject more) Add(known, more);
            else fields[name] ??= inner?.DeepClone();
        }
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement root) =>
        Find(Find(root, "metadata"), "managedFields") is { ValueKind: JsonValueKind.Array } entries ? entries.EnumerateArray() : default;

    private static bool Holds(JsonElement entry, string fieldPath)
    {
        var fields = Find(entry, "fieldsV1");
        foreach (var step in JsonPointer.Steps(fieldPath)) fields = Find(fields, "f:" + step);
        return fields.ValueKind != JsonValueKind.Undefined;
    }

    private static DateTimeOffset? TimeOf(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static string Text(JsonElement entry, string name) =>
        Find(entry, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    /// <summary>A field of what may be no object: a folder holds what somebody wrote, not what a server keeps.</summary>
    private static JsonElement Find(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;
}
