namespace DpuIpam;

/// <summary>Which nodes a pool serves: core/v1 NodeSelector. A node matches if any term matches.</summary>
public sealed class NodeSelector
{
    /// <summary>Creates a selector.</summary>
    /// <param name="terms">The terms; they are ORed.</param>
    public NodeSelector(params IReadOnlyList<NodeSelectorTerm> terms) => Terms = terms.ReadOnly();

    /// <summary>The terms; a selector without terms is refused by nv-ipam.</summary>
    public IReadOnlyList<NodeSelectorTerm> Terms { get; }

    /// <summary>The selector in one line, terms joined by <c>||</c>.</summary>
    public override string ToString() => string.Join(" || ", Terms);
}

/// <summary>One term of a node selector: all its requirements must hold. A term without any matches nothing.</summary>
public sealed class NodeSelectorTerm
{
    /// <summary>Creates a term.</summary>
    /// <param name="matchExpressions">Requirements on labels.</param>
    /// <param name="matchFields">Requirements on fields; only <c>metadata.name</c> exists.</param>
    public NodeSelectorTerm(
        IReadOnlyList<SelectorRequirement> matchExpressions, IReadOnlyList<SelectorRequirement>? matchFields = null)
    {
        MatchExpressions = matchExpressions.ReadOnly();
        MatchFields = (matchFields ?? []).ReadOnly();
    }

    /// <summary>Requirements on labels.</summary>
    public IReadOnlyList<SelectorRequirement> MatchExpressions { get; }

    /// <summary>Requirements on fields.</summary>
    public IReadOnlyList<SelectorRequirement> MatchFields { get; }

    /// <summary>The requirements in one line, joined by commas.</summary>
    public override string ToString() => string.Join(",", MatchExpressions.Concat(MatchFields));
}

/// <summary>One requirement of a selector: key, operator and values.</summary>
public sealed class SelectorRequirement
{
    /// <summary>Creates a requirement.</summary>
    /// <param name="key">Label key, or <c>metadata.name</c> for a field.</param>
    /// <param name="operator">In, NotIn, Exists, DoesNotExist; for nodes Gt and Lt too. Kept as written.</param>
    /// <param name="values">The values.</param>
    public SelectorRequirement(string key, string @operator, params IReadOnlyList<string> values)
    {
        Key = key;
        Operator = @operator;
        Values = values.ReadOnly();
    }

    /// <summary>Label key, or the field's name.</summary>
    public string Key { get; }

    /// <summary>The operator as written; case matters upstream.</summary>
    public string Operator { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The requirement as kubectl writes selectors: <c>role=dpu</c>, <c>rack in (r1,r2)</c>, <c>!gpu</c>.</summary>
    public override string ToString() => Operator switch
    {
        "In" when Values.Count == 1 => $"{Key}={Values[0]}",
        "NotIn" when Values.Count == 1 => $"{Key}!={Values[0]}",
        "In" => $"{Key} in ({string.Join(",", Values)})",
        "NotIn" => $"{Key} notin ({string.Join(",", Values)})",
        "Exists" => Key,
        "DoesNotExist" => $"!{Key}",
        "Gt" => $"{Key}>{string.Join(",", Values)}",
        "Lt" => $"{Key}<{string.Join(",", Values)}",
        _ => $"{Key} {Operator} ({string.Join(",", Values)})",
    };
}
