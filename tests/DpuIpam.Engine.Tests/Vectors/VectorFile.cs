using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>Cases with upstream's own answers; each becomes a test of its own name.</summary>
internal static class VectorFile
{
    public static IEnumerable<TheoryDataRow<JsonElement>> Cases(string file) => Cases(file, "cases");

    public static IEnumerable<TheoryDataRow<JsonElement>> Cases(string file, string group) => Read(file)
        .GetProperty(group)
        .EnumerateArray()
        .Select(static entry => new TheoryDataRow<JsonElement>(entry) { TestDisplayName = entry.Name() });

    /// <summary>The groups of a file, and how many cases each has.</summary>
    public static IEnumerable<(string Group, int Count)> Groups(string file) => Read(file)
        .EnumerateObject()
        .Where(static member => member.Value.ValueKind == JsonValueKind.Array)
        .Select(static member => (member.Name, member.Value.GetArrayLength()));

    /// <summary>All files, by name.</summary>
    public static IEnumerable<string> Files => Directory
        .EnumerateFiles(Folder, "*.json")
        .Select(static file => Path.GetFileName(file))
        .Order(StringComparer.Ordinal);

    /// <summary>A case's name; those that have none are told apart by what they are about.</summary>
    public static string Name(this JsonElement entry) =>
        entry.TryGetProperty("name", out var name) ? name.GetString()! : $"{entry.Text("mode")} {entry.Text("prefix")}";

    public static string Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public static PoolResource Pool(JsonElement pool)
    {
        var document = new ManifestDocument(pool, default);
        return pool.Text("kind") == "IPPool" ? new IPPoolResource(document) : new CidrPoolResource(document);
    }

    public static Node[] Nodes(IEnumerable<JsonElement> nodes) => [.. nodes.Select(static node => new Node(
        node.Text("name"),
        node.TryGetProperty("labels", out var labels)
            ? labels.EnumerateObject().ToDictionary(static label => label.Name, static label => label.Value.GetString()!)
            : []))];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors");

    private static JsonElement Read(string file) => JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Folder, file)))
        .RootElement;
}
