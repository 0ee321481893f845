using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>Puts the test CRDs on a real server, and waits until they are in force.</summary>
internal static class CrdInstaller
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static Task InstallAsync(
        ApiClient client, CrdGeneration generation, bool zeroIsNull, CancellationToken cancellation) =>
        Task.WhenAll(TestCrds.Kinds.Select(kind => InstallAsync(client, kind, generation, zeroIsNull, cancellation)));

    private static async Task InstallAsync(
        ApiClient client, ResourceKind kind, CrdGeneration generation, bool zeroIsNull, CancellationToken cancellation)
    {
        var definition = TestCrds.Of(kind, generation, zeroIsNull);
        var path = $"{Definitions}/{definition["metadata"]!["name"]}";
        var existing = await client.SendAsync("GET", path, cancellation: cancellation);
        if (existing.Status == 404)
        {
            (await client.SendAsync("POST", Definitions, definition, cancellation: cancellation)).Object();
        }
        else
        {
            var metadata = existing.Object()["metadata"]!;
            if ((string?)metadata["annotations"]?[TestCrds.GenerationAnnotation] == generation.ToString()) return;
            definition["metadata"]!["resourceVersion"] = metadata["resourceVersion"]!.DeepClone();
            (await client.SendAsync("PUT", path, definition, cancellation: cancellation)).Object();
        }

        while (!await IsInForceAsync(client, kind, generation, cancellation)) await Task.Delay(50, cancellation);
    }

    /// <summary>Whether the server keeps of an object what the generation knows, and no more.</summary>
    private static async Task<bool> IsInForceAsync(
        ApiClient client, ResourceKind kind, CrdGeneration generation, CancellationToken cancellation)
    {
        var answer = await client.CreateAsync(Probe(kind), "?dryRun=All", cancellation);
        if (!answer.IsSuccess) return false;
        return kind == ResourceKind.DpuCluster
            || (answer.Text.Contains("10.0.0.99", StringComparison.Ordinal) == (generation != CrdGeneration.Old)
                && (kind != ResourceKind.ServiceIpam
                    || answer.Text.Contains("\"future\"", StringComparison.Ordinal) == (generation == CrdGeneration.Newer)));
    }

    private static JsonObject Probe(ResourceKind kind)
    {
        var spec = kind switch
        {
            _ when kind == ResourceKind.IPPool => """{"subnet":"10.0.0.0/24","perNodeBlockSize":1,"exclusions":[R]}""",
            _ when kind == ResourceKind.CidrPool => """{"cidr":"10.0.0.0/24","perNodeNetworkPrefix":30,"exclusions":[R]}""",
            _ when kind == ResourceKind.DpuCluster => """{"type":"static"}""",
            _ => """{"ipv4Subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.1","perNodeIPCount":1,"excludeRanges":[R]},"future":{"depth":1}}""",
        };
        return new JsonObject
        {
            ["apiVersion"] = kind.ApiVersion,
            ["kind"] = kind.Kind,
            ["metadata"] = new JsonObject { ["name"] = "probe", ["namespace"] = "default" },
            ["spec"] = JsonNode.Parse(spec.Replace("[R]", """[{"startIP":"10.0.0.99","endIP":"10.0.0.99"}]""", StringComparison.Ordinal)),
        };
    }
}
