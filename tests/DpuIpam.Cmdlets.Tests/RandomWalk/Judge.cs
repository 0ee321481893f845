namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Compares the files before and after a command. It knows them alone, and one rule: no live address moves, is
/// dropped or doubled without the consent that covers it.</summary>
/// <remarks>
/// Live is what a pool's status gives to a node, whether the node is there or not: a drop is asked about. A pool's spec
/// counts as well: what nv-ipam would take away the next time it looks is as good as taken, and what a pool may now
/// hand out while a node of another one has it is as good as doubled. What an edit by hand has done is not the
/// command's doing.
/// </remarks>
internal static class Judge
{
    public static IReadOnlyList<Violation> Compare(LiveState before, LiveState after, CommandStep step,
        IReadOnlyList<Row> rows)
    {
        if (step.IsWhatIf) return [.. Changed(before, after)
            .Select(static file => new Violation("WhatIf", $"{file} changed."))];
        var found = new List<Violation>();
        found.AddRange(Broken(before, after));
        found.AddRange(Lost(before, after, step.Consents));
        found.AddRange(Unkept(before, after, step.Consents));
        found.AddRange(after.Doubles().Except(before.Doubles()).Select(static pair => new Violation("Doubled", pair)));
        found.AddRange(Offered(before, after));
        found.AddRange(SharedRanges(after).Except(SharedRanges(before))
            .Select(static text => new Violation("ShareDoubled", text)));
        if (step.IsSync) found.AddRange(Untold(before, after, rows));
        return found;
    }

    /// <summary>What a sync takes away after an edit, and would not have taken away without it: whoever edits is asked, not
    /// only whoever syncs.</summary>
    /// <param name="before">The lab before the edit.</param>
    /// <param name="without">The same, synced with every consent.</param>
    /// <param name="with">The lab after the edit, synced with every consent.</param>
    public static IEnumerable<Violation> Unasked(
        LiveState before, LiveState without, LiveState with) =>
        from pool in before.Pools
        from held in pool.Allocations
        where Has(without, pool.Key, held) && !Has(with, pool.Key, held)
        select new Violation("Unasked", $"{held.Node} of {pool.Key} loses {held.Text} by the next sync.");

    private static bool Has(LiveState state, PoolKey key, Held held) =>
        state.Pools.Any(pool => pool.Key == key && pool.Allocations.Contains(held));

    /// <summary>Files that are not what they were.</summary>
    public static IEnumerable<string> Changed(LiveState before, LiveState after) => before.Files.Texts.Keys
        .Union(after.Files.Texts.Keys)
        .Where(file => before.Files.Texts.GetValueOrDefault(file) != after.Files.Texts.GetValueOrDefault(file))
        .Order(StringComparer.Ordinal);

    /// <summary>Files that say something else than before, but for the conditions of objects: those tell what is seen of
    /// nodes, which is more once a write is done.</summary>
    public static IEnumerable<string> Unsettled(LiveState before, LiveState after) =>
        Changed(before, after).Where(file => !Says(before, file).SequenceEqual(Says(after, file)));

    private static IEnumerable<string> Says(LiveState state, string file) =>
        state.Files.Documents.Where(document => document.File == file).Select(static document =>
        {
            var root = Yaml.One(Yaml.Write([document.Root]));
            if (root.At("status") is YamlDotNet.RepresentationModel.YamlMappingNode status)
                status.Children.Remove("conditions");
            return Yaml.Write([root]);
        });

    /// <summary>Files that can't be read any more, and what writing left behind.</summary>
    private static IEnumerable<Violation> Broken(LiveState before, LiveState after)
    {
        foreach (var file in after.Files.Malformed.Except(before.Files.Malformed))
            yield return new Violation("Malformed", $"{file} can't be read any more.");
        foreach (var file in after.Files.Texts.Keys.Except(before.Files.Texts.Keys))
            if (Path.GetFileName(file).StartsWith('.')) yield return new Violation("LeftBehind", file);
    }

