using System.Text.Json;
using DpuIpam.Clusters.Sync;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Conditions as DPF's controller sets them.</summary>
public sealed class ConditionListTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void All_is_true_where_all_is_done()
    {
        var conditions = ConditionList.Of(7, null, []);

        Assert.Equal(["Ready", "DPUIPAMObjectReconciled", "DPUIPAMObjectReady"], conditions.Select(static c => c.Type));
        Assert.All(conditions, static condition =>
            Assert.Equal(("True", "Success", "", 7L), (condition.Status, condition.Reason, condition.Message, condition.ObservedGeneration)));
    }

    [Fact]
    public void An_error_is_in_Reconciled_and_the_summary_names_it()
    {
        var conditions = ConditionList.Of(1, "east is away", []);

        Assert.Equal(("False", "Error", "Error occurred: east is away"), Shape(conditions, "DPUIPAMObjectReconciled"));
        Assert.Equal(("True", "Success", ""), Shape(conditions, "DPUIPAMObjectReady"));
        Assert.Equal(
            ("False", "Pending", "The following conditions are not ready:\n* DPUIPAMObjectReconciled"), Shape(conditions, "Ready"));
    }

    [Fact]
    public void Pools_without_an_allocation_are_listed_as_DPF_lists_them()
    {
        var conditions = ConditionList.Of(1, null, [("dpu-east/east", "ns/pool"), ("dpu-west/west", "ns/pool")]);

        Assert.Equal(
            ("False", "Pending",
                "Objects are not ready:\n* Cluster: dpu-east/east\n  Object: ns/pool\n* Cluster: dpu-west/west\n  Object: ns/pool"),
            Shape(conditions, "DPUIPAMObjectReady"));
        Assert.Equal(("False", "Pending", "The following conditions are not ready:\n* DPUIPAMObjectReady"), Shape(conditions, "Ready"));
    }

    [Fact]
    public void The_time_of_a_condition_changes_with_its_status_only()
    {
        var ipam = Ipam("""
            {"type":"Ready","status":"False","reason":"Pending","message":"x","lastTransitionTime":"2025-01-01T00:00:00Z"},
            {"type":"DPUIPAMObjectReady","status":"True","reason":"Success","message":"","lastTransitionTime":"2025-02-02T00:00:00Z"},
            {"type":"Foreign","status":"True","reason":"Because","message":"mine","lastTransitionTime":"2025-03-03T00:00:00Z"}
            """);

        var list = ConditionList.Merge(ipam, ConditionList.Of(2, null, []), Now);

        Assert.Equal(
            ["Ready True 2026-01-02T03:04:05Z", "DPUIPAMObjectReady True 2025-02-02T00:00:00Z", "Foreign True 2025-03-03T00:00:00Z",
             "DPUIPAMObjectReconciled True 2026-01-02T03:04:05Z"],
            list.Select(static entry => $"{entry!["type"]} {entry["status"]} {entry["lastTransitionTime"]}"));
        Assert.Equal("mine", (string?)list[2]!["message"]);
    }

    [Fact]
    public void What_is_stored_is_not_written_again()
    {
        var wanted = ConditionList.Of(2, null, []);
        var stored = Ipam(string.Join(',', ConditionList.Merge(Ipam(""), wanted, Now).Select(static entry => entry!.ToJsonString())));

        Assert.True(ConditionList.IsStored(stored, wanted));
        Assert.False(ConditionList.IsStored(stored, ConditionList.Of(3, null, [])));
        Assert.False(ConditionList.IsStored(stored, ConditionList.Of(2, "error", [])));
        Assert.False(ConditionList.IsStored(Ipam(""), wanted));
    }

    private static (string, string, string) Shape(List<StoredCondition> conditions, string type)
    {
        var condition = conditions.Single(condition => condition.Type == type);
        return (condition.Status, condition.Reason, condition.Message);
    }

    private static ServiceIpamResource Ipam(string conditions) => new(new ManifestDocument(JsonDocument.Parse($$"""
        {"kind":"DPUServiceIPAM","metadata":{"name":"pool"},"spec":{},"status":{"conditions":[{{conditions}}]} }
        """).RootElement, default));
}
