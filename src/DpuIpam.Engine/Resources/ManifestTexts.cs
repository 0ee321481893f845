using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>The texts of a manifest that its author writes and that name things: keys and values of the spec, names and labels.
/// Annotations, those for pools among them, and the status may say anything.</summary>
internal static class ManifestTexts
{
    private const string PoolAnnotations = "spec.metadata.annotations";

    private static readonly string[] Metadata = ["name", "namespace", "labels"];

    /// <summary>What a manifest is if it is none yet: a template, or encrypted; null for an ordinary one.</summary>
    public static ManifestException? Unrendered(ManifestDocument document)
    {
        if (document.Root.TryGetProperty("sops", out var sops) && sops.ValueKind == JsonValueKind.Object)
            return new ManifestException("the document " + UnrenderedText.Encrypted, document.Locate("sops"), "sops");
        foreach (var (path, text, _) in Of(document.Root))
            if (UnrenderedText.Explain(text) is { } explanation) return new ManifestException(explanation, document.Locate(path), path);
        return null;
    }

    /// <summary>A word about each text with an invisible character, with its place.</summary>
    public static IEnumerable<string> Invisible(ManifestDocument document)
    {
        foreach (var (path, text, isKey) in Of(document.Root))
        {
            if (InvisibleCharacters.Describe(text) is not { } description) continue;
            yield return $"{document.Locate(path)}: {path}: the {(isKey ? "key" : "value")} has {description}; remove it.";
        }
    }

    private static IEnumerable<(string Path, string Text, bool IsKey)> Of(JsonElement root)
    {
        foreach (var property in root.EnumerateObject()) yield return (property.Name, property.Name, true);
        if (root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in metadata.EnumerateObject())
            {
                yield return ($"metadata.{property.Name}", property.Name, true);
                if (!Metadata.Contains(property.Name, StringComparer.Ordinal)) continue;
                foreach (var text in Walk(property.Value, $"metadata.{property.Name}")) yield return text;
            }
        }

        if (!root.TryGetProperty("spec", out var spec)) yield break;
        foreach (var text in Walk(spec, "spec")) yield return text;
    }

    private static IEnumerable<(string Path, string Text, bool IsKey)> Walk(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                yield return (path, element.GetString()!, false);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var name = property.Name.AsSpan().ContainsAny('.', '[', '/')
                        ? $"{path}['{property.Name}']"
                        : $"{path}.{property.Name}";
                    if (name == PoolAnnotations) continue;
                    yield return (name, property.Name, true);
                    foreach (var text in Walk(property.Value, name)) yield return text;
                }

                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                    foreach (var text in Walk(item, $"{path}[{i++}]")) yield return text;
                break;
            default:
                break;
        }
    }
}