    private static IEnumerable<Violation> Lost(LiveState before, LiveState after, IReadOnlyList<Consent> consents)
    {
        foreach (var pools in before.Pools.GroupBy(static pool => pool.Key))
        {
            // Who takes a pool over answers for it.
            PoolOnDisk[] then = [.. after.Pools.Where(pool => pool.Key == pools.Key)];
            var left = then.SelectMany(static pool => pool.Allocations).ToHashSet();
            var kept = pools.SelectMany(static pool => pool.Allocations).Where(left.Contains)
                .Select(static held => held.Node).ToHashSet(StringComparer.Ordinal);
            foreach (var (pool, held) in pools.SelectMany(static pool => pool.Allocations.Select(held => (pool, held))))
            {
                // Of a node that was listed twice, one record can stay.
                if (left.Contains(held) || kept.Contains(held.Node)) continue;
                var isMoved = left.Any(other => other.Node == held.Node);
                if (consents.Any(one => (isMoved ? one.Renumbers : one.Drops)
                    && then.Append(pool).Any(one.Covers))) continue;
                yield return isMoved
                    ? new Violation("Moved", $"{held.Node} of {pool.Key}: {held.Text} -> "
                        + string.Join(", ", left.Where(other => other.Node == held.Node)
                            .Select(static other => other.Text)))
                    : new Violation("Dropped", $"{held.Node} of {pool.Key}: {held.Text}");
            }
        }
    }

    /// <summary>What stands in a status, and nv-ipam takes away as the spec is now.</summary>
    private static IEnumerable<Violation> Unkept(LiveState before, LiveState after, IReadOnlyList<Consent> consents)
    {
        foreach (var pool in after.Pools)
        {
            if (Former(before, pool) is not [{ } former]) continue;
            var nodes = before.NodesOf(pool.Key.Folder);
            foreach (var held in pool.Allocations)
            {
                if (!former.Allocations.Contains(held) || !former.Keeps(held, nodes)
                    || pool.Keeps(held, nodes)) continue;
                var isSelected = pool.Selects(held.Node, nodes);
                if (consents.Any(one => (one.Drops || (isSelected && one.Renumbers))
                    && (one.Covers(former) || one.Covers(pool)))) continue;
                yield return new Violation("Unkept",
                    $"{held.Node} of {pool.Key} loses {held.Text} when nv-ipam looks.");
            }
        }
    }

    /// <summary>Addresses that a pool may hand out now, and a node of another pool has.</summary>
    private static IEnumerable<Violation> Offered(LiveState before, LiveState after)
    {
        foreach (var pool in after.Pools)
        {
            if (Former(before, pool) is not { } former) continue;
            var offers = Range.Without(pool.Offers(), former.SelectMany(static one => one.Offers()));
            foreach (var other in after.Pools.Where(other => other.Key != pool.Key && IsAsked(pool, other)))
            {
                foreach (var held in other.Allocations)
                {
                    if (after.IsKnowable(other, held) && offers.Exists(offer => offer.Meets(held.Range)))
                        yield return new Violation("Offered",
                            $"{pool.Key} may give {held.Text}, which {held.Node} of {other.Key} has.");
                }
            }
        }
    }

    /// <summary>What a pool was; null where it is as it was.</summary>
    private static PoolOnDisk[]? Former(LiveState before, PoolOnDisk pool)
    {
        PoolOnDisk[] former = [.. before.Pools.Where(other => other.Key == pool.Key)];
        return Array.Exists(former, other => other.Text == pool.Text) ? null : former;
    }

    /// <summary>Two pools of one cluster on one range are told by a warning, and refused where a node gets an address
    /// twice.</summary>
    private static bool IsAsked(PoolOnDisk pool, PoolOnDisk other) =>
        pool.Owner.Length > 0 && pool.Owner == other.Owner;

    private static IEnumerable<string> SharedRanges(LiveState state)
    {
        foreach (var one in state.Shares)
        {
            foreach (var other in state.Shares)
            {
                if (one.Object == other.Object && string.CompareOrdinal(one.Cluster, other.Cluster) < 0
                    && one.Range.Meets(other.Range))
                    yield return $"{one.Object}: {one.Cluster} has {one.Range}, {other.Cluster} has {other.Range}";
            }
        }
    }

    /// <summary>A pool that changed without a row that says so.</summary>
    private static IEnumerable<Violation> Untold(LiveState before, LiveState after, IReadOnlyList<Row> rows)
    {
        foreach (var key in before.Pools.Concat(after.Pools).Select(static pool => pool.Key).Distinct())
        {
            if (Texts(before, key).SequenceEqual(Texts(after, key))) continue;
            var row = rows.FirstOrDefault(row => row.Folder == key.Folder && row.Pool == key.Name
                && string.Equals(row.Kind, key.Kind, StringComparison.OrdinalIgnoreCase)
                && row.Action is "Created" or "Updated" or "Deleted" or "Failed" or "Unknown");
            if (row is null) yield return new Violation("Untold", $"{key} changed, and no row says so.");
        }

        static IEnumerable<string> Texts(LiveState state, PoolKey key) =>
            state.Pools.Where(pool => pool.Key == key).Select(static pool => pool.Text).Order(StringComparer.Ordinal);
    }
}
