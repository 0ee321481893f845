using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>What writes make of an object, as an API server would; nothing here touches a file.</summary>
internal static class ObjectUpdate
{
    /// <summary>What only a server sets in metadata: no write changes it, and a new object has none of it.</summary>
    private static readonly string[] ServerFields =
        ["uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "selfLink"];

    /// <summary>What names an object, besides its kind: no write changes it.</summary>
    private static readonly string[] NameFields = ["name", "namespace"];

    /// <summary>A new object: without what only a server sets, and without status, which is written apart.</summary>
    public static JsonElement Create(JsonElement given, ResourceKind kind, ObjectName name)
    {
        var root = JsonObject.Create(given)!;
        root.Remove("status");
        var metadata = new JsonObject { ["name"] = name.Name };
        if (kind.IsNamespaced) metadata["namespace"] = name.Namespace;
        foreach (var field in given.GetProperty("metadata").EnumerateObject())
        {
            if (!metadata.ContainsKey(field.Name) && field.Name is not ("managedFields" or "namespace")
                && !ServerFields.Contains(field.Name)) metadata[field.Name] = JsonTree.ToNode(field.Value);
        }

        root["metadata"] = metadata;
        return JsonTree.ToElement(root);
    }

    /// <summary>Everything but metadata and status as given; of the metadata, labels and annotations.</summary>
    public static JsonElement Apply(JsonElement view, JsonElement given)
    {
        var root = JsonObject.Create(given)!;
        foreach (var field in view.EnumerateObject())
        {
            // A spec that is not given is taken away; fields that nobody knows stay.
            if (field.Name is "apiVersion" or "kind" or "metadata" or "status"
                || (field.Name != "spec" && !root.ContainsKey(field.Name)))
                root[field.Name] = JsonTree.ToNode(field.Value);
        }

        if (!view.TryGetProperty("status", out _)) root.Remove("status");
        var metadata = root["metadata"]!.AsObject();
        var wanted = given.GetProperty("metadata");
        foreach (var field in (string[])["labels", "annotations"])
        {
            if (wanted.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object
                && value.EnumerateObject().Any()) metadata[field] = JsonTree.ToNode(value);
            else metadata.Remove(field);
        }

        return JsonTree.ToElement(root);
    }

    /// <summary>The object with a merge patch of one of its parts; of the other, the patch changes nothing.</summary>
    public static JsonElement Merge(JsonElement view, JsonElement patch, ObjectPart part)
    {
        if (part == ObjectPart.Object) return WithStatusOf(JsonMergePatch.Apply(view, patch), view);
        return WithStatusOf(view, JsonMergePatch.Apply(view, patch));
    }

    /// <summary>
    /// What is to be stored of a changed object: names and what only a server sets stay as they are in the file, the
    /// generation counts changes of the spec, and fields keep their order.
    /// </summary>
    /// <exception cref="FormatException">The change would rename the object, or leave none.</exception>
    public static JsonElement Settle(JsonElement stored, JsonElement view, JsonElement changed)
    {
        if (changed.ValueKind != JsonValueKind.Object || !changed.TryGetProperty("metadata", out var metadata)
            || metadata.ValueKind != JsonValueKind.Object)
            throw new FormatException("what the patch leaves is no object with metadata");
        foreach (var field in (string[])["apiVersion", "kind"])
            if (!IsSame(view, changed, field)) throw new FormatException($"{field} can't be changed");
        var before = view.GetProperty("metadata");
        foreach (var field in NameFields)
            if (!IsSame(before, metadata, field)) throw new FormatException($"metadata.{field} can't be changed");
        var root = JsonObject.Create(changed)!;
        var settled = root["metadata"]!.AsObject();
        var kept = stored.GetProperty("metadata");
        foreach (var field in (string[])[.. NameFields, .. ServerFields])
        {
            if (kept.TryGetProperty(field, out var value)) settled[field] = JsonTree.ToNode(value);
            else settled.Remove(field);
        }

        if (kept.TryGetProperty("generation", out var generation) && generation.ValueKind == JsonValueKind.Number
            && generation.TryGetInt64(out var count) && !IsSame(stored, changed, "spec"))
            settled["generation"] = count + 1;
        return FieldOrder.Keep(stored, JsonTree.ToElement(root));
    }

    /// <summary>The object with the time at which its deletion was asked for; null for one that nothing holds.</summary>
    public static JsonElement? Delete(JsonElement stored, DateTimeOffset now)
    {
        if (!HasFinalizers(stored)) return null;
        if (IsBeingDeleted(stored)) return stored;
        var root = JsonObject.Create(stored)!;
        root["metadata"]!.AsObject()["deletionTimestamp"] =
            now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return JsonTree.ToElement(root);
    }

    /// <summary>Whether its deletion was asked for, and the last finalizer is gone.</summary>
    public static bool IsDone(JsonElement root) => IsBeingDeleted(root) && !HasFinalizers(root);

    private static bool IsBeingDeleted(JsonElement root) =>
        root.GetProperty("metadata").TryGetProperty("deletionTimestamp", out var time)
        && time.ValueKind != JsonValueKind.Null;

    private static bool HasFinalizers(JsonElement root) =>
        root.GetProperty("metadata").TryGetProperty("finalizers", out var list)
        && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0;

    private static JsonElement WithStatusOf(JsonElement tree, JsonElement other)
    {
        if (tree.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object) return tree;
        var root = JsonObject.Create(tree)!;
        if (other.TryGetProperty("status", out var status)) root["status"] = JsonTree.ToNode(status);
        else root.Remove("status");
        return JsonTree.ToElement(root);
    }

    private static bool IsSame(JsonElement a, JsonElement b, string field)
    {
        var inA = a.TryGetProperty(field, out var left);
        var inB = b.TryGetProperty(field, out var right);
        return inA == inB && (!inA || CanonicalJson.AreEqual(left, right));
    }
}
