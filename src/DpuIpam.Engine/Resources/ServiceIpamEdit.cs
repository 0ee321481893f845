using System.Text.Json.Nodes;

namespace DpuIpam.Resources;

/// <summary>Changes to a DPUServiceIPAM: the fields named, and no others. Null removes a field.</summary>
/// <remarks>
/// Works on the tree, so whatever this version does not know stays as it is; the mode field that an object uses is kept.
/// </remarks>
internal sealed class ServiceIpamEdit
{
    private readonly List<(string[] Path, JsonNode? Value)> _changes = [];

    /// <summary>Whether nothing is to be changed.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>Changes a field of the mode object, such as <c>gateway</c>.</summary>
    public void SetMode(string field, JsonNode? value) => _changes.Add((["spec", "", field], value));

    /// <summary>Changes a field below <c>spec</c>.</summary>
    public void SetSpec(JsonNode? value, params string[] path) => _changes.Add((["spec", .. path], value));

    /// <summary>Names the pools otherwise than the object; null or empty takes the override away.</summary>
    public void SetPoolName(string? name) => _changes.Add((
        ["metadata", "annotations", ApiNames.NameOverrideAnnotation],
        string.IsNullOrEmpty(name) ? null : JsonValue.Create(name)));

    /// <summary>A new object.</summary>
    public ServiceIpamResource Create(string name, string @namespace, string modeField)
    {
        var root = new JsonObject
        {
            ["apiVersion"] = ApiNames.ServiceVersion,
            ["kind"] = ApiNames.ServiceIpam,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["spec"] = new JsonObject(),
        };
        return Apply(root, modeField, isFromServer: false);
    }

    /// <summary>The object with the changes.</summary>
    /// <exception cref="InvalidOperationException">The object has no mode field, so nothing in it can be changed.</exception>
    public ServiceIpamResource Apply(ServiceIpamResource ipam) => Apply(
        DocumentTree.Copy(ipam.Root),
        ipam.ModeField ?? throw new InvalidOperationException("The object has no mode field."), ipam.Document.IsFromServer);

    /// <summary>The object with another mode object in place of the one it has: of that, only the changes are in it.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="modeField">The other mode field.</param>
    public ServiceIpamResource ApplyInMode(ServiceIpamResource ipam, string modeField)
    {
        var root = DocumentTree.Copy(ipam.Root);
        if (root["spec"] is not JsonObject spec) root["spec"] = spec = [];
        foreach (var field in ipam.ModeFieldsSet) spec.Remove(field);
        spec[modeField] = new JsonObject();
        return Apply(root, modeField, ipam.Document.IsFromServer);
    }

    /// <summary>The same object with its mode object under another name.</summary>
    public static ServiceIpamResource Rename(ServiceIpamResource ipam, string modeField)
    {
        if (ipam.ModeField == modeField || ipam.ModeFieldsSet.Count != 1) return ipam;
        var root = DocumentTree.Copy(ipam.Root);
        Rename((JsonObject)root["spec"]!, ipam.ModeField!, modeField);
        return new ServiceIpamEdit().Apply(root, modeField, ipam.Document.IsFromServer);
    }

    /// <summary>A new object like another one, with the changes: all of it but its status, and what the API server and
    /// controllers noted about that very object.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="name">Name of the new one.</param>
    /// <param name="namespace">Namespace of the new one; null: the same.</param>
    /// <param name="modeField">Its mode field, under which the mode object goes on; null: the same.</param>
    public ServiceIpamResource Copy(ServiceIpamResource ipam, string name, string? @namespace, string? modeField)
    {
        var root = DocumentTree.Copy(ipam.Root);
        root.Remove("status");
        if (root["metadata"] is not JsonObject metadata) root["metadata"] = metadata = [];
        foreach (var entry in ServerMetadata.Fields.Concat(ServerMetadata.FieldsOfControllers)) metadata.Remove(entry);
        Set(root, ["metadata", "annotations", ApiNames.LastAppliedAnnotation], null);
        metadata["name"] = name;
        if (@namespace is not null) metadata["namespace"] = @namespace;
        var field = ipam.ModeField ?? "";
        if (modeField is not null && ipam.ModeFieldsSet.Count == 1)
        {
            Rename((JsonObject)root["spec"]!, field, modeField);
            field = modeField;
        }

        return Apply(root, field, ipam.Document.IsFromServer);
    }

    /// <summary>Keeps the place of a field, since people read what is written.</summary>
    private static void Rename(JsonObject map, string field, string name)
    {
        var entries = map.ToArray();
        map.Clear();
        foreach (var (key, value) in entries) map.Add(key == field ? name : key, value);
    }

    private ServiceIpamResource Apply(JsonObject root, string modeField, bool isFromServer)
    {
        foreach (var (path, value) in _changes)
        {
            // Without a mode there is no place for its fields; validation says so.
            if (modeField.Length > 0 || !path.Contains(""))
                Set(root, Array.ConvertAll(path, step => step.Length == 0 ? modeField : step), value);
        }

        // Parsed anew: the resource must not share nodes that somebody may change. No file holds it as it is now.
        return new ServiceIpamResource(new ManifestDocument(DocumentTree.Of(root), default) { IsFromServer = isFromServer });
    }

    private static void Set(JsonObject root, string[] path, JsonNode? value)
    {
        var parents = new JsonObject[path.Length];
        var current = root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            parents[i] = current;
            if (current[path[i]] is not JsonObject next)
            {
                if (value is null) return;
                current[path[i]] = next = [];
            }

            current = next;
        }

        if (value is not null)
        {
            current[path[^1]] = value.DeepClone();
            return;
        }

        // A map that became empty says nothing; metadata, spec and the mode object stay.
        current.Remove(path[^1]);
        for (var i = path.Length - 2; i >= 1 && current.Count == 0 && path[i] is "annotations" or "labels" or "metadata"; i--)
        {
            parents[i].Remove(path[i]);
            current = parents[i];
        }
    }
}
