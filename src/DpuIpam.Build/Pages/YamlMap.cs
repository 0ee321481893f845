using Markdig.Syntax;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DpuIpam.Build.Pages;

/// <summary>A YAML mapping inside a page, whose entries know the page's line they stand on.</summary>
internal sealed class YamlMap
{
    private readonly PageSource _source;
    private readonly YamlMappingNode _node;
    private readonly int _firstLine;

    private YamlMap(PageSource source, YamlMappingNode node, int firstLine)
    {
        _source = source;
        _node = node;
        _firstLine = firstLine;
    }

    public int Line => LineOf(_node);

    public IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>Reads a fenced block; a block that is not a YAML mapping is reported, unless asked not to.</summary>
    public static YamlMap? Read(PageSource source, LeafBlock block, bool report = true)
    {
        var firstLine = PageSource.LineOf(block) + 1;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(block.Lines.ToString()));
            if (yaml.Documents is [{ RootNode: YamlMappingNode node }])
                return new(source, node, firstLine);
            if (report)
                source.Problem(block, "This block is not a YAML mapping: write one 'key: value' a line.");
        }
        catch (YamlException error)
        {
            if (report)
                source.Problem(firstLine + (int)error.Start.Line - 1, $"This is not valid YAML: {error.Message}");
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet throws for a bracket that is never closed.
            if (report)
                source.Problem(block, "This is not valid YAML: a bracket or a quote may be open.");
        }

        return null;
    }

    public bool Has(string key) => _node.Children.ContainsKey(new YamlScalarNode(key));

    public int LineOf(string key) => Find<YamlNode>(key) is { } node ? LineOf(node) : Line;

    public string Value(string key) => Find<YamlScalarNode>(key)?.Value ?? "";

    public bool Flag(string key)
    {
        if (bool.TryParse(Value(key), out var value))
            return value;
        if (Has(key))
            _source.Problem(LineOf(key), $"'{key}: {Value(key)}' is neither true nor false.");
        return false;
    }

    public IEnumerable<string> Values(string key) =>
        Sequence(key).OfType<YamlScalarNode>().Select(node => node.Value ?? "");

    public IEnumerable<YamlMap> Maps(string key) =>
        Sequence(key).OfType<YamlMappingNode>().Select(node => new YamlMap(_source, node, _firstLine));

    public void CheckKeys(IReadOnlyCollection<string> required, IReadOnlyCollection<string> optional)
    {
        foreach (var key in required.Where(key => !Has(key)))
            _source.Problem(Line, $"The key '{key}' is missing here.");
        foreach (var key in Keys.Where(key => !required.Contains(key) && !optional.Contains(key)))
        {
            var known = string.Join(", ", required.Concat(optional));
            _source.Problem(LineOf(key), $"The key '{key}' is unknown here. Known: {known}.");
        }
    }

    private IEnumerable<YamlNode> Sequence(string key) => Find<YamlSequenceNode>(key)?.Children ?? [];

    private T? Find<T>(string key) where T : YamlNode =>
        _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node as T : null;

    private int LineOf(YamlNode node) => _firstLine + (int)node.Start.Line - 1;
}
