using BenchmarkDotNet.Attributes;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Benchmarks;

/// <summary>One pass of nv-ipam, from the texts of the status to an assignment per node.</summary>
[MemoryDiagnoser]
public class AllocationBenchmarks
{
    private PoolResource _pool = null!;
    private Node[] _nodes = null!;
    private RecordedAllocations _recorded = null!;

    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Nodes { get; set; }

    [Params(PoolKind.IPPool, PoolKind.CIDRPool)]
    public PoolKind Kind { get; set; }

    /// <summary>Whether every node has its allocation already.</summary>
    [Params(false, true)]
    public bool FullStatus { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pool = Inputs.Pool(Kind);
        _nodes = Inputs.Nodes(Nodes, shuffled: false);
        _recorded = Inputs.Recorded(_pool, _nodes, FullStatus);
    }

    [Benchmark]
    public object Pass() => PoolPass.Run(_pool, _recorded, _nodes);
}
