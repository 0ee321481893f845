using System.Text.Encodings.Web;
using System.Text.Json;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// How trees are held: compact, unescaped where JSON allows it, and as deep as the limits let them be.
/// </summary>
internal static class JsonTree
{
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Two levels more than an object may have, since an object in a list lies two levels deeper.</summary>
    public static int TextDepth(ManifestLimits limits) => limits.Depth + 2;

    /// <summary>The tree of a valid text, in memory of its own size.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8, ManifestLimits limits)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TextDepth(limits) });
        return JsonElement.ParseValue(ref reader);
    }
}
