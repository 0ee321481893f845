using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>Says what a document is that is none of ours.</summary>
internal static class OtherDocument
{
    private const string RenderKustomize = "render it first (kubectl kustomize DIR | ConvertFrom-DpuManifest)";
    private const string RenderHelm = "render it first (helm template CHART | ConvertFrom-DpuManifest)";

    private static readonly string[] KustomizeFields =
    [
        "resources", "bases", "components", "patches", "patchesStrategicMerge", "patchesJson6902", "namePrefix", "nameSuffix",
        "commonLabels", "commonAnnotations", "configMapGenerator", "secretGenerator", "generators", "transformers", "replacements",
    ];

    /// <summary>A short description, such as <c>IPPool of crd.projectcalico.org/v1</c>.</summary>
    public static string Describe(ManifestDocument document)
    {
        var root = document.Root;
        if (IsKustomize(root)) return $"a kustomization; {RenderKustomize}";
        if (Has(root, "kind")) return $"{Text(root, "kind")} of {Text(root, "apiVersion")}";
        if (Has(root, "apiVersion") && Has(root, "name") && Has(root, "version")) return $"the description of a Helm chart; {RenderHelm}";
        return Path.GetFileName(document.Location.File ?? "").StartsWith("values", StringComparison.OrdinalIgnoreCase)
            ? $"the values of a Helm chart; {RenderHelm}"
            : "a document without a kind";
    }

    /// <summary>The fields by which Kustomize would change manifests; empty for any other document, and for one that only lists
    /// them.</summary>
    public static string[] KustomizeChanges(ManifestDocument document) => IsKustomize(document.Root)
        ? [.. document.Root.EnumerateObject()
            .Select(static field => field.Name)
            .Where(static name => name is not ("apiVersion" or "kind" or "metadata" or "resources" or "bases"))]
        : [];

    private static bool IsKustomize(JsonElement root) => Has(root, "kind")
        ? Text(root, "apiVersion").StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal)
        : root.EnumerateObject().Any(static field => KustomizeFields.Contains(field.Name, StringComparer.Ordinal));

    private static bool Has(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;

    private static string Text(JsonElement root, string name) => Has(root, name) ? root.GetProperty(name).GetString()! : "no API version";
}
