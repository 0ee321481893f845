using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>One kubeconfig, or several as kubectl merges them. Names are told apart by case.</summary>
internal sealed class Kubeconfig
{
    private const string What = "kubeconfig";

    private readonly Dictionary<string, KubeconfigEntry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _contexts = new(StringComparer.Ordinal);
    private readonly List<string> _contextNames = [];

    /// <param name="place">How messages name the whole.</param>
    public Kubeconfig(string place) => Place = place;

    public string Place { get; }

    public string? CurrentContext { get; private set; }

    public IReadOnlyDictionary<string, KubeconfigEntry> Clusters => _clusters;

    public IReadOnlyDictionary<string, KubeconfigEntry> Users => _users;

    public IReadOnlyDictionary<string, KubeconfigEntry> Contexts => _contexts;

    /// <summary>In the order of the files; without the one that has no name.</summary>
    public IReadOnlyList<string> ContextNames => _contextNames;

    /// <summary>Adds what a file says; what is there already stays, entry by entry.</summary>
    /// <param name="read">The file, read.</param>
    /// <param name="file">The file; null for a text.</param>
    /// <param name="place">How messages name it.</param>
    /// <returns>Whether anything stands in it.</returns>
    /// <exception cref="ClusterException">It is no kubeconfig. What stands in it is not repeated.</exception>
    public bool Add(ManifestReadResult read, string? file, string place)
    {
        if (read.Errors is [var error, ..])
        {
            // The parser's own words may quote a password that looks like something else to YAML.
            var at = error.Line == 0 ? "" : $" at line {error.Line}, column {error.Column}";
            throw Wrong(place, $"it can't be read{at}; it must be a map of fields in YAML, like one that kubectl wrote");
        }

        if (read.Documents.Count == 0) return false;
        if (read.Documents.Count > 1) throw Wrong(place, "it has more than one document");
        var fields = new KubeconfigFields(read.Documents[0].Root, place, What);
        if (fields.Text("kind") is { } kind && kind != "Config") throw Wrong(place, "its kind is not Config");
        CurrentContext ??= fields.Text("current-context");
        Add(_clusters, fields, "clusters", "cluster", file, null);
        Add(_users, fields, "users", "user", file, null);
        Add(_contexts, fields, "contexts", "context", file, _contextNames);
        return true;
    }

    private static void Add(
        Dictionary<string, KubeconfigEntry> entries, KubeconfigFields fields, string list, string field, string? file,
        List<string>? names)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in fields.Items(list))
        {
            // As for kubectl, a missing name is the empty one: that of the entry which is meant where none is named.
            var name = item.Text("name") ?? "";
            if (!own.Add(name)) throw fields.Wrong($"{list} has the name \"{name}\" twice");
            if (entries.TryAdd(name, new KubeconfigEntry(item.Value(field), file)) && name.Length > 0) names?.Add(name);
        }
    }

    private static ClusterException Wrong(string place, string message) =>
        new(ClusterFailure.Configuration, What, $"{place}: {message}");
}
