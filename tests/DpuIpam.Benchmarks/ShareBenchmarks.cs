using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Benchmarks;

/// <summary>One more cluster beside three that have their 1 000 blocks each, with 1 000 exclusions all over the range:
/// neither time nor memory may grow with the number of blocks.</summary>
[MemoryDiagnoser]
public class ShareBenchmarks
{
    private const int ExclusionCount = 1_000;
    private const int Quota = 1_000;

    private static readonly string[] Clusters = ["ns/c1", "ns/c2", "ns/c3", "ns/c4"];

    private ServiceIpamResource _ipam = null!;
    private ShareParent _parent = null!;
    private IntervalSet[] _existing = null!;
    private ShareParent _unlimited = null!;
    private IntervalSet _everything = null!;

    /// <summary>2^24, 2^16 and 2^80 blocks.</summary>
    [Params("10.0.0.0/8 /32", "2001:db8::/48 /64", "2001:db8::/48 /128")]
    public string Range { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var stored = ShareTable.Of(Read([]), Clusters[..3]);
        _ipam = Read([.. stored.Parts.Select(part => new
        {
            dpuCluster = part.Cluster,
            ipRanges = IpRange.Of(part.Share, stored.Parent!.Range.Family)
                .Select(static range => new { startIP = range.StartIP, endIP = range.EndIP }),
        })]);
        _parent = ShareParent.Of(_ipam);
        _existing = [.. stored.Parts.Select(static part => part.Share)];
        _unlimited = _parent with { Quota = null };
        _everything = new ShareAllocator(_unlimited, []).Allocate(null);
    }

    [Benchmark(Baseline = true)]
    public object Allocate() => new ShareAllocator(_parent, _existing).Allocate(null);

    /// <summary>The only cluster keeps all there is: a range between every two exclusions.</summary>
    [Benchmark]
    public object Keep() => new ShareAllocator(_unlimited, [_everything]).Allocate(_everything);

    /// <summary>What a plan asks for: from the texts of the object to the exclusions of all four pools.</summary>
    [Benchmark]
    public object Table() => ShareTable.Of(_ipam, Clusters);

    private ServiceIpamResource Read(object[] shares)
    {
        var parts = Range.Split(" /");
        var network = new
        {
            network = parts[0],
            prefixSize = int.Parse(parts[1], CultureInfo.InvariantCulture),
            subnetsPerDPUCluster = Quota,
            excludeRanges = Enumerable.Range(0, ExclusionCount).Select(Exclusion),
        };
        var root = new { spec = new { network }, status = new { dpuClusterAllocations = shares } };
        return new ServiceIpamResource(new ManifestDocument(JsonSerializer.SerializeToElement(root), default));
    }

    /// <summary>256 addresses of every 16 384, or 16 subnets of every 64.</summary>
    private object Exclusion(int index)
    {
        var at = index * 64;
        return Range switch
        {
            "10.0.0.0/8 /32" => Pair($"10.{at >> 8}.{at & 255}.0", $"10.{at >> 8}.{at & 255}.255"),
            "2001:db8::/48 /64" => Pair($"2001:db8:0:{at:x}::", $"2001:db8:0:{at + 15:x}:ffff:ffff:ffff:ffff"),
            _ => Pair($"2001:db8:0:{at:x}::", $"2001:db8:0:{at:x}::ff"),
        };
    }

    private static object Pair(FormattableString start, FormattableString end) =>
        new { startIP = FormattableString.Invariant(start), endIP = FormattableString.Invariant(end) };
}
