using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>What one manager owns: an entry of <c>metadata.managedFields</c>.</summary>
internal sealed record ManagerEntry(
    string Manager, string Operation, string ApiVersion, string? Subresource, string? Time, HashSet<string> Fields)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public bool IsSameAs(ManagerEntry other) => Manager == other.Manager && Operation == other.Operation
        && ApiVersion == other.ApiVersion && Subresource == other.Subresource;

    /// <summary>The manager as conflicts name it.</summary>
    public string Describe()
    {
        var by = Operation == Update ? $" using {ApiVersion}" : "";
        return $"\"{Manager}\"{(Subresource is null ? "" : $" with subresource \"{Subresource}\"")}{by}";
    }

    /// <summary>The entries of an object; null when it has none that can be read.</summary>
    public static List<ManagerEntry>? Read(JsonObject? item)
    {
        if (item?["metadata"]?["managedFields"] is not JsonArray list) return null;
        return [.. list.OfType<JsonObject>().Where(static entry => entry["fieldsV1"] is JsonObject).Select(static entry => new ManagerEntry(
            (string?)entry["manager"] ?? "", (string?)entry["operation"] ?? Update, (string?)entry["apiVersion"] ?? "",
            (string?)entry["subresource"], (string?)entry["time"], FieldPath.FromFieldsV1(entry["fieldsV1"]!.AsObject())))];
    }

    /// <summary>Puts entries into an object, those without fields left out.</summary>
    public static void Write(JsonObject item, IEnumerable<ManagerEntry> entries)
    {
        var list = entries.Where(static entry => entry.Fields.Count > 0)
            .OrderBy(static entry => entry.Operation, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Time, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Manager, StringComparer.Ordinal)
            .Select(static entry => entry.ToJson()).ToArray();
        if (list.Length == 0) item["metadata"]!.AsObject().Remove("managedFields");
        else item["metadata"]!["managedFields"] = new JsonArray([.. list]);
    }

    private JsonObject ToJson()
    {
        var entry = new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = FieldPath.ToFieldsV1(Fields),
            ["manager"] = Manager,
            ["operation"] = Operation,
        };
        if (Subresource is not null) entry["subresource"] = Subresource;
        if (Time is not null) entry["time"] = Time;
        return entry;
    }
}
