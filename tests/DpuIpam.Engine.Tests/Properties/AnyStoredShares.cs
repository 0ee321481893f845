using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a DPUServiceIPAM may have stored as the shares of its clusters.</summary>
internal static class AnyStoredShares
{
    private enum Edit
    {
        None,
        DropShare,
        DropRange,
        AddRange,
        Rename,
        Shift,
        Shorten,
    }

    /// <summary>Nothing, what an earlier state of the object left, also with edits, or a list made up.</summary>
    public static Gen<StoredShare[]> Lists(ReferenceNetwork parent, ShareSpec spec, string[] targets, bool readableOnly)
    {
        var ranges = Ranges(parent, spec, readableOnly);
        var names = targets.Length == 0
            ? AnyShare.Name
            : Gen.Frequency((6, Gen.OneOf(targets)), (1, AnyShare.Name));
        var madeUp = Gen.Select(names, ranges.Array[0, 3])
            .Select(static (name, list) => new StoredShare(name, list))
            .Array[0, 5]
            .Select(Distinct);
        var earlier = Earlier(parent, spec, targets);
        var edits = Gen.Select(Gen.Enum<Edit>(), Gen.Int[0, 9], Gen.Int[-2, 2], names, ranges).Array[1, 3];
        var edited = Gen.Select(earlier, edits).Select(static (list, all) =>
            Distinct(all.Aggregate(list, static (current, edit) => Apply(current, edit))));
        return Gen.Frequency(
            (2, Gen.Const(Array.Empty<StoredShare>())), (5, earlier), (5, edited), (3, madeUp));
    }

    /// <summary>Shares of the same object, of one with other rules, or of one whose range has grown since.</summary>
    private static Gen<StoredShare[]> Earlier(ReferenceNetwork parent, ShareSpec spec, string[] targets)
    {
        var isNetwork = spec.BlockSize is null;
        var quota = Gen.Frequency((3, Gen.Const(spec.Quota)), (2, Gen.Int[1, 3].Select(static few => (int?)few)));
        var same = quota.Select(number => spec with { Quota = number, Exclusions = [], ExcludeRanges = [] });
        var others = AnyShare.Specs(parent, isNetwork, true);
        var half = parent with { Length = Math.Min(parent.Length + 1, parent.Bits) };
        var grown = Gen.Select(Gen.Bool, same).Select((isRight, old) => old with
        {
            Network = AnyNetwork.Text(parent, isRight ? parent.Size - half.Size : 0, 0, half.Length),
        });
        var names = Gen.Frequency(
            (3, Gen.Const(targets)),
            (2, Gen.Shuffle(targets, 0, targets.Length)),
            (2, AnyShare.Name.Array[0, 4].Select(added => targets.Concat(added).Distinct().ToArray())));
        return Gen.Select(Gen.Frequency((1, Gen.Const(spec)), (4, same), (2, others), (2, grown)), names)
            .Select(static (old, names) => new ShareScenario(old, [], names).Answer().Shares
                .Select(static share => new StoredShare(share.Cluster, [.. share.Ranges.Split(' ').Select(Read)]))
                .ToArray());
    }

    private static Gen<RangeText> Ranges(ReferenceNetwork parent, ShareSpec spec, bool readableOnly)
    {
        var isFlat = spec.BlockSize is not null && !parent.IsPointToPointOrSingle;
        var wanted = spec.BlockSize ?? (parent with { Length = Math.Max(spec.PrefixSize, parent.Length) }).Size;
        var size = (int)Math.Clamp(wanted, 1, parent.Size);
        var onGrid = Gen.Select(Gen.Int[0, (parent.Size - 1) / size], Gen.Int[1, 3])
            .Select((block, count) => (First: (isFlat ? 1 : 0) + (block * size), Length: count * size));
        var nearGrid = Gen.Select(onGrid, Gen.Int[-1, 1], Gen.Int[-1, 1])
            .Select(static (range, a, b) => (First: range.First + a, Length: Math.Max(range.Length + b, 1)));
        var anywhere = Gen.Select(Gen.Int[0, parent.Size - 1], Gen.Int[1, size + 1]);
        var outside = Gen.Select(Gen.Int[-4, parent.Size + 4], Gen.Int[1, 4]);
        var end = parent.Size + 4;
        var near = Gen.Frequency((8, onGrid), (2, nearGrid), (2, anywhere), (1, outside))
            .Select(range => new RangeText(
                AnyStatus.AddressNear(parent, range.Item1, 0),
                AnyStatus.AddressNear(parent, Math.Min(range.Item1 + range.Item2 - 1, end), 0)))
            .Where(static range => IsReadable(range));
        var far = Gen.OneOf(
            new RangeText("0.0.0.0", "255.255.255.255"),
            new RangeText("172.16.0.1", "172.16.0.8"),
            new RangeText("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            new RangeText("2001:db9::1", "2001:db9::8"));
        var bad = Gen.OneOf(
            Gen.Select(AnyNetwork.Garbage, AnyNetwork.Garbage).Select(static (a, b) => new RangeText(a, b)),
            near.Select(static range => new RangeText(range.EndIP, range.StartIP)),
            Gen.Select(near, Gen.Int[0, 3])
                .Select((range, form) => range with { EndIP = AnyNetwork.Text(parent, parent.Size - 1, form) }));
        return Gen.Frequency((60, near), (5, far), (readableOnly ? 0 : 1, bad));
    }

    private static StoredShare[] Apply(
        StoredShare[] list, (Edit Kind, int Which, int By, string Name, RangeText Range) edit)
    {
        if (list.Length == 0) return [new StoredShare(edit.Name, [edit.Range])];
        var at = edit.Which % list.Length;
        var share = list[at];
        var range = share.Ranges.Length == 0 ? edit.Range : share.Ranges[edit.Which % share.Ranges.Length];
        StoredShare? changed = edit.Kind switch
        {
            Edit.DropShare => null,
            Edit.DropRange => share with { Ranges = [.. share.Ranges.Where(item => item != range)] },
            Edit.AddRange => share with { Ranges = [.. share.Ranges, edit.Range] },
            Edit.Rename => share with { DpuCluster = edit.Name },
            Edit.Shift => Replace(share, range, Move(range, edit.By, edit.By)),
            Edit.Shorten => Replace(share, range, Move(range, Math.Max(edit.By, 0), Math.Min(edit.By, 0))),
            _ => share,
        };
        return changed is null ? [.. list[..at], .. list[(at + 1)..]] : [.. list[..at], changed, .. list[(at + 1)..]];
    }

    private static StoredShare Replace(StoredShare share, RangeText old, RangeText range) => IsReadable(range)
        ? share with { Ranges = [.. share.Ranges.Select(item => item == old ? range : item)] }
        : share;

    private static RangeText Move(RangeText range, int first, int last) =>
        new(Move(range.StartIP, first), Move(range.EndIP, last));

    private static string Move(string address, int by)
    {
        if (ReferenceText.ParseAsWritten(address) is not { } read) return address;
        var moved = read.Value + by;
        return moved.Sign < 0 || moved >> (read.IsV4 ? 32 : 128) != 0 ? "" : ReferenceText.Format(moved, read.IsV4);
    }

    private static bool IsReadable(RangeText range) =>
        ReferenceShareRange.TryRead(range.StartIP, range.EndIP) is not null;

    /// <summary>A cluster has one entry at most.</summary>
    private static StoredShare[] Distinct(StoredShare[] list) =>
        [.. list.DistinctBy(static share => share.DpuCluster)];

    private static RangeText Read(string range)
    {
        var parts = range.Split('-');
        return new RangeText(parts[0], parts[1]);
    }
}
