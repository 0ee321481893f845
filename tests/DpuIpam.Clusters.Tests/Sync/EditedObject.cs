using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A DPUServiceIPAM on which many have worked, and what a test wants to know of it.</summary>
internal static class EditedObject
{
    /// <summary>Makes the object <see cref="SyncLab.Name"/>: on servers its spec is applied by kubectl, a label by somebody
    /// else, routes set by a third, and the status by DPF; in a folder it has fields that nobody knows.</summary>
    public static async Task PutAsync(TestGround ground, string modeField, bool hasUnknown = false)
    {
        var item = New(modeField);
        if (hasUnknown)
        {
            item["spec"]!["future"] = JsonNode.Parse("""{"depth":7,"names":["x","y"]}""");
            item["spec"]![modeField]!["later"] = JsonNode.Parse("""{"b":"2","a":"1"}""");
        }

        var status = JsonNode.Parse("""
            {"conditions":[{"type":"Ready","status":"True","reason":"Success","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"}],"observedGeneration":1}
            """)!;
        var routes = JsonNode.Parse($$$"""{"spec":{ "{{{modeField}}}": {"routes":[{"dst":"172.31.0.0/16"}] } } }""")!.AsObject();
        if (ground is not ServerGround servers)
        {
            item["metadata"]!["rack"] = "somewhere";
            item["metadata"]!["labels"] = new JsonObject { ["team"] = "net" };
            item["status"] = status;
            await ground.Host.CreateAsync(item);
            await ground.Host.MergeAsync(ResourceKind.ServiceIpam, Name, routes);
            return;
        }

        var client = servers.NewClient(servers.HostServer);
        (await client.ApplyAsync(item, "kubectl")).Object();
        var label = Metadata();
        label["metadata"]!["labels"] = new JsonObject { ["team"] = "net" };
        (await client.ApplyAsync(label, "labeller")).Object();
        (await client.MergeAsync(ResourceKind.ServiceIpam, Name, routes, "?fieldManager=console")).Object();
        (await client.MergeAsync(ResourceKind.ServiceIpam, Name, new JsonObject { ["status"] = status }, "/status?fieldManager=dpf")).Object();
    }

    public static ObjectName Name => new(TestNamespace.Dpf, SyncLab.Name);

    public static JsonObject New(string modeField)
    {
        var item = Metadata();
        item["metadata"]!["annotations"] = new JsonObject { ["owner.example/mail"] = "net@example.org" };
        item["metadata"]!["finalizers"] = new JsonArray("example.org/hold");
        var isNetwork = modeField.EndsWith("etwork", StringComparison.Ordinal);
        item["spec"] = JsonNode.Parse($$$"""
            {
              "metadata":{"labels":{"pool":"a"},"annotations":{"note":"x"}},
              "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"zone","operator":"In","values":["a","b"]}]}]},
              "dpuClusterSelector":{"matchLabels":{"cluster":"any"}},
              "{{{modeField}}}":{{{(isNetwork
                ? """{"network":"10.0.0.0/24","prefixSize":28,"gatewayIndex":3,"subnetsPerDPUCluster":3}"""
                : """{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10,"blocksPerDPUCluster":3}""")}}}
            }
            """);
        return item;
    }

    /// <summary>The stored object as text, without a field and without what the server counts.</summary>
    public static string Without(JsonObject item, string[] path)
    {
        var rest = item.DeepClone().AsObject();
        foreach (var counted in new[] { "resourceVersion", "generation", "managedFields" }) rest["metadata"]!.AsObject().Remove(counted);
        Remove(rest, path);
        return rest.ToJsonString();
    }

    public static JsonNode? At(JsonObject item, string[] path) =>
        path.Aggregate((JsonNode?)item, static (node, step) => (node as JsonObject)?[step]);

    /// <summary>What each manager owns: <c>kubectl f:spec f:subnet f:gateway</c>.</summary>
    public static HashSet<string> Owned(JsonObject item) =>
    [
        .. (item["metadata"]!["managedFields"] as JsonArray ?? []).SelectMany(static entry =>
            Leaves(entry!["fieldsV1"]!.AsObject(), $"{entry["manager"]}")),
    ];

    private static JsonObject Metadata() => new()
    {
        ["apiVersion"] = ResourceKind.ServiceIpam.ApiVersion,
        ["kind"] = ResourceKind.ServiceIpam.Kind,
        ["metadata"] = new JsonObject { ["name"] = Name.Name, ["namespace"] = Name.Namespace },
    };

    private static IEnumerable<string> Leaves(JsonObject fields, string path) => fields.SelectMany(field =>
        field.Value is JsonObject { Count: > 0 } inner ? Leaves(inner, $"{path} {field.Key}") : [$"{path} {field.Key}"]);

    private static void Remove(JsonObject item, string[] path)
    {
        if (At(item, path[..^1]) is not JsonObject parent) return;
        parent.Remove(path[^1]);
        // The map of annotations goes with the last of them.
        if (path[^2] == "annotations" && parent.Count == 0) Remove(item, path[..^1]);
    }
}
