using System.Text.Json;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Folder;

internal sealed partial class FolderCluster
{
    /// <summary>How often a file may be changed by others while it is to be written.</summary>
    private const int MostTries = 10;

    public async Task<ManifestDocument> CreateAsync(
        ResourceKind kind, JsonElement tree, CancellationToken cancellation)
    {
        var name = NameOf(kind, tree);
        return (await WriteAsync(kind, name, isDryRun: false, mayMakeFolder: true, stored => stored is null
            ? ObjectUpdate.Create(tree, kind, name)
            : throw FolderErrors.Exists(Name, kind, name, stored), cancellation).ConfigureAwait(false))!;
    }

    public async Task<ManifestDocument> ApplyAsync(
        ResourceKind kind, JsonElement tree, bool isDryRun, CancellationToken cancellation)
    {
        var name = NameOf(kind, tree);
        var wanted = PreconditionsIn(tree);
        return (await WriteAsync(kind, name, isDryRun, mayMakeFolder: true, stored =>
        {
            Check(kind, name, stored, wanted);
            return stored is null
                ? ObjectUpdate.Create(tree, kind, name)
                : Change(stored, kind, view => ObjectUpdate.Apply(view, tree));
        }, cancellation).ConfigureAwait(false))!;
    }

    public async Task<ManifestDocument> MergeAsync(
        ResourceKind kind, ObjectName name, JsonElement patch, ObjectPart part, bool isDryRun,
        CancellationToken cancellation)
    {
        var wanted = PreconditionsIn(patch);
        return (await WriteAsync(kind, name, isDryRun, mayMakeFolder: false, stored =>
        {
            if (stored is null) throw FolderErrors.NotFound(Name, kind, name);
            Check(kind, name, stored, wanted);
            return Change(stored, kind, view => ObjectUpdate.Merge(view, patch, part));
        }, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>A test that fails is a conflict: the object is not what the patch was made for.</summary>
    public async Task<ManifestDocument> PatchAsync(
        ResourceKind kind, ObjectName name, JsonElement operations, CancellationToken cancellation) =>
        (await WriteAsync(kind, name, isDryRun: false, mayMakeFolder: false, stored => stored is null
            ? throw FolderErrors.NotFound(Name, kind, name)
            : Change(stored, kind, view => JsonPatch.Apply(view, operations)), cancellation).ConfigureAwait(false))!;

    public async Task DeleteAsync(
        ResourceKind kind, ObjectName name, Preconditions preconditions, CancellationToken cancellation) =>
        await WriteAsync(kind, name, isDryRun: false, mayMakeFolder: false, stored =>
        {
            if (stored is null) return null;
            Check(kind, name, stored, preconditions);
            return ObjectUpdate.Delete(stored.Root, _clock.GetUtcNow());
        }, cancellation).ConfigureAwait(false);

    /// <summary>Reads, decides and writes while nobody else writes.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="isDryRun">Whether nothing is written.</param>
    /// <param name="mayMakeFolder">Whether the object may be new, so that its folder may have to be made.</param>
    /// <param name="change">The object as it is to be stored, from the one that is there; null for none.</param>
    /// <param name="cancellation">Ends the waiting; a write that has begun is finished.</param>
    private async Task<ManifestDocument?> WriteAsync(
        ResourceKind kind, ObjectName name, bool isDryRun, bool mayMakeFolder,
        Func<FolderObject?, JsonElement?> change, CancellationToken cancellation)
    {
        if (!isDryRun && _options.IsReadOnly) throw FolderErrors.ReadOnly(Name);
        if (isDryRun || (!_level.Exists && !mayMakeFolder))
        {
            var stored = (await ReadAsync(cancellation).ConfigureAwait(false)).Find(kind, name);
            return change(stored) is { } tree ? Preview(kind, name, CheckStorable(kind, tree), stored) : null;
        }

        if (!_level.Exists)
        {
            // What is refused anyway leaves no folder behind.
            change(null);
            _level.Make();
        }

        using var held = await FolderLock.TakeAsync(
            _level.Folder, _level.DisplayName, Name, _options.Timeout, cancellation).ConfigureAwait(false);
        return await Task.Run(() => Write(kind, name, change, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>What an editor saves meanwhile is read again and decided on anew.</summary>
    private ManifestDocument? Write(
        ResourceKind kind, ObjectName name, Func<FolderObject?, JsonElement?> change, CancellationToken cancellation)
    {
        AtomicFile.DeleteUnfinished(_level.Folder);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return WriteOnce(kind, name, change, cancellation);
            }
            catch (FileChangedException) when (attempt < MostTries)
            {
                cancellation.ThrowIfCancellationRequested();
            }
            catch (FileChangedException error)
            {
                throw FolderErrors.KeepsChanging(Name, error.DisplayName);
            }
        }
    }

    private ManifestDocument? WriteOnce(
        ResourceKind kind, ObjectName name, Func<FolderObject?, JsonElement?> change, CancellationToken cancellation)
    {
        var stored = _level.Read(cancellation).Find(kind, name);
        var tree = change(stored);
        if (tree is { } given) CheckStorable(kind, given);
        if (stored is null)
            return tree is null ? null : _level.Create(kind, name, tree.Value, cancellation).ViewAs(kind, _options.Namespace);
        if (tree is { } wanted && CanonicalJson.AreEqual(wanted, stored.Root) && !ObjectUpdate.IsDone(wanted))
            return stored.ViewAs(kind, _options.Namespace);
        if (tree is null || ObjectUpdate.IsDone(tree.Value))
        {
            if (!_level.Remove(stored, cancellation)) throw FolderErrors.NotEditable(Name, kind, name, stored);
            return Preview(kind, name, tree ?? stored.Root, stored);
        }

        return _level.Replace(stored, tree.Value, cancellation)?.ViewAs(kind, _options.Namespace)
            ?? throw FolderErrors.NotEditable(Name, kind, name, stored);
    }

    private JsonElement Change(FolderObject stored, ResourceKind kind, Func<JsonElement, JsonElement> change)
    {
        try
        {
            var view = stored.ViewAs(kind, _options.Namespace).Root;
            return ObjectUpdate.Settle(stored.Root, view, change(view));
        }
        catch (JsonPatchException error) when (error.IsFailedTest)
        {
            throw new ClusterException(
                ClusterFailure.Conflict, Name,
                $"{kind} {stored.Name} at {stored.Document.Location} is not what the patch is for: {error.Message}",
                inner: error);
        }
        catch (Exception error) when (error is JsonPatchException or FormatException or JsonException or ArgumentException)
        {
            throw FolderErrors.Invalid(Name, kind, $"{stored.Name} can't become that: {error.Message}");
        }
    }

    /// <summary>Refuses what could be written but not read again.</summary>
    private JsonElement CheckStorable(ResourceKind kind, JsonElement tree)
    {
        try
        {
            var result = ManifestReader.Read(ManifestWriter.Write([tree], ManifestFormat.Yaml), "the object");
            if (result.Errors.Count > 0) throw FolderErrors.Invalid(Name, kind, result.Errors[0].Message);
            return tree;
        }
        catch (ArgumentException error)
        {
            throw FolderErrors.Invalid(Name, kind, error.Message);
        }
    }

    private void Check(ResourceKind kind, ObjectName name, FolderObject? stored, Preconditions wanted)
    {
        var isConditional = wanted.Uid is { Length: > 0 } || wanted.ResourceVersion is { Length: > 0 };
        if (!isConditional) return;
        if (stored is null) throw FolderErrors.Gone(Name, kind, name);
        var found = PreconditionsIn(stored.ViewAs(kind, _options.Namespace).Root);
        if (wanted.Uid is { Length: > 0 } && wanted.Uid != found.Uid)
            throw FolderErrors.MadeAnew(Name, kind, name, stored);
        if (wanted.ResourceVersion is { Length: > 0 } && wanted.ResourceVersion != found.ResourceVersion)
            throw FolderErrors.Changed(Name, kind, name, stored);
    }

    private static Preconditions PreconditionsIn(JsonElement tree) => tree.ValueKind == JsonValueKind.Object
        && tree.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        ? new Preconditions(Text(metadata, "uid") ?? "", Text(metadata, "resourceVersion"))
        : default;

    /// <summary>The name in a tree, which becomes part of a file's name and so must be one that Kubernetes takes.</summary>
    private ObjectName NameOf(ResourceKind kind, JsonElement tree)
    {
        if (tree.ValueKind != JsonValueKind.Object || Text(tree, "kind") != kind.Kind
            || Text(tree, "apiVersion") != kind.ApiVersion)
            throw FolderErrors.Invalid(Name, kind, $"the object must have apiVersion {kind.ApiVersion} and kind {kind}");
        if (!tree.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || Text(metadata, "name") is not { Length: > 0 } name)
            throw FolderErrors.Invalid(Name, kind, "metadata.name is missing");
        var @namespace = !kind.IsNamespaced ? ""
            : Text(metadata, "namespace") is { Length: > 0 } given ? given
            : _options.Namespace;
        foreach (var (part, text) in (ReadOnlySpan<(string, string)>)[("name", name), ("namespace", @namespace)])
        {
            if (text.Length > 0 && Labels.CheckSubdomain(text) is [var wrong, ..])
                throw FolderErrors.Invalid(Name, kind, $"metadata.{part} \"{text}\": {wrong}");
        }

        return new ObjectName(@namespace, name);
    }

    private static string? Text(JsonElement tree, string field) =>
        tree.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
