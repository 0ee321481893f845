using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>Who owns what after a write that is no apply: the writer owns what it changed, and nobody else does.</summary>
internal static class Ownership
{
    /// <summary>Writes the managed fields of a changed object.</summary>
    /// <param name="before">The object as it was; null when it is new.</param>
    /// <param name="after">The object as it shall be, perhaps with managed fields that the caller edited.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="writer">The writer's entry, without fields.</param>
    public static void Update(JsonObject? before, JsonObject after, ServedKind kind, ManagerEntry writer)
    {
        var live = ManagerEntry.Read(before);
        var given = ManagerEntry.Read(after);
        var isCleared = given is { Count: 0 } && before is not null;
        var managers = given is { Count: > 0 } ? given : isCleared ? [] : live ?? [];

        // An object whose managers were forgotten is not followed any further until somebody applies it.
        if (isCleared || (before is not null && live is null or { Count: 0 } && given is null or { Count: 0 }))
        {
            after["metadata"]!.AsObject().Remove("managedFields");
            return;
        }

        var old = ObjectFields.Of(before, kind.Schema);
        var @new = ObjectFields.Of(after, kind.Schema);
        var changed = old.ChangedIn(@new);
        var removed = old.RemovedIn(@new);
        var own = managers.Find(writer.IsSameAs);
        foreach (var entry in managers)
        {
            entry.Fields.ExceptWith(removed);
            if (!ReferenceEquals(entry, own)) entry.Fields.ExceptWith(changed);
        }

        if (changed.Count > 0)
        {
            if (own is not null) managers.Remove(own);
            managers.Add(writer with { Fields = [.. own?.Fields ?? [], .. changed] });
        }

        ManagerEntry.Write(after, managers);
    }
}
