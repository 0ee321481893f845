using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Reads and writes manifests without the module: by another version of the YAML library than the
/// module's.</summary>
internal static class Yaml
{
    /// <summary>The documents of a text that are mappings.</summary>
    /// <exception cref="YamlDotNet.Core.YamlException">The text is malformed.</exception>
    public static List<YamlMappingNode> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(static document => document.RootNode).OfType<YamlMappingNode>()];
    }

    public static string Write(IEnumerable<YamlMappingNode> documents)
    {
        var texts = documents.Select(static document =>
        {
            var writer = new StringWriter { NewLine = "\n" };
            new YamlStream(new YamlDocument(document)).Save(writer, assignAnchors: false);
            var text = writer.ToString();
            return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
        });
        return string.Join("---\n", texts);
    }

    public static YamlMappingNode One(string text) => Read(text)[0];

    /// <summary>What is at a path of fields; null if it is not there.</summary>
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var field in path)
            node = node is YamlMappingNode map && map.Children.TryGetValue(field, out var value) ? value : null;
        return node;
    }

    public static string Text(this YamlNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is YamlScalarNode { Value: { } text } ? text : "";

    public static IEnumerable<YamlNode> Items(this YamlNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is YamlSequenceNode list ? list.Children : [];

    public static IEnumerable<(string Key, string Value)> Entries(this YamlNode? node,
        params ReadOnlySpan<string> path) =>
        node.At(path) is YamlMappingNode map
            ? map.Children.Select(static entry => (entry.Key.Text(), entry.Value.Text())) : [];

    /// <summary>The mapping at a path, made where it is missing.</summary>
    public static YamlMappingNode Need(this YamlMappingNode node, params ReadOnlySpan<string> path)
    {
        foreach (var field in path)
        {
            if (node.At(field) is not YamlMappingNode next) node.Children[field] = next = new YamlMappingNode();
            node = next;
        }

        return node;
    }

    [ModuleInitializer]
    internal static void FindLibrary() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "YamlDotNet" ? context.LoadFromAssemblyPath(Places.OtherYaml) : null;
}
