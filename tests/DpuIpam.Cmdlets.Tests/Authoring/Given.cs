namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Objects to change, in the variables of a session, with fields that no parameter knows.</summary>
internal static class Given
{
    private const string Subnet = """
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: subnet
          namespace: dpf-operator-system
          labels: {own: x}
          annotations: {note: keep}
          resourceVersion: "7"
        spec:
          invented: {list: [1, null]}
          metadata:
            labels: {a: "1"}
            annotations: {b: "2"}
          nodeSelector:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: role, operator: In, values: [dpu]}
          ipv4Subnet:
            subnet: 10.0.0.0/24
            gateway: 10.0.0.1
            perNodeIPCount: 10
            blocksPerDPUCluster: 3
            excludeRanges:
            - {startIP: 10.0.0.20, endIP: 10.0.0.29}
            routes:
            - {dst: 10.9.0.0/16, odd: 1}
            mtu: 9000
        """;

    private const string Network = """
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: network
          namespace: dpf-operator-system
          annotations:
            svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override: pools
        spec:
          dpuClusterSelector:
            matchLabels: {site: east}
          network:
            network: 10.1.0.0/22
            gatewayIndex: 1
            prefixSize: 24
            allocations: {a: 10.1.0.0/24}
            exclusions: [10.1.0.7, 10.1.0.8]
            defaultGateway: true
            invented: true
        """;

    /// <summary>A session with <c>$subnet</c> and <c>$network</c>.</summary>
    public static Session Session()
    {
        var session = new Session();
        session.Results("$subnet = $input | ConvertFrom-DpuManifest", Subnet);
        session.Results("$network = $input | ConvertFrom-DpuManifest", Network);
        return session;
    }
}
