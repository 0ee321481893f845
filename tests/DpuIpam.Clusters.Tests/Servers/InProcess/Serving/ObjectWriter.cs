using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Fields;
using DpuIpam.Clusters.Tests.Servers.InProcess.Schemas;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Creates, updates and patches objects.</summary>
internal sealed class ObjectWriter(ObjectStore store)
{
    private readonly ObjectKeeper _keeper = new(store);

    public JsonObject Create(WriteRequest request)
    {
        var (kind, name) = (request.Target.Kind, request.Target.Name);
        var item = request.Item.DeepClone().AsObject();
        RequireKind(kind, item);
        var metadata = ObjectMetadata.Of(item);
        if (metadata["namespace"] is { } own && (string?)own != name.Namespace)
            throw Refusal.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (metadata["resourceVersion"] is not null)
            throw Refusal.Internal("resourceVersion should not be set on objects to be created");
        if ((string?)metadata["generateName"] is { } prefix && metadata["name"] is null)
            metadata["name"] = prefix + Guid.NewGuid().ToString("N")[..5];
        ObjectMetadata.CheckName(kind, item);
        lock (store.Gate)
        {
            RequireNamespace(kind, name.Namespace);
            Prepare(request, item);
            if (kind is { HasStatus: true, IsCustom: true }) item.Remove("status");
            BuiltInRules.Complete(kind, item);
            ObjectMetadata.SetNew(kind, item, name.Namespace);
            metadata.Remove("managedFields");
            Ownership.Update(null, item, kind, Writer(request, kind, ManagerEntry.Update));
            ObjectKeeper.Validate(kind, item);
            var isThere = store.Find(kind.Kind, ApiPath.NameOf(item)) is not null;
            return isThere
                ? throw Refusal.AlreadyExists(kind, (string)metadata["name"]!)
                : request.IsDryRun ? item : store.Put(kind, item);
        }
    }

    public JsonObject Replace(WriteRequest request)
    {
        var (kind, name) = (request.Target.Kind, request.Target.Name);
        var item = request.Item.DeepClone().AsObject();
        RequireKind(kind, item);
        ObjectMetadata.RequireName(item, name);
        lock (store.Gate)
        {
            var live = store.Find(kind.Kind, name) ?? throw Refusal.NotFound(kind, name.Name);
            var metadata = ObjectMetadata.Of(item);
            if (metadata["resourceVersion"] is null && (kind.IsCustom || kind.Kind == ResourceKind.Lease))
            {
                throw Refusal.Invalid(kind, name.Name, [new Cause(
                    "FieldValueInvalid", "Invalid value: 0x0: must be specified for an update", "metadata.resourceVersion")]);
            }

            ObjectMetadata.RequireVersion(kind, live, metadata, isPatch: false);
            return _keeper.Keep(request, live, item, Writer(request, kind, ManagerEntry.Update));
        }
    }

