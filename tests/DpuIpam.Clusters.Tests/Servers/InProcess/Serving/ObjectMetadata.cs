using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>What a server sees to in the metadata of objects.</summary>
internal static partial class ObjectMetadata
{
    public static JsonObject Of(JsonObject item)
    {
        if (item["metadata"] is not JsonObject) item["metadata"] = new JsonObject();
        return item["metadata"]!.AsObject();
    }

    public static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static void SetNew(ServedKind kind, JsonObject item, string @namespace)
    {
        var metadata = Of(item);
        foreach (var name in (string[])["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"]) metadata.Remove(name);
        if (kind.Kind.IsNamespaced) metadata["namespace"] = @namespace;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        if (kind.HasGeneration) metadata["generation"] = 1L;
    }

    /// <summary>Puts back what a writer can't change.</summary>
    public static void KeepSystemFields(JsonObject live, JsonObject item)
    {
        var (old, metadata) = (Of(live), Of(item));
        string[] names =
        [
            "name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds",
            "resourceVersion",
        ];
        foreach (var name in names)
        {
            metadata.Remove(name);
            if (old[name] is { } value) metadata[name] = value.DeepClone();
        }
    }

    /// <summary>Takes out of an applied object what its path does not write: the status, or all but the status.</summary>
    public static void KeepOneSide(JsonObject applied, bool isStatus)
    {
        if (!isStatus)
        {
            applied.Remove("status");
            return;
        }

        foreach (var name in applied.Select(static pair => pair.Key).ToArray())
            if (name is not ("apiVersion" or "kind" or "metadata" or "status")) applied.Remove(name);
        foreach (var name in Of(applied).Select(static pair => pair.Key).ToArray())
            if (name is "labels" or "annotations" or "finalizers" or "ownerReferences") Of(applied).Remove(name);
    }

    public static void RequireName(JsonObject item, ObjectName name)
    {
        var metadata = Of(item);
        if (metadata["name"] is { } own && (string?)own != name.Name)
            throw Refusal.BadRequest($"the name of the object ({own}) does not match the name on the URL ({name.Name})");
        if (metadata["namespace"] is { } space && (string?)space != name.Namespace)
            throw Refusal.BadRequest($"the namespace of the object ({space}) does not match the namespace on the URL ({name.Namespace})");
        metadata["name"] = name.Name;
        if (name.Namespace.Length > 0) metadata["namespace"] = name.Namespace;
    }

    /// <exception cref="Refusal">The object is of another version, or another object.</exception>
    public static void RequireVersion(ServedKind kind, JsonObject live, JsonObject given, bool isPatch)
    {
        var name = (string)live["metadata"]!["name"]!;
        if (given["resourceVersion"] is { } version && (string?)version != (string?)live["metadata"]!["resourceVersion"])
            throw Refusal.Modified(kind, name);
        if (given["uid"] is not { } uid || (string?)uid == (string?)live["metadata"]!["uid"]) return;
        var cause = new Cause("FieldValueInvalid", $"Invalid value: \"{uid}\": field is immutable", "metadata.uid");
        throw isPatch ? Refusal.Invalid(kind, name, [cause]) : Refusal.Conflict(
            kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live["metadata"]!["uid"]}");
    }

    public static void CheckName(ServedKind kind, JsonObject item)
    {
        var name = (string?)Of(item)["name"] ?? "";
        var max = kind.Kind == ResourceKind.ServiceIpam || kind.Kind == ResourceKind.DpuCluster || kind.Kind == ResourceKind.Namespace ? 63 : 253;
        if (name.Length == 0)
            throw Refusal.Invalid(kind, name, [new Cause("FieldValueRequired", "Required value: name or generateName is required", "metadata.name")]);
        if (!Subdomain().IsMatch(name) || name.Length > max)
        {
            throw Refusal.Invalid(kind, name, [new Cause(
                "FieldValueInvalid", $"Invalid value: \"{name}\": a lowercase RFC 1123 subdomain of at most {max} characters is expected",
                "metadata.name")]);
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();
}
