using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>Server-side apply: the applier gives all the fields that it wants to own, and no others.</summary>
internal static class ServerSideApply
{
    /// <summary>The object after an apply, with its managed fields.</summary>
    /// <param name="live">The object as it is; null when there is none.</param>
    /// <param name="applied">What is applied, without managed fields.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="applier">The applier's entry, without fields.</param>
    /// <param name="force">Whether the applier takes what others own.</param>
    /// <exception cref="Refusal">Others own fields that the applier wants to be different.</exception>
    public static JsonObject Run(
        JsonObject? live, JsonObject applied, ServedKind kind, ManagerEntry applier, bool force)
    {
        var owned = ObjectFields.Of(applied, kind.Schema).Owned;
        var managers = ManagerEntry.Read(live) ?? [];
        if (live is not null && managers.Count == 0) managers.Add(BeforeFirstApply(live, kind, applier));
        var own = managers.Find(applier.IsSameAs);
        var others = managers.Where(entry => !ReferenceEquals(entry, own)).ToList();

        var result = FieldMerge.Merge(live, applied, new FieldSchema(kind.Schema), isRoot: true)!.AsObject();
        // Holders before what they hold: an item of a list can only be found while it has its key.
        foreach (var path in (own?.Fields ?? []).Where(path => !owned.Contains(path)).OrderBy(static path => path.Length))
        {
            bool IsHeld(string at) => Holds(owned, at) || others.Exists(entry => Holds(entry.Fields, at));
            if (!IsHeld(path)) FieldMerge.Remove(result, path, IsHeld);
        }

        var before = ObjectFields.Of(live, kind.Schema);
        var after = ObjectFields.Of(result, kind.Schema);
        var changed = before.ChangedIn(after);
        if (!force) RefuseConflicts(others, changed);
        var removed = before.RemovedIn(after);
        foreach (var entry in others)
        {
            entry.Fields.ExceptWith(changed);
            entry.Fields.ExceptWith(removed);
        }

        // Whoever applies the same again has not written anything.
        var isSame = own is not null && own.Fields.SetEquals(owned);
        others.Add(applier with { Fields = owned, Time = isSame ? own!.Time : applier.Time });
        ManagerEntry.Write(result, others);
        return result;
    }

    private static bool Holds(HashSet<string> fields, string path) =>
        fields.Contains(path) || fields.Any(field => FieldPath.IsInside(field, path));

    private static ManagerEntry BeforeFirstApply(JsonObject live, ServedKind kind, ManagerEntry applier) => applier with
    {
        Manager = "before-first-apply",
        Operation = ManagerEntry.Update,
        Subresource = null,
        Fields = [.. ObjectFields.Of(live, kind.Schema).All],
    };

    private static void RefuseConflicts(List<ManagerEntry> others, HashSet<string> changed)
    {
        var causes = new List<Cause>();
        var groups = new List<string>();
        foreach (var entry in others)
        {
            var fields = entry.Fields.Where(changed.Contains).Order(StringComparer.Ordinal).Select(FieldPath.Describe).ToArray();
            if (fields.Length == 0) continue;
            causes.AddRange(fields.Select(field =>
                new Cause("FieldManagerConflict", $"conflict with {entry.Describe()}", field)));
            groups.Add(fields.Length == 1
                ? $"conflict with {entry.Describe()}: {fields[0]}"
                : $"conflicts with {entry.Describe()}:\n- {string.Join("\n- ", fields)}");
        }

        if (causes.Count == 0) return;
        var noun = causes.Count == 1 ? "conflict" : "conflicts";
        throw new Refusal(
            409, "Conflict", $"Apply failed with {causes.Count} {noun}: {string.Join("\n", groups)}",
            new JsonObject { ["causes"] = Refusal.Of(causes) });
    }
}
