namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>What walks did, so that nobody takes standing still for walking.</summary>
internal sealed class WalkCounts
{
    private static readonly string[] Actions = ["Created", "Updated", "Deleted", "Unchanged", "Refused", "Failed",
        "Planned"];

    public int Commands { get; set; }

    public int Edits { get; set; }

    /// <summary>Syncs that were run once more, to see that nothing was left to do.</summary>
    public int Repeated { get; set; }

    /// <summary>Edits that were synced in a copy, to see what they lead to.</summary>
    public int Tried { get; set; }

    /// <summary>Commands that changed a file.</summary>
    public int Writing { get; private set; }

    /// <summary>Results by their action, and errors by their id.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    public void Add(CommandStep command, Outcome outcome, bool hasChanged)
    {
        if (hasChanged) Writing++;
        foreach (var result in outcome.Output
            .Where(static item => item.TypeNames[0] == "DpuIpam.SyncResult")) Count(result.Text("Action"));
        foreach (var error in outcome.Errors) Count(error.FullyQualifiedErrorId.Split(',')[0]);
        if (outcome.Terminating is { } last) Count(last.FullyQualifiedErrorId.Split(',')[0]);
    }

    public void Add(WalkCounts other)
    {
        Commands += other.Commands;
        Edits += other.Edits;
        Repeated += other.Repeated;
        Tried += other.Tried;
        Writing += other.Writing;
        foreach (var (name, count) in other.Outcomes) Outcomes[name] = Outcomes.GetValueOrDefault(name) + count;
    }

    public override string ToString() =>
        $"{Commands} commands ({Writing} wrote, {Repeated} syncs again, {Tried} edits tried), {Edits} edits by hand; "
        + string.Join(", ", Outcomes
            .OrderBy(static entry => Array.IndexOf(Actions, entry.Key) is var at and >= 0 ? at : 99)
            .Select(static entry => $"{entry.Key} {entry.Value}"));

    private void Count(string name) => Outcomes[name] = Outcomes.GetValueOrDefault(name) + 1;
}
