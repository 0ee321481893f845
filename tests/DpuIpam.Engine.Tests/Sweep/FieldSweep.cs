using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Tests.Sweep;

/// <summary>A document with one field other than it should be.</summary>
/// <param name="Document">Which document it is made of.</param>
/// <param name="Path">The field, such as <c>spec.routes[0].dst</c>.</param>
/// <param name="Value">What stands there, in a word.</param>
/// <param name="Json">The document.</param>
public sealed record SweptDocument(string Document, string Path, string Value, string Json)
{
    public override string ToString() => $"{Document}, {Path} {Value}";
}

/// <summary>Every field of every kind, with every wrong and extreme value. Knows nothing of the module: the fields are those
/// of whole documents, of which a test asserts that they have all that the schema knows.</summary>
public static class FieldSweep
{
    private const string Placeholder = "\u0001";

    private const string Metadata = """
        "metadata":{"name":"swept","namespace":"dpf-operator-system","labels":{"a":"b"},"annotations":{"c":"d"},
        "generateName":"g","uid":"u","resourceVersion":"1","generation":1,"selfLink":"/s",
        "creationTimestamp":"2024-01-01T00:00:00Z","deletionTimestamp":null,"deletionGracePeriodSeconds":1,
        "finalizers":["x/y"],"ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u","controller":true,
        "blockOwnerDeletion":true}],"managedFields":[{"manager":"m"}]}
        """;

    private const string NodeSelector = """
        "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"role","operator":"In","values":["dpu"]}],
        "matchFields":[{"key":"metadata.name","operator":"NotIn","values":["z"]}]}]}
        """;

    private const string Selector = """
        {"matchLabels":{"a":"b"},"matchExpressions":[{"key":"c","operator":"In","values":["d"]}]}
        """;

    private const string Conditions = """
        [{"type":"Ready","status":"True","reason":"Success","message":"m","observedGeneration":1,
        "lastTransitionTime":"2024-01-01T00:00:00Z"}]
        """;

    private const string SubnetMode = """
        {"subnet":"10.7.0.0/24","gateway":"10.7.0.1","perNodeIPCount":16,
        "excludeRanges":[{"startIP":"10.7.0.40","endIP":"10.7.0.41"}],"defaultGateway":true,"routes":[{"dst":"10.9.0.0/16"}],
        "blocksPerDPUCluster":8}
        """;

    private const string NetworkMode = """
        {"network":"10.7.0.0/24","prefixSize":28,"gatewayIndex":1,"exclusions":["10.7.0.99"],
        "excludeRanges":[{"startIP":"10.7.0.40","endIP":"10.7.0.41"}],"allocations":{"n1":"10.7.0.16/28"},
        "defaultGateway":true,"routes":[{"dst":"10.9.0.0/16"}],"subnetsPerDPUCluster":8}
        """;

    private const string CommonSpec = """
        "exclusions":[{"startIP":"10.7.0.40","endIP":"10.7.0.41"}],"perNodeExclusions":[{"startIndex":2,"endIndex":3}],
        "defaultGateway":true,"routes":[{"dst":"10.9.0.0/16"}],
        """ + NodeSelector;

    /// <summary>The documents that are swept: each mode field, and each kind.</summary>
    public static IReadOnlyDictionary<string, string> Documents { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["subnet"] = ServiceIpam("subnet", SubnetMode),
        ["ipv4Subnet"] = ServiceIpam("ipv4Subnet", SubnetMode),
        ["network"] = ServiceIpam("network", NetworkMode),
        ["ipv4Network"] = ServiceIpam("ipv4Network", NetworkMode),
        ["IPPool"] = Object("nv-ipam.nvidia.com/v1alpha1", "IPPool", $$"""
            "spec":{"subnet":"10.7.0.0/24","perNodeBlockSize":16,"gateway":"10.7.0.1",{{CommonSpec}}},
            "status":{"allocations":[{"nodeName":"n1","startIP":"10.7.0.1","endIP":"10.7.0.16"}]}
            """),
        ["CIDRPool"] = Object("nv-ipam.nvidia.com/v1alpha1", "CIDRPool", $$"""
            "spec":{"cidr":"10.7.0.0/24","perNodeNetworkPrefix":28,"gatewayIndex":1,
            "staticAllocations":[{"nodeName":"n1","gateway":"10.7.0.17","prefix":"10.7.0.16/28"}],{{CommonSpec}}},
            "status":{"allocations":[{"nodeName":"n1","prefix":"10.7.0.16/28","gateway":"10.7.0.17"}]}
            """),
        ["DPUCluster"] = Object("provisioning.dpu.nvidia.com/v1alpha1", "DPUCluster", $$"""
            "spec":{"type":"static","maxNodes":10,"version":"v1.30.0","kubeconfig":"k","clusterEndpoint":{"keepalived":{ } } },
            "status":{"phase":"Ready","version":"v1.30.0","conditions":{{Conditions}}}
            """),
        ["Node"] = Object("v1", "Node", """
            "spec":{"podCIDR":"10.244.0.0/24","podCIDRs":["10.244.0.0/24"]},
            "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.1"}]}
            """),
        ["DPUServiceChain"] = Object("svc.dpu.nvidia.com/v1alpha1", "DPUServiceChain", """
            "spec":{"template":{"spec":{"switches":[{"ports":[{"serviceInterface":{"ipam":{"matchLabels":{"p":"q"}}}}]}]}}},"status":{"phase":"x"}
            """),
    };

