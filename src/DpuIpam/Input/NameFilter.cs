using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Names with wildcards, as a parameter takes them; knows which of them found nothing.</summary>
internal sealed class NameFilter
{
    private readonly string[] _names;
    private readonly WildcardPattern[] _patterns;
    private readonly bool[] _found;

    /// <param name="names">The names; none, or null, take everything.</param>
    public NameFilter(string[]? names)
    {
        _names = names ?? [];
        _patterns = Array.ConvertAll(_names, static name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        _found = new bool[_names.Length];
    }

    /// <summary>Names without wildcards that matched nothing so far.</summary>
    public IEnumerable<string> NotFound
    {
        get
        {
            for (var i = 0; i < _names.Length; i++)
                if (!_found[i] && !WildcardPattern.ContainsWildcardCharacters(_names[i])) yield return _names[i];
        }
    }

    public bool Matches(string name) => Find(name, name);

    /// <summary>Whether a DPU cluster is meant: by <c>namespace/name</c>, or by its name alone.</summary>
    public bool MatchesCluster(string cluster) => Find(cluster, cluster[(cluster.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private bool Find(string name, string other)
    {
        var isFound = _names.Length == 0;
        for (var i = 0; i < _names.Length; i++)
        {
            if (!_patterns[i].IsMatch(name) && !_patterns[i].IsMatch(other)) continue;
            _found[i] = isFound = true;
        }

        return isFound;
    }
}
