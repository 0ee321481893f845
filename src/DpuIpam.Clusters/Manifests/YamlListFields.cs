namespace DpuIpam.Clusters.Manifests;

/// <summary>The fields of a document that make it a list.</summary>
internal readonly record struct YamlListFields(ListNames Names, int Items)
{
    /// <summary>null for what has no <c>items</c>.</summary>
    public static YamlListFields? Find(YamlTree tree, int root, YamlMerger merger)
    {
        if (tree[root].Kind != YamlNodeKind.Mapping) return null;
        string? apiVersion = null;
        string? kind = null;
        var items = -1;
        foreach (var field in merger.Fields(root))
        {
            var value = tree.Follow(field.Value);
            if (field.Name == "items") items = value;
            else if (field.Name == "kind") kind = Text(tree[value]);
            else if (field.Name == "apiVersion") apiVersion = Text(tree[value]);
        }

        return items < 0 ? null : new YamlListFields(new ListNames(apiVersion, kind), items);
    }

    private static string? Text(in YamlNode node) => node.Kind == YamlNodeKind.Scalar
        && YamlScalar.Resolve(node.Value!, node.Tag, node.Plain, out var scalar) is null && scalar.Kind == ScalarKind.String
            ? scalar.Text
            : null;
}