    /// <summary>What a field is given: a word for it, and JSON text.</summary>
    private static (string Name, string Json)[] Values { get; } =
    [
        ("null", "null"), ("a text", "\"text\""), ("an empty text", "\"\""), ("a very long text", $"\"{new string('x', 20_000)}\""),
        ("0", "0"), ("1", "1"), ("-1", "-1"), ("2^31", "2147483648"), ("2^63-1", "9223372036854775807"),
        ("2^63", "9223372036854775808"), ("1e400", "1e400"), ("1.5", "1.5"),
        ("true", "true"), ("false", "false"),
        ("an empty list", "[]"), ("a list of null", "[null]"), ("a list of texts", "[\"x\"]"), ("a list of numbers", "[1]"),
        ("a list of empty maps", "[{}]"), ("a list of lists", "[[]]"),
        ("an empty map", "{}"), ("a map of texts", "{\"a\":\"b\"}"), ("a map of null", "{\"a\":null}"), ("a map of maps", "{\"a\":{}}"),
        ("65 maps deep", Nested("{\"a\":", "}", 65)), ("65 lists deep", Nested("[", "]", 65)),
        ("80 maps deep", Nested("{\"a\":", "}", 80)), ("80 lists deep", Nested("[", "]", 80)),
        ("100 maps deep", Nested("{\"a\":", "}", 100)),
    ];

    /// <summary>Every field of a document with every value, and without.</summary>
    public static IEnumerable<SweptDocument> Of(string document)
    {
        var json = Documents[document];
        foreach (var path in Paths(JsonNode.Parse(json)!, ""))
        {
            foreach (var (name, value) in Values)
                if (!IsIdentity(path)) yield return new SweptDocument(document, path, name, With(json, path, value));
            if (!IsIdentity(path)) yield return new SweptDocument(document, path, "absent", Without(json, path));
            if (path.EndsWith("[0]", StringComparison.Ordinal)) yield return new SweptDocument(document, path, "twice", Twice(json, path));
        }
    }

    /// <summary>The fields of a document, items of lists included.</summary>
    public static IEnumerable<string> Paths(JsonNode node, string path)
    {
        if (path.Length > 0) yield return path;
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                var own = path.Length == 0 ? name : $"{path}.{name}";
                if (value is null) yield return own;
                else foreach (var inner in Paths(value, own)) yield return inner;
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
                foreach (var inner in Paths(list[i]!, $"{path}[{i}]")) yield return inner;
        }
    }

    /// <summary>By these a document is told from others, and is none of ours without: they are tried elsewhere.</summary>
    private static bool IsIdentity(string path) => path is "apiVersion" or "kind";

    private static string With(string json, string path, string value)
    {
        var root = JsonNode.Parse(json)!;
        var (parent, name, index) = Find(root, path);
        if (name is null) ((JsonArray)parent)[index] = Placeholder;
        else ((JsonObject)parent)[name] = Placeholder;
        return root.ToJsonString().Replace("\"\\u0001\"", value, StringComparison.Ordinal);
    }

    private static string Without(string json, string path)
    {
        var root = JsonNode.Parse(json)!;
        var (parent, name, index) = Find(root, path);
        if (name is null) ((JsonArray)parent).RemoveAt(index);
        else ((JsonObject)parent).Remove(name);
        return root.ToJsonString();
    }

    private static string Twice(string json, string path)
    {
        var root = JsonNode.Parse(json)!;
        var (parent, _, index) = Find(root, path);
        ((JsonArray)parent).Add(parent[index]!.DeepClone());
        return root.ToJsonString();
    }

    private static (JsonNode Parent, string? Name, int Index) Find(JsonNode root, string path)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var current = root;
        foreach (var step in steps[..^1]) current = step[0] == '[' ? current[step[1] - '0']! : current[step]!;
        return steps[^1][0] == '[' ? (current, null, steps[^1][1] - '0') : (current, steps[^1], 0);
    }

    private static string ServiceIpam(string field, string mode) => Object("svc.dpu.nvidia.com/v1alpha1", "DPUServiceIPAM", $$"""
        "spec":{"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"} },"{{field}}":{{mode}},{{NodeSelector}},
        "dpuClusterSelector":{{Selector}},"clusterSelector":{{Selector}}},
        "status":{"observedGeneration":1,"conditions":{{Conditions}},
        "dpuClusterAllocations":[{"dpuCluster":"dpf-operator-system/c1","ipRanges":[{"startIP":"10.7.0.0","endIP":"10.7.0.127"}]}]}
        """);

    private static string Object(string version, string kind, string content) =>
        $$"""{"apiVersion":"{{version}}","kind":"{{kind}}",{{Metadata}},{{content}}}""";

    /// <summary>A value in so many maps or lists.</summary>
    public static string Nested(string open, string close, int levels)
    {
        var text = new StringBuilder();
        for (var i = 0; i < levels; i++) text.Append(open);
        text.Append('1');
        for (var i = 0; i < levels; i++) text.Append(close);
        return text.ToString();
    }
}
