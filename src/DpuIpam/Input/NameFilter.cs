using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Names with wildcards, as a parameter takes them; knows which of them found nothing.</summary>
internal sealed class NameFilter
{
    private readonly bool _isAll;
    private readonly WildcardPattern[] _patterns;

    /// <summary>Names without wildcards, and whether something had them: looked up, since there may be thousands.</summary>
    private readonly Dictionary<string, bool> _plain = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="names">The names; none, or null, take everything.</param>
    public NameFilter(string[]? names)
    {
        _isAll = names is null or [];
        var patterns = new List<WildcardPattern>();
        foreach (var name in names ?? [])
        {
            if (WildcardPattern.ContainsWildcardCharacters(name)) patterns.Add(WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
            else _plain[name] = false;
        }

        _patterns = [.. patterns];
    }

    /// <summary>Names without wildcards that matched nothing so far.</summary>
    public IEnumerable<string> NotFound
    {
        get
        {
            foreach (var (name, isFound) in _plain)
                if (!isFound) yield return name;
        }
    }

    public bool Matches(string name) => Find(name, name);

    /// <summary>Whether a DPU cluster is meant: by <c>namespace/name</c>, or by its name alone.</summary>
    public bool MatchesCluster(string cluster) => Find(cluster, cluster[(cluster.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private bool Find(string name, string other)
    {
        var isFound = _isAll || HasPlain(name) | HasPlain(other);
        for (var i = 0; i < _patterns.Length && !isFound; i++) isFound = _patterns[i].IsMatch(name) || _patterns[i].IsMatch(other);
        return isFound;
    }

    private bool HasPlain(string name)
    {
        if (!_plain.ContainsKey(name)) return false;
        _plain[name] = true;
        return true;
    }
}
