using System.Text.Json;
using DpuIpam.Clusters.Sync;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Who holds which field, read from what an API server keeps.</summary>
public sealed class ManagedFieldsTests
{
    private static readonly JsonElement Pool = JsonDocument.Parse("""
        {"metadata":{"managedFields":[
          {"manager":"dpuserviceipamcontroller","operation":"Apply","fieldsV1":{"f:spec":{"f:subnet":{},"f:gateway":{} },
            "f:metadata":{"f:labels":{"f:a.b/c":{} } } } },
          {"manager":"kubectl-edit","operation":"Update","fieldsV1":{"f:spec":{"f:routes":{} } } },
          {"manager":"dpuipam","operation":"Apply","fieldsV1":{"f:spec":{"f:gateway":{} } } },
          {"manager":"ipam-controller","operation":"Update","subresource":"status","fieldsV1":{"f:status":{"f:allocations":{} } } }]} }
        """).RootElement;

    [Theory]
    [InlineData("spec.gateway", "dpuserviceipamcontroller")]
    [InlineData("spec.routes", "kubectl-edit")]
    [InlineData("spec", "dpuserviceipamcontroller kubectl-edit")]
    [InlineData("metadata.labels['a.b/c']", "dpuserviceipamcontroller")]
    [InlineData("spec.exclusions", "")]
    public void Holders_are_all_managers_but_us(string path, string managers) =>
        Assert.Equal(managers, string.Join(' ', ManagedFields.HoldersOf(Pool, path)));

    [Fact]
    public void The_status_has_its_own_manager() => Assert.Equal(["ipam-controller"], ManagedFields.ManagersOf(Pool, "status"));

    [Theory]
    [InlineData("dpuserviceipamcontroller", 0)]
    [InlineData("dpuipam", 2)]
    [InlineData("kubectl-edit", -1)]
    [InlineData("nobody", -1)]
    public void Only_who_applies_is_an_applier(string manager, int index) =>
        Assert.Equal(index, ManagedFields.IndexOfApplier(Pool, manager));

    [Fact]
    public void Without_managers_nobody_holds_anything()
    {
        var bare = JsonDocument.Parse("""{"metadata":{"name":"x"} }""").RootElement;

        Assert.Empty(ManagedFields.HoldersOf(bare, "spec"));
        Assert.Equal(-1, ManagedFields.IndexOfApplier(bare, "dpuipam"));
    }

    [Theory]
    [InlineData("spec.gateway", "/spec/gateway")]
    [InlineData("metadata.labels['a.b/c~d']", "/metadata/labels/a.b~1c~0d")]
    [InlineData("metadata.annotations['x'].y", "/metadata/annotations/x/y")]
    public void Paths_become_pointers(string path, string expected) => Assert.Equal(expected, JsonPointer.Of(path));
}
