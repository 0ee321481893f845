using System.Collections.Concurrent;
using System.Globalization;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Walks at random over all cmdlets that write, with edits by hand in between: no live address moves, is
/// dropped or doubled without consent.</summary>
/// <remarks>
/// <c>DPUIPAM_WALK_STEPS</c> and <c>DPUIPAM_WALK_SEED</c> make it longer, or begin elsewhere; a walk's seed is enough
/// to take it again. <c>DPUIPAM_WALK_FAILURES</c> is how many failures end it, <c>DPUIPAM_WALK_WITHOUT</c> names edits
/// to leave out.
/// </remarks>
public class RandomWalkTests(ITestOutputHelper output)
{
    private const int Length = 100;

    [Fact]
    public async Task No_command_moves_drops_or_doubles_a_live_address_without_consent()
    {
        var steps = Number("DPUIPAM_WALK_STEPS", 5000);
        var seed = Number("DPUIPAM_WALK_SEED", 1);
        var limit = Number("DPUIPAM_WALK_FAILURES", 3);
        var seeds = new ConcurrentQueue<int>(Enumerable.Range(seed, (steps + Length - 1) / Length));
        var failed = new ConcurrentQueue<FailedWalk>();
        var counts = new WalkCounts();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, seeds.Count))
            .Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var session = new Session();
                using var trial = new Trial();
                while (failed.Count < limit && seeds.TryDequeue(out var next))
                {
                    if (Run(session, trial, next, counts) is { } failure) failed.Enqueue(failure);
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        output.WriteLine(counts.ToString());
        Assert.True(failed.IsEmpty, string.Join("\n\n", failed.OrderBy(static walk => walk.Seed)));
        Assert.True(counts.Writing > counts.Commands / 10, $"Few commands did anything: {counts}");
    }

    private static FailedWalk? Run(Session session, Trial trial, int seed, WalkCounts counts)
    {
        var random = new Random(seed);
        var files = NewLab.Make(random);
        FailedWalk? failed = null;
        using (var walk = new Walk(session, trial, files))
        {
            var found = walk.Run(random, Length);
            lock (counts) counts.Add(walk.Counts);
            if (found.Count > 0) failed = new FailedWalk(seed, walk.Steps.Count, files, [.. walk.Steps], found);
        }

        return failed?.Shrink(session, trial);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            ? number
            : otherwise;
}
