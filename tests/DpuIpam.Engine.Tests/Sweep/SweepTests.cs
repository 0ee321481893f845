using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Tests.Sweep;

namespace DpuIpam.Engine.Tests.Sweep;

/// <summary>Whatever a field of a document is, it is read or refused by name, and holds up nothing else.</summary>
public class SweepTests(ITestOutputHelper output)
{
    private const string HealthyRange = "172.31.0.0/24";

    /// <summary>Findings that deny each other.</summary>
    private static readonly (string, string)[] Contradictions =
    [
        ("NoNodeSelected", "NodesWithoutLabels"), ("NoNodeSelected", "NodeUnallocated"), ("NoNodeSelected", "CapacityReached"),
        ("NoNodes", "NodesFromStatus"), ("NoNodes", "NodesWithoutLabels"), ("NoNodes", "NodeUnallocated"), ("NoNodes", "NoNodeSelected"),
        ("CapacityReached", "CapacityNearlyReached"), ("NoClusterSelected", "NodesWithoutCluster"),
        ("DpfFieldMissing", "DpfCount"), ("FieldMissing", "BlockSizeTooSmall"),
    ];

    private static readonly ServiceIpamResource Healthy = (ServiceIpamResource)Read($$"""
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
        "metadata":{"name":"healthy","namespace":"dpf-operator-system"},
        "spec":{"subnet":{"subnet":"{{HealthyRange}}","gateway":"172.31.0.254","perNodeIPCount":16} } }
        """)!;

    private static readonly Node[] Nodes =
    [
        new("n1", new Dictionary<string, string> { ["role"] = "dpu" }), new("n2"),
    ];

    private static readonly string Alone = Describe(Planner.Plan(new PlanInput { ServiceIpams = [Healthy], Nodes = Nodes }));

