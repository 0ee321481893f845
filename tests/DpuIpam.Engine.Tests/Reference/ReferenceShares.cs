using System.Numerics;
using System.Text;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>How a small range is shared among clusters by docs/upstream.md, D: every address and every block in
/// its turn, nothing shared with the engine but the object that carries the input.</summary>
internal sealed class ReferenceShares
{
    private readonly ReferenceNetwork _parent;
    private readonly int _gridStart;
    private readonly int _blockSize;
    private readonly int? _quota;
    private readonly string[] _statics;

    /// <summary>Distances of the excluded addresses from the parent's first.</summary>
    private readonly HashSet<int> _excluded;

    private readonly SortedSet<int> _free;

    public ReferenceShares(ServiceIpamResource ipam, IEnumerable<ReferenceShareRange> existing)
    {
        var parent = ReferenceShareRange.ReadPrefix(ipam.Network) ?? throw new ReferenceShareException("");
        _parent = ReferenceNetwork.Parse(ipam.Network)!;
        // Before the other checks: of several errors, the one that has no specified message may win.
        _excluded =
        [
            .. ipam.Exclusions.Select(static address => ReferenceShareRange.Read(address, address))
                .Concat(ipam.ExcludeRanges.Select(static range => ReferenceShareRange.Read(range.StartIP, range.EndIP)))
                .SelectMany(range => range.OffsetsIn(_parent)),
        ];
        var isNetwork = ipam.Mode == IpamMode.Network;
        var blockSize = isNetwork ? BigInteger.One << (_parent.Bits - ipam.PrefixSize) : ipam.PerNodeIPCount;
        if (blockSize < 1) throw new ReferenceShareException("per-node block size must be positive");
        var isFlat = !isNetwork && !_parent.IsPointToPointOrSingle;
        _gridStart = isFlat ? 1 : 0;
        var usable = parent.Last - parent.First + 1 - _gridStart - (isFlat && _parent.IsV4 ? 1 : 0);
        // Admission refuses a node subnet larger than the network; only subnet mode can have this from the allocator.
        if (usable < blockSize) throw new ReferenceShareException(isNetwork ? "" : "cannot fit a per-node block");
        _blockSize = (int)blockSize;
        _quota = ipam.Quota;
        _statics = [.. ipam.Allocations.Values];
        var held = existing.SelectMany(range => range.OffsetsIn(_parent)).ToHashSet();
        _free = [.. Enumerable.Range(0, (int)usable / _blockSize).Where(block =>
            !AddressesOf(block).All(_excluded.Contains) && !AddressesOf(block).Any(held.Contains))];
    }

    public static ReferenceShareAnswer Run(ServiceIpamResource ipam, IEnumerable<string> targets)
    {
        try
        {
            var clusters = targets.OrderBy(static name => Convert.ToHexString(Encoding.UTF8.GetBytes(name))).ToArray();
            if (clusters.Length > 1 && ipam.Quota is null)
                throw new ReferenceShareException("must be set when targeting more than one DPU cluster");
            var existing = Array.ConvertAll(clusters, name => Existing(ipam, name));
            var sharing = new ReferenceShares(ipam, existing.SelectMany(static ranges => ranges));
            // No cluster is served before all of them have their shares.
            var shares = Array.ConvertAll(existing, sharing.Allocate);
            return new ReferenceShareAnswer(
                null,
                [
                    .. clusters.Zip(shares, (name, share) => new ReferenceShare(
                        name,
                        sharing.Format(share),
                        sharing.Format(sharing.ExclusionsOf(share)),
                        sharing.Count(share))),
                ],
                sharing._free.Count);
        }
        catch (ReferenceShareException exception)
        {
            return new ReferenceShareAnswer(exception.Message, [], 0);
        }
    }

    public static ReferenceShareRange[] Existing(ServiceIpamResource ipam, string cluster) =>
    [
        .. ipam.Shares.Where(share => share.DpuCluster == cluster)
            .SelectMany(static share => share.Ranges)
            .Select(static range => ReferenceShareRange.Read(range.StartIP, range.EndIP)),
    ];

    /// <summary>The share of the next cluster (D.5).</summary>
    public SortedSet<int> Allocate(ReferenceShareRange[] existing)
    {
        var held = Held(existing);
        if (CountHeld(existing) is var count and > 0)
        {
            held.UnionWith(Take(_quota - count));
            return held;
        }

        if (_quota < 1) throw new ReferenceShareException("at least 1");
        var fresh = Take(_quota);
        return fresh.Count > 0 ? fresh : throw new ReferenceShareException("no allocatable blocks remaining");
    }

    /// <summary>What the cluster's pool must not use (D.6).</summary>
    public SortedSet<int> ExclusionsOf(IReadOnlySet<int> share)
    {
        var exclusions = new SortedSet<int>(Enumerable.Range(0, _parent.Size));
        exclusions.ExceptWith(share);
        foreach (var text in _statics)
            if (ReferenceShareRange.ReadPrefix(text) is { } range) exclusions.ExceptWith(range.OffsetsIn(_parent));
        exclusions.UnionWith(_excluded);
        return exclusions;
    }

    /// <summary>Blocks for which a cluster keeps what it has; 0 when it has to move.</summary>
    public int CountHeld(ReferenceShareRange[] existing) =>
        existing.All(range => range.IsInside(_parent)) ? Count(Held(existing)) : 0;

    public bool IsWholeBlocks(ReferenceShareRange[] existing)
    {
        var held = Held(existing);
        return existing.All(range => range.IsInside(_parent)) && held.All(address =>
            address >= _gridStart && AddressesOf((address - _gridStart) / _blockSize).All(held.Contains));
    }

    public string Format(SortedSet<int> addresses) => string.Join(' ', Runs(addresses).Select(
        run => $"{_parent.AddressAt(run.First)}-{_parent.AddressAt(run.Last)}"));

    private SortedSet<int> Held(ReferenceShareRange[] existing) =>
        [.. existing.SelectMany(range => range.OffsetsIn(_parent))];

    /// <summary>Whole blocks from the beginning of each run of addresses, without those that are excluded.</summary>
    private int Count(SortedSet<int> addresses)
    {
        var count = 0;
        foreach (var run in Runs(addresses))
            for (var first = run.First; first + _blockSize - 1 <= run.Last; first += _blockSize)
                if (!Enumerable.Range(first, _blockSize).All(_excluded.Contains)) count++;
        return count;
    }

    /// <summary>The addresses of the lowest free blocks: up to so many, all when there is no number.</summary>
    private SortedSet<int> Take(int? count)
    {
        int[] blocks = [.. count is { } some ? _free.Take(some) : _free];
        _free.ExceptWith(blocks);
        return [.. blocks.SelectMany(AddressesOf)];
    }

    private IEnumerable<int> AddressesOf(int block) => Enumerable.Range(_gridStart + (block * _blockSize), _blockSize);

    private static List<(int First, int Last)> Runs(SortedSet<int> addresses)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var address in addresses)
        {
            if (runs.Count > 0 && runs[^1].Last == address - 1) runs[^1] = (runs[^1].First, address);
            else runs.Add((address, address));
        }

        return runs;
    }
}
