using System.Text.Json;
using DpuIpam.Addressing;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a sharing works on: the spec, the stored shares and the clusters, in any order.</summary>
internal sealed record ShareScenario(ShareSpec Spec, StoredShare[] Stored, string[] Targets)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public ReferenceNetwork Parent => ReferenceNetwork.Parse(Spec.Network)!;

    public ShareTable Run() => ShareTable.Of(Read(), Targets);

    public ReferenceShareAnswer Answer() => ReferenceShares.Run(Read(), Targets);

    /// <summary>The sharing after one that stored its shares.</summary>
    public ShareScenario After(ShareTable table) => this with
    {
        Stored = [.. table.Parts.Select(part => new StoredShare(
            part.Cluster!,
            [.. Ranges(part.Share, table).Select(static range => new RangeText(range.StartIP, range.EndIP))]))],
    };

    public static string[] Lines(ShareTable table) => [.. table.Parts.Select(part =>
        $"{part.Cluster}: {Text(part.Share, table)} without {Text(part.Exclusions, table)} is {part.BlockCount}")];

    public static string[] Lines(ReferenceShareAnswer answer) => [.. answer.Shares.Select(static share =>
        $"{share.Cluster}: {share.Ranges} without {share.Exclusions} is {share.BlockCount}")];

    /// <summary>Distances of addresses from the first of the parent.</summary>
    public IEnumerable<int> AddressesOf(IntervalSet set)
    {
        var parent = Parent;
        return set.SelectMany(range => Enumerable.Range(
            (int)(range.First - (UInt128)parent.First), (int)(range.Last - range.First) + 1));
    }

    /// <summary>What a cluster has stored of the parent.</summary>
    public HashSet<int> StoredAddresses(string cluster) => AddressesOf(ReferenceShares.Existing(Read(), cluster));

    public HashSet<int> ExcludedAddresses() => AddressesOf(
    [
        .. Spec.Exclusions.Select(static address => ReferenceShareRange.Read(address, address)),
        .. Spec.ExcludeRanges.Select(static range => ReferenceShareRange.Read(range.StartIP, range.EndIP)),
    ]);

    public HashSet<int> StaticAddresses() =>
        AddressesOf([.. Spec.Statics.Select(static item => ReferenceShareRange.ReadPrefix(item.Prefix)!)]);

    public ServiceIpamResource Read() => new(new ManifestDocument(ToJson(), default));

    public override string ToString() => $"\n{ToJson()}\ntargets: {string.Join(' ', Targets)}";

    private HashSet<int> AddressesOf(ReferenceShareRange[] ranges)
    {
        var parent = Parent;
        return [.. ranges.SelectMany(range => range.OffsetsIn(parent))];
    }

    private static string Text(IntervalSet set, ShareTable table) =>
        string.Join(' ', Ranges(set, table).Select(static range => $"{range.StartIP}-{range.EndIP}"));

    private static IpRange[] Ranges(IntervalSet set, ShareTable table) =>
        IpRange.Of(set, table.Parent!.Range.Family);

    private JsonElement ToJson() => JsonSerializer.SerializeToElement(
        new
        {
            spec = Spec.ToTree(),
            status = new
            {
                dpuClusterAllocations = Stored.Select(
                    static share => new { share.DpuCluster, ipRanges = share.Ranges }),
            },
        },
        Json);
}