    public static TheoryData<string> Documents => [.. FieldSweep.Documents.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Nothing_that_a_field_holds_ends_the_work(string document)
    {
        var tried = 0;
        var refused = 0;
        var failures = new List<string>();
        foreach (var swept in FieldSweep.Of(document))
        {
            tried++;
            try
            {
                if (Parse(swept.Json) is { } tree && ResourceReader.Read(new ManifestDocument(tree, default)) is { } resource)
                    Use(resource, (Resource)Read(FieldSweep.Documents[document])!, swept, failures);
            }
            catch (ManifestException error)
            {
                refused++;
                if (error.Field is null || error.Message.Length > 500) failures.Add($"{swept}: {error.Message}");
            }
            catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
            {
                var cause = error.GetBaseException();
                failures.Add($"{swept}: {cause.GetType().Name} {cause.Message} {string.Join(" <- ", (cause.StackTrace ?? "").Split('\n').Take(3))}");
            }
        }

        output.WriteLine($"{document}: {tried} documents, {refused} refused by field");
        Assert.True(failures.Count == 0, $"{failures.Count} of {tried}:\n{string.Join('\n', failures.Take(30))}");
        Assert.True(tried > 500 && refused > 100, $"only {tried} tried, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_documents_have_every_field_of_the_schema(string document)
    {
        var resource = Read(FieldSweep.Documents[document])!;
        var there = FieldSweep.Paths(JsonNode.Parse(FieldSweep.Documents[document])!, "")
            .Select(static path => path.Replace("[0]", "[]", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var known = new List<string>();
        Collect(Schemas.Of(resource), "", known);

        Assert.All(known, path => Assert.True(there.Contains(path) || IsOtherMode(path), path));
        Assert.Empty(resource.Issues.Unknown);
        Assert.Empty(resource.Issues.Missing);

        bool IsOtherMode(string path) => resource is ServiceIpamResource ipam
            && ApiNames.ModeFields.Any(field => field != ipam.ModeField && $"{path}.".StartsWith($"spec.{field}.", StringComparison.Ordinal));
    }

    private static void Use(Resource resource, Resource healthyTwin, SweptDocument swept, List<string> failures)
    {
        ReadAll(resource);
        var input = new PlanInput { ServiceIpams = [Healthy], Nodes = Nodes };
        switch (resource)
        {
            case ServiceIpamResource ipam:
                ReadAll(new ServiceIpam(ipam));
                input = input with { ServiceIpams = [ipam, Healthy] };
                foreach (var former in new[] { (ServiceIpamResource)healthyTwin, ipam })
                {
                    var other = ReferenceEquals(former, ipam) ? (ServiceIpamResource)healthyTwin : ipam;
                    Check(Planner.Plan(new PlanInput
                    {
                        ServiceIpams = [other], Nodes = Nodes,
                        Former = new Dictionary<string, ServiceIpamResource> { [$"{other.Namespace}/{other.Name}"] = former },
                    }), swept, failures);
                }

                Check(Planner.Plan(input with { ServiceIpams = [ipam], Clusters = [Cluster("c1"), Cluster("c2")] }), swept, failures);
                _ = ServiceIpamTest.Run(input).ToArray();
                Edit(ipam);
                _ = ManifestTree.Of(new ServiceIpam(ipam), false);
                break;
            case PoolResource pool:
                var given = new Pool(pool, null);
                ReadAll(given);
                input = input with { Pools = [given] };
                Check(Planner.Plan(new PlanInput { Pools = [given], HasNodes = false }), swept, failures);
                _ = PoolTest.Run(given, []).ToArray();
                _ = PoolDifferences.Of(given, [new Pool((PoolResource)healthyTwin, null)], input).ToArray();
                _ = PoolDifferences.Of(new Pool((PoolResource)healthyTwin, null), [given], input).ToArray();
                _ = ManifestTree.Of(given, false);
                break;
            case NodeResource node:
                _ = Planner.Plan(input with { Nodes = [new Node(node.Name, node.Labels)] });
                return;
            case DpuClusterResource cluster:
                ReadAll(new Cluster(cluster));
                _ = Planner.Plan(input with { Clusters = [cluster] });
                return;
            case ServiceChainResource chain:
                _ = ServiceIpamTest.Run(input with { Chains = [chain] }).ToArray();
                return;
        }

        var plans = Planner.Plan(input);
        Check(plans, swept, failures);
        var healthy = Describe(plans.Where(static plan => plan.Pool == "healthy"));
        if (healthy != Alone) failures.Add($"{swept}: the healthy object is planned as {healthy}, alone as {Alone}");
    }

    private static void Check(IReadOnlyList<Plan> plans, SweptDocument swept, List<string> failures)
    {
        foreach (var plan in plans)
        {
            ReadAll(plan);
            _ = ManifestTree.Of(plan, true);
            var rules = plan.Findings.Select(static finding => finding.RuleId).ToHashSet(StringComparer.Ordinal);
            foreach (var (one, other) in Contradictions)
                if (rules.Contains(one) && rules.Contains(other)) failures.Add($"{swept}: {one} beside {other}");
        }
    }

    private static void Edit(ServiceIpamResource ipam)
    {
        var edit = new ServiceIpamEdit();
        edit.SetMode("defaultGateway", true);
        edit.SetSpec(new JsonObject { ["x"] = "y" }, "metadata", "labels");
        edit.SetPoolName("other");
        _ = edit.Copy(ipam, "copy", "ns", null);
        _ = edit.Copy(ipam, "copy", null, "network");
        _ = edit.ApplyInMode(ipam, "network");
        _ = edit.ApplyInMode(ipam, "subnet");
        _ = ServiceIpamEdit.Rename(ipam, "subnet");
        if (ipam.ModeField is not null) _ = edit.Apply(ipam);
    }

    /// <summary>Reads whatever an object shows.</summary>
    private static void ReadAll(object item)
    {
        foreach (var property in item.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            try
            {
                _ = property.GetValue(item) is System.Collections.IEnumerable list and not string ? list.Cast<object>().Count() : 0;
            }
            catch (TargetInvocationException error)
            {
                throw new InvalidOperationException($"{item.GetType().Name}.{property.Name}: {error.InnerException!.Message}", error.InnerException);
            }
        }

        _ = item.ToString();
    }

    private static string Describe(IEnumerable<Plan> plans) => string.Join('\n', plans.Select(static plan =>
        $"{plan}: {string.Join(", ", plan.Allocations)}; {string.Join(", ", plan.Findings)}"));

    private static void Collect(FieldSchema schema, string path, List<string> known)
    {
        foreach (var (name, field) in schema.Fields)
        {
            var own = path.Length == 0 ? name : $"{path}.{name}";
            known.Add(own);
            Collect(field, own, known);
            if (field.Item is { } item) Collect(item, own + "[]", known);
        }
    }

    private static DpuClusterResource Cluster(string name) => (DpuClusterResource)Read($$"""
        {"apiVersion":"provisioning.dpu.nvidia.com/v1alpha1","kind":"DPUCluster",
        "metadata":{"name":"{{name}}","namespace":"dpf-operator-system","labels":{"a":"b","c":"d"} } }
        """)!;

    private static Resource? Read(string json) => ResourceReader.Read(new ManifestDocument(Parse(json)!.Value, default));

    /// <summary>The tree of a text; null where it is deeper than any text that is read.</summary>
    private static JsonElement? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DocumentTree.Depth }).RootElement;
        }
        catch (JsonException) when (json.Contains(FieldSweep.Nested("{\"a\":", "}", 100), StringComparison.Ordinal))
        {
            return null;
        }
    }
}
