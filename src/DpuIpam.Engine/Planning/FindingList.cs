using System.Globalization;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>The findings about one pool. Of a rule that concerns very many nodes or fields the first are kept and the
/// others counted: ten thousand times the same sentence is read by nobody.</summary>
internal sealed class FindingList
{
    /// <summary>So many findings of one rule are told one by one.</summary>
    public const int MostOfOneRule = 10;

    private const int NamesInSummary = 3;

    private readonly List<Finding> _findings = [];
    private readonly Dictionary<Rule, Tally> _tallies = [];

    public void Add(Finding finding)
    {
        if (!_tallies.TryGetValue(finding.Rule, out var tally)) _tallies[finding.Rule] = tally = new Tally(finding);
        if (tally.Count++ < MostOfOneRule) _findings.Add(finding);
        else if (finding.NodeName is { } name && tally.Names.Count < NamesInSummary) tally.Names.Add(name);
    }

    /// <summary>All findings, the gravest first.</summary>
    public Finding[] ToArray()
    {
        IEnumerable<Finding> all = _findings;
        foreach (var tally in _tallies.Values)
            if (tally.Count > MostOfOneRule) all = all.Append(Summary(tally));
        return [.. all.OrderByDescending(static finding => finding.Severity)];
    }

    private static Finding Summary(Tally tally)
    {
        var more = tally.Count - MostOfOneRule;
        var names = tally.Names.Count == 0 ? ""
            : more == tally.Names.Count ? $" ({string.Join(", ", tally.Names)})"
            : $" ({string.Join(", ", tally.Names)} and others)";
        var times = more == 1 ? "once more" : string.Create(CultureInfo.InvariantCulture, $"{more} times more");
        return new Finding(tally.First.Rule, $"The same is found {times}{names}.")
        {
            Cluster = tally.First.Cluster,
            Namespace = tally.First.Namespace,
            Pool = tally.First.Pool,
        };
    }

    /// <param name="first">The first finding of the rule.</param>
    private sealed class Tally(Finding first)
    {
        public Finding First { get; } = first;

        public int Count { get; set; }

        /// <summary>Some of the nodes that are not told one by one.</summary>
        public List<string> Names { get; } = [];
    }
}
