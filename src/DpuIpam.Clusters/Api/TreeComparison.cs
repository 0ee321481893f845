using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Tells from an object whether a write of unknown outcome was done.</summary>
internal static class TreeComparison
{
    /// <summary>Whether an object has every field that was applied; what the server adds does not matter.</summary>
    public static bool Holds(JsonElement found, JsonElement wanted)
    {
        foreach (var property in wanted.EnumerateObject())
        {
            var value = ApiDocuments.Field(found, property.Name);
            if (property.NameEquals("metadata") ? !HoldsMetadata(value, property.Value) : !HoldsValue(value, property.Value))
                return false;
        }

        return true;
    }

    /// <summary>Whether a merge patch would change nothing of an object, but its version.</summary>
    public static bool Satisfies(JsonElement found, JsonElement patch)
    {
        foreach (var property in patch.EnumerateObject())
        {
            var value = ApiDocuments.Field(found, property.Name);
            if (property.NameEquals("metadata") && property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in property.Value.EnumerateObject())
                {
                    if (!inner.NameEquals("resourceVersion")
                        && !SatisfiesValue(ApiDocuments.Field(value, inner.Name), inner.Value)) return false;
                }
            }
            else if (!SatisfiesValue(value, property.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsMetadata(JsonElement found, JsonElement wanted)
    {
        foreach (var property in wanted.EnumerateObject())
        {
            // The write itself makes a new version.
            if (property.NameEquals("resourceVersion")) continue;
            if (!HoldsValue(ApiDocuments.Field(found, property.Name), property.Value)) return false;
        }

        return true;
    }

    private static bool HoldsValue(JsonElement found, JsonElement wanted)
    {
        if (IsAbsent(found)) return IsEmpty(wanted);
        switch (wanted.ValueKind)
        {
            case JsonValueKind.Object:
                if (found.ValueKind != JsonValueKind.Object) return false;
                foreach (var property in wanted.EnumerateObject())
                    if (!HoldsValue(ApiDocuments.Field(found, property.Name), property.Value)) return false;
                return true;
            case JsonValueKind.Array:
                if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() != wanted.GetArrayLength()) return false;
                for (var i = 0; i < wanted.GetArrayLength(); i++)
                    if (!HoldsValue(found[i], wanted[i])) return false;
                return true;
            default:
                return AreEqual(found, wanted);
        }
    }

    private static bool SatisfiesValue(JsonElement found, JsonElement patch)
    {
        if (patch.ValueKind == JsonValueKind.Null) return IsAbsent(found);
        if (patch.ValueKind != JsonValueKind.Object) return AreEqual(found, patch);
        if (found.ValueKind != JsonValueKind.Object) return false;
        foreach (var property in patch.EnumerateObject())
            if (!SatisfiesValue(ApiDocuments.Field(found, property.Name), property.Value)) return false;
        return true;
    }

    private static bool AreEqual(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                return HoldsValue(a, b) && HoldsValue(b, a);
            case JsonValueKind.Array:
                if (a.GetArrayLength() != b.GetArrayLength()) return false;
                for (var i = 0; i < a.GetArrayLength(); i++)
                    if (!AreEqual(a[i], b[i])) return false;
                return true;
            case JsonValueKind.String:
                return a.ValueEquals(b.GetString());
            case JsonValueKind.Number:
                return a.TryGetDecimal(out var left) && b.TryGetDecimal(out var right)
                    ? left == right
                    : a.GetRawText() == b.GetRawText();
            default:
                return true;
        }
    }

    private static bool IsAbsent(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().MoveNext(),
        _ => false,
    };
}
