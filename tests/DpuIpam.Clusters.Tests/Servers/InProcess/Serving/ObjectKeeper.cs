using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Fields;
using DpuIpam.Clusters.Tests.Servers.InProcess.Schemas;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Checks and stores the new state of an object that is there, and deletes objects.</summary>
internal sealed class ObjectKeeper(ObjectStore store)
{
    /// <summary>Stores a new state, if it is one; the caller holds the store's gate.</summary>
    /// <param name="request">The write.</param>
    /// <param name="live">The object as it is.</param>
    /// <param name="item">The object as the writer wants it.</param>
    /// <param name="writer">Whose the changes are; null when the managed fields are right already.</param>
    public JsonObject Keep(WriteRequest request, JsonObject live, JsonObject item, ManagerEntry? writer)
    {
        var kind = request.Target.Kind;
        var name = ApiPath.NameOf(live);
        Prune(request, item);
        if (kind.HasStatus) item = OneSide(live, item, request.IsStatus);
        ObjectMetadata.KeepSystemFields(live, item);
        if (writer is not null) Ownership.Update(live, item, kind, writer);
        Validate(kind, item);
        var isLeaving = live["metadata"]!["deletionTimestamp"] is not null;
        if (isLeaving) RequireNoNewFinalizer(kind, live, item);
        if (IsSame(live, item)) return live;
        if (kind.HasGeneration && !IsSameSpec(live, item)) CountGeneration(item);
        if (request.IsDryRun) return item;
        if (!isLeaving || HasFinalizers(item)) return store.Put(kind, item);
        store.Remove(kind, name);
        return item;
    }

    /// <summary>Deletes an object, or marks it where finalizers hold it.</summary>
    /// <returns>The object while it stays; null once it is gone.</returns>
    public JsonObject? Delete(ServedKind kind, ObjectName name, JsonObject? options, bool isDryRun)
    {
        lock (store.Gate)
        {
            var live = store.Find(kind.Kind, name) ?? throw Refusal.NotFound(kind, name.Name);
            var metadata = live["metadata"]!.AsObject();
            RequirePreconditions(kind, live, options?["preconditions"] as JsonObject);
            var stays = HasFinalizers(live) || kind.Kind == ResourceKind.Namespace;
            if (isDryRun) return stays ? live : null;
            if (!stays)
            {
                store.Remove(kind, name);
                return null;
            }

            if (metadata["deletionTimestamp"] is not null) return live;
            metadata["deletionTimestamp"] = ObjectMetadata.Now();
            metadata["deletionGracePeriodSeconds"] = 0;
            if (kind.HasGeneration) CountGeneration(live);
            if (kind.Kind == ResourceKind.Namespace) live["status"] = new JsonObject { ["phase"] = "Terminating" };
            return store.Put(kind, live);
        }
    }

    /// <summary>Prunes what the schema does not know, or refuses it where the writer wants that.</summary>
    public static void Prune(WriteRequest request, JsonObject item)
    {
        var kind = request.Target.Kind;
        if (request.IsStrict && SchemaPruner.FindUnknown(item, kind.Schema) is { Count: > 0 } unknown)
        {
            var why = $"strict decoding error: {string.Join(", ", unknown.Select(static path => $"unknown field \"{path}\""))}";
            throw request.IsPatch
                ? Refusal.PatchedObject(item, why)
                : Refusal.BadRequest($"{kind.Kind.Kind} in version \"{kind.Kind.Version}\" cannot be handled as a {kind.Kind.Kind}: {why}");
        }

        request.Pruned.AddRange(SchemaPruner.Prune(item, kind.Schema));
    }

    public static void Validate(ServedKind kind, JsonObject item)
    {
        var causes = kind.IsCustom ? SchemaValidator.Validate(item, kind.Schema) : BuiltInRules.Validate(kind, item);
        if (causes.Count > 0) throw Refusal.Invalid(kind, (string)item["metadata"]!["name"]!, causes);
    }

    private static JsonObject OneSide(JsonObject live, JsonObject item, bool isStatus)
    {
        var (keeper, giver) = isStatus ? (live.DeepClone().AsObject(), item) : (item, live);
        keeper.Remove("status");
        if (giver["status"] is { } status) keeper["status"] = status.DeepClone();
        if (!isStatus) return keeper;
        keeper["metadata"]!.AsObject().Remove("managedFields");
        if (item["metadata"]?["managedFields"] is { } managers) keeper["metadata"]!["managedFields"] = managers.DeepClone();
        return keeper;
    }

    private static void RequireNoNewFinalizer(ServedKind kind, JsonObject live, JsonObject item)
    {
        var old = Finalizers(live);
        if (Finalizers(item).FirstOrDefault(finalizer => !old.Contains(finalizer)) is not { } added) return;
        throw Refusal.Invalid(kind, (string)item["metadata"]!["name"]!, [new Cause(
            "FieldValueForbidden",
            $"Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{{\"{added}\"}}",
            "metadata.finalizers")]);
    }

    private static void RequirePreconditions(ServedKind kind, JsonObject live, JsonObject? preconditions)
    {
        var (uid, version) = ((string?)live["metadata"]!["uid"], (string?)live["metadata"]!["resourceVersion"]);
        var name = (string)live["metadata"]!["name"]!;
        if ((string?)preconditions?["uid"] is { } wantedUid && wantedUid != uid)
        {
            throw Refusal.Conflict(
                kind, name, $"the UID in the precondition ({wantedUid}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        if ((string?)preconditions?["resourceVersion"] is { } wanted && wanted != version)
        {
            throw Refusal.Conflict(
                kind, name, $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    private static string[] Finalizers(JsonObject item) => item["metadata"]!["finalizers"] is JsonArray list
        ? [.. list.Select(static finalizer => (string)finalizer!)]
        : [];

    private static bool HasFinalizers(JsonObject item) => Finalizers(item).Length > 0;

    private static void CountGeneration(JsonObject item) =>
        item["metadata"]!["generation"] = ((long?)item["metadata"]!["generation"] ?? 0) + 1;

    /// <summary>Whether nothing changes but the times at which managers wrote.</summary>
    private static bool IsSame(JsonObject live, JsonObject item) => JsonNode.DeepEquals(Timeless(live), Timeless(item));

    private static JsonObject Timeless(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        foreach (var entry in copy["metadata"]!["managedFields"] as JsonArray ?? []) entry!.AsObject().Remove("time");
        return copy;
    }

    private static bool IsSameSpec(JsonObject live, JsonObject item) => JsonNode.DeepEquals(Spec(live), Spec(item));

    private static JsonObject Spec(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        copy.Remove("metadata");
        copy.Remove("status");
        return copy;
    }
}
