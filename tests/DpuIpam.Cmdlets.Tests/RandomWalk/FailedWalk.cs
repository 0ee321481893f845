namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>A walk that broke the rule, made as short as it can be.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Number">The step that broke it, from 1.</param>
/// <param name="Files">The lab's files at the beginning.</param>
/// <param name="Steps">The steps that are needed.</param>
/// <param name="Violations">What the judge says.</param>
internal sealed record FailedWalk(
    int Seed, int Number, IReadOnlyList<FileEdit> Files, IReadOnlyList<WalkStep> Steps,
        IReadOnlyList<Violation> Violations)
{
    public string Rule => Violations[0].Rule;

    /// <summary>Leaves out steps as long as the same rule is broken at the end.</summary>
    public FailedWalk Shrink(Session session, Trial trial)
    {
        var best = this;
        for (var size = Math.Max(1, Steps.Count / 2); ; size = Math.Max(1, size / 2))
        {
            var isShorter = false;
            for (var start = best.Steps.Count - 1 - size; start > -size; start -= size)
            {
                var from = Math.Max(0, start);
                var upTo = Math.Min(start + size, best.Steps.Count - 1);
                if (from >= upTo) continue;
                if (Replay(session, trial, [.. best.Steps.Take(from), .. best.Steps.Skip(upTo)]) is not { } shorter) continue;
                best = shorter;
                isShorter = true;
            }

            if (size == 1 && !isShorter) return best;
        }
    }

    public override string ToString() => $"""
        Seed {Seed}, step {Number}, {Violations[0].Rule}: again with DPUIPAM_WALK_SEED={Seed} DPUIPAM_WALK_STEPS=1. In an empty folder lab/lab:
        {string.Join('\n', Files)}
        $null = Connect-DpuCluster -Path . -Name lab
        {string.Join('\n', Steps)}
        # {string.Join("\n# ", Violations)}
        """;

    private FailedWalk? Replay(Session session, Trial trial, WalkStep[] steps)
    {
        using var walk = new Walk(session, trial, Files);
        var found = walk.Replay(steps);
        return found.Any(one => one.Rule == Rule) ? this with { Steps = [.. walk.Steps], Violations = found } : null;
    }
}
