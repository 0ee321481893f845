using System.Text.Json;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Manifests;

/// <summary>Short forms for reading texts in tests.</summary>
internal static class Reading
{
    public static ManifestReadResult Of(string text, ManifestLimits? limits = null) =>
        ManifestReader.Read(text, "pools.yaml", limits);

    /// <summary>The only document of a text without errors.</summary>
    public static ManifestDocument One(string text)
    {
        var result = Of(text);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Documents);
    }

    /// <summary>The only error of a text without documents.</summary>
    public static ManifestException Error(string text, ManifestLimits? limits = null)
    {
        var result = Of(text, limits);
        Assert.Empty(result.Documents);
        return Assert.Single(result.Errors);
    }

    public static string Json(ManifestDocument document) => document.Root.GetRawText();

    public static void AssertTree(string json, ManifestDocument document) =>
        Assert.True(JsonElement.DeepEquals(Tree(json), document.Root), $"expected {json}, but found {Json(document)}");

    public static string[] Names(ManifestReadResult result) =>
        [.. result.Documents.Select(d => d.Root.GetProperty("metadata").GetProperty("name").GetString()!)];

    public static JsonElement Tree(string json) => JsonElement.Parse(json);
}
