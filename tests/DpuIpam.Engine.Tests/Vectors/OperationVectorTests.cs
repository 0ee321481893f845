using System.Text.Json;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>Small clusters driven step by step: what the controller does after every change of nodes and pools.</summary>
public sealed class OperationVectorTests
{
    public static IEnumerable<TheoryDataRow<JsonElement>> Operations => VectorFile.Cases("nv-ipam-node-ops.json");

    [Theory]
    [MemberData(nameof(Operations))]
    public void Controller_steps_answer_as_upstream(JsonElement vector)
    {
        var pools = new SortedDictionary<string, (PoolResource Pool, RecordedAllocations Recorded)>(StringComparer.Ordinal);
        Node[] nodes = [];
        var answers = vector.GetProperty("expected").Items("steps").ToArray();
        var compared = 0;
        foreach (var (step, expected) in vector.GetProperty("input").Items("steps").Zip(answers))
        {
            switch (step.Text("op"))
            {
                case "setNodes":
                    nodes = VectorFile.Nodes(step.Items("nodes"));
                    break;
                case "applyPool":
                    var pool = VectorFile.Pool(step.GetProperty("pool"));
                    var key = $"{pool.Kind}/{pool.Name}";
                    var withStatus = step.TryGetProperty("withStatus", out var flag) && flag.GetBoolean();
                    pools[key] = (pool, withStatus ? RecordedAllocations.Of(pool)
                        : pools.TryGetValue(key, out var existing) ? existing.Recorded
                        : RecordedAllocations.None(pool));
                    break;
                case "deletePool":
                    pools.Remove($"{step.Text("kind")}/{step.Text("name")}");
                    break;
                default:
                    // Requests of pods leave the pools alone.
                    continue;
            }

            var events = new List<string>();
            foreach (var (key, (pool, recorded)) in pools.ToArray())
            {
                var result = PoolPass.Run(pool, recorded, nodes);
                pools[key] = (pool, RecordedAllocations.Of(pool, result));
                events.AddRange(Answers.Events(pool, result).Select(item => item.Reason));
            }

            Assert.Equal(Expected(expected), pools.ToDictionary(static entry => entry.Key, static entry => Lines(entry.Value)));
            Assert.Equal(
                expected.Items("events").Select(static item => item.Text("reason")).Order(StringComparer.Ordinal),
                events.Order(StringComparer.Ordinal));
            compared++;
        }

        Assert.True(compared > 0);
    }

    private static Dictionary<string, string> Expected(JsonElement answer) => answer.TryGetProperty("pools", out var pools)
        ? pools.EnumerateObject().ToDictionary(
            static pool => pool.Name,
            static pool => string.Join('\n', pool.Value.EnumerateArray().Select(static entry => entry.Describe())))
        : [];

    private static string Lines((PoolResource Pool, RecordedAllocations Recorded) entry) => entry.Recorded.Blocks is not null
        ? string.Join('\n', entry.Recorded.Blocks.Select(static b => $"{b.NodeName} {b.StartIP}-{b.EndIP}"))
        : string.Join('\n', entry.Recorded.Prefixes!.Select(static p => $"{p.NodeName} {p.Prefix} {p.Gateway}"));
}
