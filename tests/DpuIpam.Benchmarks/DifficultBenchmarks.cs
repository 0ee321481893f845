using BenchmarkDotNet.Attributes;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Benchmarks;

/// <summary>The same pass with nodes out of order, and with 1 000 exclusions.</summary>
[MemoryDiagnoser]
public class DifficultBenchmarks
{
    private PoolResource _pool = null!;
    private PoolResource _excluding = null!;
    private Node[] _nodes = null!;
    private Node[] _shuffled = null!;
    private RecordedAllocations _recorded = null!;
    private RecordedAllocations _excludingRecorded = null!;

    [Params(100_000)]
    public int Nodes { get; set; }

    [Params(PoolKind.IPPool, PoolKind.CIDRPool)]
    public PoolKind Kind { get; set; }

    [Params(false, true)]
    public bool FullStatus { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pool = Inputs.Pool(Kind);
        _excluding = Inputs.Pool(Kind, 1_000);
        _nodes = Inputs.Nodes(Nodes, shuffled: false);
        _shuffled = Inputs.Nodes(Nodes, shuffled: true);
        _recorded = Inputs.Recorded(_pool, _nodes, FullStatus);
        _excludingRecorded = Inputs.Recorded(_excluding, _nodes, FullStatus);
    }

    [Benchmark(Baseline = true)]
    public object InOrder() => PoolPass.Run(_pool, _recorded, _nodes);

    [Benchmark]
    public object Shuffled() => PoolPass.Run(_pool, _recorded, _shuffled);

    /// <summary>What the sort of the shuffled names costs by itself.</summary>
    [Benchmark]
    public object SortAlone() => NodeSelection.Match(_shuffled, null);

    [Benchmark]
    public object Exclusions() => PoolPass.Run(_excluding, _excludingRecorded, _nodes);
}
