using System.Text.Json;
using DpuIpam.Allocation;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>One pass of nv-ipam's controller, compared with upstream's own answer in every member.</summary>
public sealed class ControllerVectorTests
{
    public static IEnumerable<TheoryDataRow<JsonElement>> IPPool => VectorFile.Cases("nv-ipam-ippool.json");

    public static IEnumerable<TheoryDataRow<JsonElement>> CidrPool => VectorFile.Cases("nv-ipam-cidrpool.json");

    public static IEnumerable<TheoryDataRow<JsonElement>> Selectors => VectorFile.Cases("nv-ipam-selectors.json");

    public static IEnumerable<TheoryDataRow<JsonElement>> Validation => VectorFile.Cases("nv-ipam-validation.json");

    public static IEnumerable<TheoryDataRow<JsonElement>> Quirks => VectorFile.Cases("nv-ipam-quirks.json");

    [Theory]
    [MemberData(nameof(IPPool))]
    [MemberData(nameof(CidrPool))]
    [MemberData(nameof(Selectors))]
    [MemberData(nameof(Validation))]
    [MemberData(nameof(Quirks))]
    public void Answers_as_upstream(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        var expected = vector.GetProperty("expected");
        var pool = VectorFile.Pool(input.GetProperty("pool"));

        var result = PoolPass.Run(pool, VectorFile.Nodes(input.Items("nodes")));

        var fault = expected.TryGetProperty("panic", out _) ? PassFault.Panics
            : expected.TryGetProperty("timeout", out _) ? PassFault.NeverEnds
            : PassFault.None;
        Assert.Equal(fault, result.Fault);
        if (fault != PassFault.None) return;

        Assert.Equal(
            expected.Items("errors").Select(static error => (error.Text("type"), error.Text("field"), error.Text("message"))),
            result.Errors.Select(static error => (error.Type.ToString(), error.Field, error.Message)));
        Assert.Equal(
            expected.Items("allocations").Select(static entry => entry.Describe()),
            Answers.Describe(pool, result));
        Assert.Equal(expected.Items("noFree").Select(static node => node.GetString()), result.Unserved);
        Assert.Equal(
            expected.Items("events").Select(static item => (item.Text("reason"), item.Text("message"))),
            Answers.Events(pool, result));
        Assert.Equal(expected.GetProperty("statusUpdated").GetBoolean(), result.StatusChanged);
    }
}
