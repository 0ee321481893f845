using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>ConvertTo-DpuManifest: what it writes, it reads back, and nothing is lost on the way.</summary>
public sealed class ConvertToTests : IDisposable
{
    private const string Unknown = """
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata:
          name: pool
          namespace: ns
          annotations:
            note: "012"
            flag: "on"
        spec:
          subnet: 10.0.0.0/24
          perNodeBlockSize: 5
          invented:
            list:
            - 1
            - 2.5
            - "true"
            - null
        """;

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Yaml")]
    [InlineData("Json")]
    public void Unknown_fields_survive_a_round_trip(string language)
    {
        var text = _session.Get($"$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest -As {language}", Unknown).ToString();
        Assert.Equal(Unknown, _session.Get("$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest", text).ToString());
    }

    [Theory]
    [InlineData("docs/examples")]
    [InlineData("docs/examples/pools")]
    public void The_examples_survive_a_round_trip_in_both_languages(string path)
    {
        var yaml = _session.Get($"ConvertFrom-DpuManifest {path} | ConvertTo-DpuManifest -IncludeStatus").ToString();
        var json = _session.Get($"ConvertFrom-DpuManifest {path} | ConvertTo-DpuManifest -IncludeStatus -As Json").ToString();
        Assert.Equal(yaml, _session.Get("$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest -IncludeStatus", json).ToString());
        Assert.Equal(json, _session.Get("$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest -IncludeStatus -As Json", yaml).ToString());
    }

    [Fact]
    public void Several_objects_are_a_stream_in_YAML_and_a_List_in_JSON()
    {
        const string Nodes = "ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml | ConvertTo-DpuManifest";
        Assert.Equal(
            """
            apiVersion: v1
            kind: Node
            metadata:
              name: worker-a
              labels:
                example.com/storage: "true"
            ---
            apiVersion: v1
            kind: Node
            metadata:
              name: worker-b
              labels:
                example.com/storage: "true"
            ---
            apiVersion: v1
            kind: Node
            metadata:
              name: worker-c
            """,
            _session.Get(Nodes).ToString());
        var list = System.Text.Json.JsonDocument.Parse(_session.Get($"{Nodes} -As Json").ToString()).RootElement;
        Assert.Equal("List", list.GetProperty("kind").GetString());
        Assert.Equal(3, list.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void Status_and_what_the_server_sets_are_left_out_unless_asked_for()
    {
        const string Live = """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata:
              name: pool
              uid: 1f0e
              resourceVersion: "7"
              generation: 2
              creationTimestamp: "2026-01-01T00:00:00Z"
              labels:
                a: b
            spec:
              subnet: 10.0.0.0/24
              perNodeBlockSize: 5
            status:
              allocations:
              - nodeName: node
                startIP: 10.0.0.1
                endIP: 10.0.0.5
            """;
        Assert.Equal(
            """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata:
              name: pool
              labels:
                a: b
            spec:
              subnet: 10.0.0.0/24
              perNodeBlockSize: 5
            """,
            _session.Get("$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest", Live).ToString());
        Assert.Equal(Live, _session.Get("$input | ConvertFrom-DpuManifest | ConvertTo-DpuManifest -IncludeStatus", Live).ToString());
    }

    [Fact]
    public void A_plan_becomes_the_pool_that_DPF_would_write_with_its_allocations()
    {
        const string Plan = "Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 1";
        var pool = """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata:
              name: example-pool1
              namespace: dpf-operator-system
              labels:
                svc.dpu.nvidia.com/pool: example-pool1
                dpu.nvidia.com/dpuserviceipam-name: example-pool1
                dpu.nvidia.com/dpuserviceipam-namespace: dpf-operator-system
            spec:
              subnet: 192.168.0.0/20
              perNodeBlockSize: 256
              gateway: 192.168.0.1
              exclusions:
              - startIP: 192.168.0.0
                endIP: 192.168.0.0
              - startIP: 192.168.15.1
                endIP: 192.168.15.255
            """;
        var status = """
            status:
              allocations:
              - nodeName: dpu-node-1
                startIP: 192.168.0.1
                endIP: 192.168.1.0
            """;
        Assert.Equal(pool, _session.Get($"{Plan} | ConvertTo-DpuManifest").ToString());
        Assert.Equal(pool + "\n" + status, _session.Get($"{Plan} | ConvertTo-DpuManifest -IncludeStatus").ToString());
    }

    [Fact]
    public void A_plan_that_is_applied_changes_nothing_when_it_is_planned_again()
    {
        var again = _session.Results("""
            $text = Get-DpuIpamPlan docs/examples -NodeCount 5 | ConvertTo-DpuManifest -IncludeStatus
            $text | ConvertFrom-DpuManifest | Get-DpuIpamPlan -NodeCount 5 -FailOn Change
            """);
        Assert.Equal(["5", "5"], again.Select(static plan => plan.Text("Allocated")));
        Assert.All(again, static plan => Assert.Empty(plan.Items("Changes")));
    }

    [Theory]
    [InlineData("42, $node | ConvertTo-DpuManifest", 42)]
    [InlineData("'text', $node | ConvertTo-DpuManifest", "text")]
    [InlineData("ConvertTo-DpuManifest 42, $node", 42)]
    public void A_bad_item_costs_only_itself(string script, object target)
    {
        var outcome = _session.Run($"$node = (ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)[2]; {script}");
        outcome.Error().Is("InputNotSupported", ErrorCategory.InvalidType, target);
        Assert.Equal("apiVersion: v1\nkind: Node\nmetadata:\n  name: worker-c", Assert.Single(outcome.Output).ToString());
    }

    [Fact]
    public void A_null_among_objects_is_passed_over() => Assert.Equal(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: worker-c",
        _session.Get("$node = (ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)[2]; , @($null, $node) | ConvertTo-DpuManifest").ToString());
}
