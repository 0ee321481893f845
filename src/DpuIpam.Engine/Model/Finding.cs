namespace DpuIpam;

/// <summary>Something to know about an object, a pool or a node.</summary>
public sealed class Finding
{
    internal Finding(Rule rule, string message)
    {
        Rule = rule;
        Message = message;
    }

    /// <summary>Id of the rule, as <c>Get-DpuIpamRule</c> lists it.</summary>
    public string RuleId => Rule.RuleId;

    /// <summary>Whose rule it is.</summary>
    public FindingSource Source => Rule.Source;

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity => Rule.Severity;

    /// <summary>The DPU cluster; null when there is only one.</summary>
    public string? Cluster { get; internal init; }

    /// <summary>Namespace of the pool or object.</summary>
    public string? Namespace { get; internal init; }

    /// <summary>Name of the pool.</summary>
    public string? Pool { get; internal init; }

    /// <summary>The node concerned, when it is one.</summary>
    public string? NodeName { get; internal init; }

    /// <summary>What the finding is about: a node, a pool or an object.</summary>
    public string Subject => NodeName ?? Pool ?? Object ?? "";

    /// <summary>Path of the field at fault, such as <c>spec.gateway</c>.</summary>
    public string? Field { get; internal init; }

    /// <summary>What was found.</summary>
    public string Message { get; }

    /// <summary>What to do about it.</summary>
    public string Advice => Rule.Advice;

    /// <summary>A PowerShell line that mends it, where there is one.</summary>
    public string? Fix { get; internal init; }

    /// <summary>The object, where it is neither a node nor a pool.</summary>
    internal string? Object { get; init; }

    internal Rule Rule { get; }

    /// <summary>Rule id and message.</summary>
    public override string ToString() => $"{RuleId}: {Message}";
}
