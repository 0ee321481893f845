using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>A walk over a lab: what was done, and what the judge found after the last step.</summary>
internal sealed class Walk : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Session _session;
    private readonly Trial _trial;
    private readonly List<WalkStep> _steps = [];

    public Walk(Session session, Trial trial, IReadOnlyList<FileEdit> files)
    {
        _session = session;
        _trial = trial;
        Root = Path.Combine(_folder.Root, "lab");
        Directory.CreateDirectory(Root);
        foreach (var file in files) file.Apply(Root);
        session.Run($"$null = Connect-DpuCluster -Path '{Root}' -Name lab").Succeeded();
    }

    public string Root { get; }

    public IReadOnlyList<WalkStep> Steps => _steps;

    public WalkCounts Counts { get; } = new();

    /// <summary>Walks at random.</summary>
    /// <returns>What broke the rule; empty if nothing did.</returns>
    public IReadOnlyList<Violation> Run(Random random, int count)
    {
        var commands = new Commands(random);
        var edits = new HandEdits(random);
        var first = new CommandStep("Sync-DpuPool -All -Allocate -TimeoutSec 0");
        for (var i = 0; i < count; i++)
        {
            var lab = LabFiles.Read(Root);
            WalkStep? step = i == 0 ? first : random.Next(5) < 2 ? edits.Next(lab) : null;
            if (Take(step ?? commands.Next(lab)) is { Count: > 0 } found) return found;
        }

        return [];
    }

    /// <summary>Takes the steps of another walk.</summary>
    public IReadOnlyList<Violation> Replay(IEnumerable<WalkStep> steps)
    {
        foreach (var step in steps)
            if (Take(step) is { Count: > 0 } found) return found;
        return [];
    }

    public void Dispose()
    {
        _session.Run("Disconnect-DpuCluster lab");
        _folder.Dispose();
    }

    private List<Violation> Take(WalkStep step)
    {
        _steps.Add(step);
        if (step is HandStep hand)
        {
            foreach (var edit in hand.Edits) edit.Apply(Root);
            Counts.Edits++;
            return [];
        }

        var command = (CommandStep)step;
        var before = new LiveState(LabFiles.Read(Root));
        using var copy = command.IsUnasked ? Trial.Copy(Root) : null;
        var outcome = Run(command);
        Counts.Commands++;
        var after = new LiveState(LabFiles.Read(Root));
        Counts.Add(command, outcome, Judge.Changed(before, after).Any());
        List<Violation> found = [.. Judge.Compare(before, after, command, RowsOf(outcome)), .. Raw(outcome)];
        if (found.Count == 0 && copy is not null && IsEdited(outcome) && Judge.Changed(before, after).Any())
            found.AddRange(Unasked(command.Edited!, before, copy));
        if (found.Count == 0 && command is { IsSync: true, IsWhatIf: false }
            && IsDone(outcome)) found.AddRange(Again(command, after));
        return found;
    }

    /// <summary>What an edit leads to that nobody has allowed.</summary>
    private IEnumerable<Violation> Unasked(string name, LiveState before, Folder copy)
    {
        using var edited = Trial.Copy(Root);
        Counts.Tried++;
        return _trial.Sync(copy, name) is { } without && _trial.Sync(edited, name) is { } with
            ? Judge.Unasked(before, without, with)
            : [];
    }

    /// <summary>A second time there is nothing to do.</summary>
    private IEnumerable<Violation> Again(CommandStep command, LiveState before)
    {
        var outcome = Run(command);
        Counts.Repeated++;
        foreach (var file in Judge.Unsettled(before, new LiveState(LabFiles.Read(Root))))
            yield return new Violation("Unsettled", $"the same sync again changes {file}.");
        foreach (var result in outcome.Output.Where(static result => result.Text("Action") != "Unchanged"))
            yield return new Violation("Unsettled",
                $"the same sync again says {result.Text("Action")} of {result} in {result.Text("Cluster")}.");
        foreach (var error in outcome.Errors) yield return new Violation("Unsettled",
            $"the same sync again fails: {error}");
    }

    private Outcome Run(CommandStep command) => _session.Run($"{command.Script} -WarningAction Ignore");

    /// <summary>Errors that nobody has thought of.</summary>
    private static IEnumerable<Violation> Raw(Outcome outcome)
    {
        foreach (var error in outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>())
        {
            if (string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction))
                yield return new Violation("Raw", $"{error.FullyQualifiedErrorId}: {error.Exception}");
        }
    }

    private static bool IsEdited(Outcome outcome) => outcome.Terminating is null && outcome.Errors.Count == 0;

    /// <summary>Whether a sync did all there was to do.</summary>
    public static bool IsDone(Outcome outcome) => outcome.Terminating is null && outcome.Errors.Count == 0
        && outcome.Output.All(static result =>
            result.Text("Action") is "Created" or "Updated" or "Unchanged" or "Deleted");

    private static IReadOnlyList<Row> RowsOf(Outcome outcome) =>
    [
        .. outcome.Output.Where(static item => item.TypeNames[0] == "DpuIpam.SyncResult").Select(static item => new Row(
            item.Text("Cluster") is { Length: > 0 } cluster ? cluster[(cluster.IndexOf('/') + 1)..] : "",
            item.Text("Kind"), item.Text("Pool"), item.Text("Action"))),
    ];
}
