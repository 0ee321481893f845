using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Edits of a DPUServiceIPAM touch the fields they name, and nothing else.</summary>
public sealed class ServiceIpamEditTests
{
    private const string Spec = "\"ipv4Subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":10,\"later\":{\"x\":[1]}},\"unknown\":true";

    [Fact]
    public void A_field_changes_in_the_mode_field_that_the_object_uses()
    {
        var edit = new ServiceIpamEdit();
        edit.SetMode("gateway", "10.0.0.2");

        var changed = edit.Apply(Given.ServiceIpam(Spec));

        Assert.Equal("10.0.0.2", changed.Gateway);
        var expected = Given.ServiceIpam(Spec.Replace("10.0.0.1", "10.0.0.2", StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.Root.GetRawText()), JsonNode.Parse(changed.Root.GetRawText())));
    }

    [Fact]
    public void Null_removes_a_field_and_the_map_it_leaves_empty()
    {
        var edit = new ServiceIpamEdit();
        edit.SetMode("perNodeIPCount", null);
        edit.SetSpec(null, "metadata", "labels");
        edit.SetPoolName("");

        var changed = edit.Apply(Given.ServiceIpam(Spec + ",\"metadata\":{\"labels\":{\"a\":\"b\"}}"));

        Assert.Equal(0, changed.PerNodeIPCount);
        Assert.False(changed.Root.GetProperty("spec").TryGetProperty("metadata", out _));
        Assert.True(changed.Root.GetProperty("spec").TryGetProperty("unknown", out _));
    }

    [Fact]
    public void The_pools_name_is_an_annotation()
    {
        var edit = new ServiceIpamEdit();
        edit.SetPoolName("other");

        Assert.Equal("other", edit.Apply(Given.ServiceIpam(Spec)).PoolName);
    }
}
