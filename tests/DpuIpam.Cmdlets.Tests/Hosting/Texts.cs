namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>Manifests that tests vary.</summary>
internal static class Texts
{
    /// <summary>A DPUServiceIPAM in subnet mode with room for 25 nodes.</summary>
    public static string Subnet(
        string name, string subnet = "10.0.0.0/24", string gateway = "10.0.0.1", string count = "10") => $$"""
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: {{name}}
          namespace: dpf-operator-system
        spec:
          ipv4Subnet:
            subnet: {{subnet}}
            gateway: "{{gateway}}"
            perNodeIPCount: {{count}}

        """;

    /// <summary>A DPUServiceIPAM in network mode.</summary>
    public static string Network(string name, string network, string prefixSize = "24") => $$"""
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: {{name}}
          namespace: dpf-operator-system
        spec:
          ipv4Network:
            network: {{network}}
            gatewayIndex: 1
            prefixSize: {{prefixSize}}

        """;

    /// <summary>Node documents.</summary>
    public static string Nodes(params IEnumerable<string> names) => string.Join("---\n", names.Select(static name => $$"""
        apiVersion: v1
        kind: Node
        metadata:
          name: {{name}}

        """));
}
