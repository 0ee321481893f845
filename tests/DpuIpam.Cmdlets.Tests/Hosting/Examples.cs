namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>The example manifests, as a user at the repository's root names them.</summary>
internal static class Examples
{
    /// <summary>Subnet mode: one subnet for all nodes, 256 addresses each; 15 nodes fit.</summary>
    public const string Subnet = "docs/examples/example-pool1-subnet.yaml";

    /// <summary>Network mode: a /24 for each node; 16 nodes fit.</summary>
    public const string Network = "docs/examples/example-pool2-network.yaml";

    /// <summary>A CIDRPool in use, whose gatewayIndex was changed.</summary>
    public const string Fabric = "docs/examples/pools/fabric.yaml";

    /// <summary>An IPPool in use, with a node selector.</summary>
    public const string Storage = "docs/examples/pools/storage.yaml";

    /// <summary>The nodes worker-a, worker-b and worker-c.</summary>
    public const string Nodes = "docs/examples/pools/nodes.yaml";
}
