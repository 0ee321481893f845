namespace DpuIpam;

/// <summary>A rule that findings come from: stable id, whose rule it is, and how much it matters.</summary>
public sealed class Rule
{
    internal Rule(
        string ruleId, FindingSource source, FindingSeverity severity, string description, string advice, string reference)
    {
        RuleId = ruleId;
        Source = source;
        Severity = severity;
        Description = description;
        Advice = advice;
        Reference = reference;
    }

    /// <summary>The id; scripts may rely on it.</summary>
    public string RuleId { get; }

    /// <summary>Whose rule it is.</summary>
    public FindingSource Source { get; }

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity { get; }

    /// <summary>What the rule says, in one sentence.</summary>
    public string Description { get; }

    /// <summary>What to do about a finding.</summary>
    public string Advice { get; }

    /// <summary>Where the rule comes from upstream; labels such as N4 or 7.5 are those of docs/upstream.md.</summary>
    public string Reference { get; }

    /// <summary>The id.</summary>
    public override string ToString() => RuleId;
}
