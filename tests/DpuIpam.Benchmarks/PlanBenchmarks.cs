using BenchmarkDotNet.Attributes;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Benchmarks;

/// <summary>A whole plan: the pass, the changes, the findings and the objects of the pipeline.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private PlanInput _input = null!;

    [Params(1_000, 100_000)]
    public int Nodes { get; set; }

    [Params(PoolKind.IPPool, PoolKind.CIDRPool)]
    public PoolKind Kind { get; set; }

    [GlobalSetup]
    public void Setup() => _input = new PlanInput
    {
        Pools = [new Pool(Inputs.Pool(Kind), null)],
        Nodes = Inputs.Nodes(Nodes, shuffled: false),
    };

    [Benchmark]
    public object Plan() => Planner.Plan(_input)[0];

    [Benchmark]
    public object Allocations() => Planner.Plan(_input)[0].Allocations;
}
