using CsCheck;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>Nodes and selectors on them.</summary>
internal static class AnyNodes
{
    /// <summary>Names whose byte order is not the natural one.</summary>
    public static readonly string[] Names =
    [
        "node-1", "node-10", "node-1a", "node-2", "node.1", "node1", "a", "b", "host-0", "z-9",
        "worker-1.example", "worker-1",
    ];

    public static readonly Gen<string> Name = Gen.OneOf(Names);

    private static readonly Gen<Node> Labelled = Gen.Select(Name, Gen.OneOf("", "dpu", "host", "-"), Gen.Int[0, 12])
        .Select(static (name, role, rack) =>
        {
            var labels = new Dictionary<string, string>();
            if (role != "-") labels["role"] = role;
            if (rack > 0) labels["example.com/rack"] = rack == 12 ? "r12" : $"{rack}";
            return new Node(name, labels);
        });

    /// <summary>A few nodes in any order.</summary>
    public static readonly Gen<Node[]> Some = Gen
        .Frequency((1, Labelled.Array[0, 2]), (4, Labelled.Array[2, 8]), (3, Labelled.Array[8, 20]))
        .Select(static nodes => nodes.DistinctBy(static node => node.NodeName).ToArray());

    /// <summary>The nodes of an earlier time: the same, fewer, or others.</summary>
    public static Gen<Node[]> Earlier(Node[] nodes) =>
        Gen.Frequency((1, Gen.Const(nodes)), (2, Gen.Shuffle(nodes, 0, nodes.Length)), (1, Some));

    private static readonly Gen<SelectorRequirement> Expression = Gen.Frequency(
        (3, Requirement(
            "role", Gen.OneOf("In", "NotIn"), Gen.OneOf("", "dpu", "host", "no good").Array[1, 2])),
        (2, Requirement(
            "role", Gen.OneOf("Exists", "DoesNotExist"), Gen.Const(Array.Empty<string>()))),
        (2, Requirement(
            "example.com/rack",
            Gen.OneOf("Gt", "Lt"),
            Gen.OneOf("0", "05", "9", "-1", "x", "9223372036854775808").Array[1])),
        (1, Requirement(
            "role", Gen.OneOf("In", "Exists", "Gt", "Is"), Gen.OneOf("dpu", "7").Array[0, 2])));

    private static readonly Gen<SelectorRequirement> Field =
        Requirement("metadata.name", Gen.OneOf("In", "NotIn"), Name.Array[1]);

    private static readonly Gen<NodeSelectorTerm> Term = Gen.Select(Expression.Array[0, 2], Field.Array[0, 1])
        .Select(static (expressions, fields) => new NodeSelectorTerm(expressions, fields));

    /// <summary>Mostly no selector; where there is one, it seldom is invalid.</summary>
    public static readonly Gen<NodeSelector?> Selector = Gen.Frequency(
        (4, Gen.Const((NodeSelector?)null)),
        (1, Term.Array[1, 3].Select(static terms => (NodeSelector?)new NodeSelector(terms))));

    private static Gen<SelectorRequirement> Requirement(string key, Gen<string> operators, Gen<string[]> values) =>
        Gen.Select(operators, values).Select((name, list) => new SelectorRequirement(key, name, list));
}