    public JsonObject Patch(WriteRequest request)
    {
        var (kind, name) = (request.Target.Kind, request.Target.Name);
        if (request.ContentType == ApiClient.ApplyPatch) return Apply(request).Item;
        lock (store.Gate)
        {
            var live = store.Find(kind.Kind, name) ?? throw Refusal.NotFound(kind, name.Name);
            var item = request.ContentType switch
            {
                ApiClient.MergePatch => Patches.MergePatch.Apply(live, request.Item)!.AsObject(),
                ApiClient.JsonPatch => Patches.JsonPatch.Apply(live, request.Body as JsonArray
                    ?? throw Refusal.BadRequest("a JSON patch is a list of operations")),
                "application/strategic-merge-patch+json" when !kind.IsCustom => Patches.MergePatch.Apply(live, request.Item)!.AsObject(),
                _ => throw new Refusal(
                    415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"),
            };
            ObjectMetadata.RequireVersion(kind, live, ObjectMetadata.Of(item), isPatch: true);
            return _keeper.Keep(request, live, item, Writer(request, kind, ManagerEntry.Update));
        }
    }

    /// <summary>Server-side apply.</summary>
    /// <returns>The object, and whether the apply made it.</returns>
    public (JsonObject Item, bool IsNew) Apply(WriteRequest request)
    {
        var (kind, name) = (request.Target.Kind, request.Target.Name);
        if (request.FieldManager is null)
        {
            const string Missing = "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch";
            throw new Refusal(422, "Invalid", Missing);
        }

        var applied = request.Item.DeepClone().AsObject();
        RequireKind(kind, applied);
        var metadata = ObjectMetadata.Of(applied);
        if (metadata["managedFields"] is not null) throw Refusal.BadRequest("metadata.managedFields must be nil");
        ObjectMetadata.RequireName(applied, name);
        if (SchemaPruner.FindUnknown(applied, kind.Schema) is [var unknown, ..])
            throw Refusal.Internal($"failed to create typed patch object ({name}; {kind.Kind.ApiVersion}, Kind={kind.Kind.Kind}): .{unknown}: field not declared in schema");
        if (kind.HasStatus) ObjectMetadata.KeepOneSide(applied, request.IsStatus);
        var writer = Writer(request, kind, ManagerEntry.Apply);
        lock (store.Gate)
        {
            var live = store.Find(kind.Kind, name);
            if (live is not null)
            {
                ObjectMetadata.RequireVersion(kind, live, metadata, isPatch: true);
                var merged = ServerSideApply.Run(live, applied, kind, writer, request.Force);
                return (_keeper.Keep(request, live, merged, null), false);
            }

            if (request.IsStatus) throw Refusal.NotFound(kind, name.Name);
            if ((string?)metadata["uid"] is { } given)
                throw Refusal.Conflict(kind, name.Name, $"uid mismatch: the provided object specified uid {given}, and no existing object was found");
            RequireNamespace(kind, name.Namespace);
            ObjectMetadata.CheckName(kind, applied);
            BuiltInRules.Complete(kind, applied);
            metadata.Remove("resourceVersion");
            var item = ServerSideApply.Run(null, applied, kind, writer, request.Force);
            ObjectMetadata.SetNew(kind, item, name.Namespace);
            ObjectKeeper.Validate(kind, item);
            return (request.IsDryRun ? item : store.Put(kind, item), true);
        }
    }

    private static ManagerEntry Writer(WriteRequest request, ServedKind kind, string operation) => new(
        request.Manager, operation, kind.Kind.ApiVersion, request.IsStatus ? "status" : null, ObjectMetadata.Now(), []);

    private static void Prepare(WriteRequest request, JsonObject item) => ObjectKeeper.Prune(request, item);

    private static void RequireKind(ServedKind kind, JsonObject item)
    {
        if ((string?)item["apiVersion"] != kind.Kind.ApiVersion || (string?)item["kind"] != kind.Kind.Kind)
        {
            throw Refusal.BadRequest(
                $"the object provided is unrecognized (must be of type {kind.Kind.Kind}): {item["apiVersion"]} {item["kind"]}");
        }
    }

    private void RequireNamespace(ServedKind kind, string @namespace)
    {
        if (!kind.Kind.IsNamespaced) return;
        var namespaces = ServedKind.BuiltIn[0];
        var holder = store.Find(ResourceKind.Namespace, new ObjectName("", @namespace))
            ?? throw Refusal.NotFound(namespaces, @namespace);
        if (holder["metadata"]!["deletionTimestamp"] is null) return;
        throw new Refusal(
            403, "Forbidden",
            $"{kind.Qualified} is forbidden: unable to create new content in namespace {@namespace} because it is being terminated",
            new JsonObject
            {
                ["causes"] = Refusal.Of([new Cause("NamespaceTerminating", $"namespace {@namespace} is being terminated", "metadata.namespace")]),
            });
    }
}
