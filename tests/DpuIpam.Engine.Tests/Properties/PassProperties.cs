using System.Collections.Concurrent;
using CsCheck;
using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What holds for a pass over any pool of either kind, whatever its status and nodes are.</summary>
public abstract class PassProperties
{
    private protected const int Samples = 10_000;

    /// <summary>Anything: also invalid specs, unreadable status entries and texts that aren't canonical.</summary>
    private protected abstract Gen<Scenario> Any { get; }

    /// <summary>Valid specs and canonical texts, as a sane cluster has them.</summary>
    private protected abstract Gen<Scenario> Canonical { get; }

    /// <summary>What must turn up among the samples.</summary>
    private protected abstract IEnumerable<string> Cases { get; }

    [Fact]
    public void A_pass_answers_as_the_reference() => Any.Sample(
        static scenario =>
        {
            var expected = ReferencePass.Run(scenario.Spec.Read(), scenario.Recorded, scenario.Nodes);

            var result = scenario.Run();

            Assert.Equal(PassFault.None, result.Fault);
            Assert.Equal(expected.IsValid, result.Errors.Count == 0);
            Assert.Equal(ReferencePass.Lines(expected.Written), ReferencePass.Lines(scenario.Written(result)));
            Assert.Equal(expected.Unserved, result.Unserved);
            Assert.Equal(expected.Discards, result.Discards);
        },
        iter: 3 * Samples);

    [Fact]
    public void StatusChanged_tells_whether_the_texts_differ() => Any.Sample(
        static scenario =>
        {
            var result = scenario.Run();
            // An invalid spec has its status written every time.
            var expected = result.Errors.Count > 0 || ReferencePass.Differ(scenario.Recorded, scenario.Written(result));
            Assert.Equal(expected, result.StatusChanged);
        },
        iter: Samples);

    [Fact]
    public void The_next_pass_changes_nothing_unless_announced() => Any.Sample(
        static scenario =>
        {
            var result = scenario.Run();
            if (result.Errors.Count > 0) return;
            var next = scenario with { Recorded = scenario.Written(result) };
            Assert.Equal(result.MayChangeAgain, next.Run().StatusChanged);
        },
        iter: Samples);

    [Fact]
    public void Free_is_the_number_of_nodes_that_can_be_added() =>
        Gen.Select(Any, Gen.OneOf("0-", "node-1-", "zz-")).Sample(
            static (scenario, prefix) =>
            {
                scenario = scenario with { Spec = scenario.Spec with { Selector = null } };
                var result = scenario.Run();
                if (result.Errors.Count > 0) return;
                var free = (int)result.Free;
                Assert.True(result.Unserved.Count == 0 || free == 0);
                // Names in front of the others make those go hungry; the number stays.
                Assert.Equal(result.Unserved.Count, With(free).Run().Unserved.Count);
                Assert.Equal(result.Unserved.Count + 1, With(free + 1).Run().Unserved.Count);

                Scenario With(int count) => scenario with
                {
                    Nodes = [.. scenario.Nodes, .. Enumerable.Range(0, count).Select(i => new Node($"{prefix}{i}"))],
                };
            },
            iter: Samples);

    [Fact]
    public void The_order_of_the_input_does_not_matter() =>
        Any.SelectMany(static scenario => Gen.Select(
                Gen.Shuffle(scenario.Nodes),
                Gen.Shuffle(scenario.Spec.Exclusions),
                Gen.Shuffle(scenario.Spec.PerNodeExclusions),
                Gen.Shuffle(scenario.Spec.Statics))
            .Select((nodes, exclusions, perNode, statics) => (
                Before: scenario,
                After: scenario with
                {
                    Nodes = nodes,
                    Spec = scenario.Spec with
                    {
                        Exclusions = exclusions,
                        PerNodeExclusions = perNode,
                        Statics = statics,
                    },
                })))
        .Sample(
            static (before, after) =>
            {
                PassResult a = before.Run(), b = after.Run();
                Assert.Equal(ReferencePass.Lines(before.Written(a)), ReferencePass.Lines(after.Written(b)));
                Assert.Equal(a.Unserved, b.Unserved);
                Assert.Equal(a.Free, b.Free);
                Assert.Equal(a.StatusChanged, b.StatusChanged);
                Assert.Equal(a.MayChangeAgain, b.MayChangeAgain);
                // Not the reasons: the first static entry that applies gives it.
                Assert.Equal(Discarded(a), Discarded(b));
            },
            iter: Samples);

    [Fact]
    public void Nodes_that_stay_keep_what_they_have_when_others_join_and_leave() =>
        Gen.Select(Canonical, AnyNodes.Some.Array[1, 4]).Sample(
            static (scenario, later) =>
            {
                scenario = scenario with { Spec = scenario.Spec with { Selector = null } };
                var recorded = scenario.Written(scenario.Run());
                foreach (var nodes in later)
                {
                    var next = scenario with { Recorded = recorded, Nodes = nodes };
                    var written = next.Written(next.Run());
                    var kept = LineOfNode(written);
                    foreach (var (node, line) in LineOfNode(recorded))
                        if (nodes.Any(other => other.NodeName == node)) Assert.Equal(line, kept[node]);
                    recorded = written;
                }
            },
            iter: Samples);

    [Fact]
    public void The_samples_reach_every_case()
    {
        var seen = new ConcurrentDictionary<string, int>();
        Any.Sample(
            scenario =>
            {
                foreach (var label in SampleLabels.Of(scenario, scenario.Run()))
                    seen.AddOrUpdate(label, 1, static (_, count) => count + 1);
            },
            iter: Samples);

        Assert.Empty(Cases
            .Where(label => seen.GetValueOrDefault(label) < Samples / 1000)
            .Select(label => $"{label}: {seen.GetValueOrDefault(label)}"));
        Assert.True(seen["valid"] > Samples * 3 / 4, $"only {seen["valid"]} of {Samples} are valid");
    }

    private static IEnumerable<int> Discarded(PassResult result) =>
        result.Discards.Select(static item => item.RecordedIndex);

    private static Dictionary<string, string> LineOfNode(RecordedAllocations written) =>
        ReferencePass.Lines(written).ToDictionary(static line => line.Split(' ')[0]);
}
