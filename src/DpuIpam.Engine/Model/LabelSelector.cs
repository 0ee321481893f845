namespace DpuIpam;

/// <summary>Selects objects by label: meta/v1 LabelSelector. All requirements must hold; none means everything.</summary>
public sealed class LabelSelector
{
    /// <summary>Creates a selector.</summary>
    /// <param name="matchLabels">Labels that must have exactly these values.</param>
    /// <param name="matchExpressions">Further requirements: In, NotIn, Exists, DoesNotExist.</param>
    public LabelSelector(
        IReadOnlyDictionary<string, string> matchLabels, IReadOnlyList<SelectorRequirement>? matchExpressions = null)
    {
        MatchLabels = matchLabels;
        MatchExpressions = (matchExpressions ?? []).ReadOnly();
    }

    /// <summary>Labels that must have exactly these values.</summary>
    public IReadOnlyDictionary<string, string> MatchLabels { get; }

    /// <summary>Further requirements.</summary>
    public IReadOnlyList<SelectorRequirement> MatchExpressions { get; }

    /// <summary>The selector in one line, as kubectl takes it.</summary>
    public override string ToString() => string.Join(",", MatchLabels
        .OrderBy(static label => label.Key, StringComparer.Ordinal)
        .Select(static label => $"{label.Key}={label.Value}")
        .Concat(MatchExpressions.Select(static requirement => requirement.ToString())));
}
