using System.Text.Json;
using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Vectors;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>The reference itself against upstream's answers, wherever the pool is small enough to be walked.</summary>
public sealed class ReferenceVectorTests
{
    private const int LargestHostBits = 16;

    // Rules that the reference leaves to the engine's own vectors; they have no part in the allocation.
    private static readonly string[] ForeignFields =
        ["metadata.name", "spec.routes", "spec.defaultGateway", ".key"];

    public static IEnumerable<TheoryDataRow<JsonElement>> SmallPools =>
        new[] { "ippool", "cidrpool", "selectors", "validation", "quirks" }
            .SelectMany(static file => VectorFile.Cases($"nv-ipam-{file}.json"))
            .Where(static row => IsSmall(row.Data.GetProperty("input").GetProperty("pool")))
            .Where(static row => !HasForeignErrors(row.Data));

    [Fact]
    public void Most_vectors_take_part() => Assert.True(SmallPools.Count() > 200, $"only {SmallPools.Count()}");

    [Theory]
    [MemberData(nameof(SmallPools))]
    public void Answers_as_upstream(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        var expected = vector.GetProperty("expected");
        var pool = VectorFile.Pool(input.GetProperty("pool"));
        var recorded = RecordedAllocations.Of(pool);

        var answer = ReferencePass.Run(pool, recorded, VectorFile.Nodes(input.Items("nodes")));

        Assert.Equal(!expected.Items("errors").Any(), answer.IsValid);
        Assert.Equal(
            expected.Items("allocations").Select(static entry => entry.Describe()),
            ReferencePass.Lines(answer.Written));
        Assert.Equal(expected.Items("noFree").Select(static node => node.GetString()), answer.Unserved);
        Assert.Equal(
            expected.GetProperty("statusUpdated").GetBoolean(),
            !answer.IsValid || ReferencePass.Differ(recorded, answer.Written));
    }

    private static bool IsSmall(JsonElement pool) =>
        ReferenceNetwork.Parse(VectorFile.Pool(pool).Network) is not { } network
        || (network.HostBits <= LargestHostBits && network.First >> 32 != 0xffff);

    private static bool HasForeignErrors(JsonElement vector) => vector.GetProperty("expected").Items("errors")
        .Select(static error => error.Text("field"))
        .Any(static field => ForeignFields.Any(foreign => field.Contains(foreign, StringComparison.Ordinal)));
}
