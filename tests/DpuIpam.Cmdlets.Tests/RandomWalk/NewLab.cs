namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>The files that a walk begins with: small ranges, so that they run out.</summary>
internal static class NewLab
{
    public const string Namespace = "dpf-operator-system";

    public static readonly string[] Clusters = ["east", "west", "south", "north"];

    public static IReadOnlyList<FileEdit> Make(Random random)
    {
        var files = new List<FileEdit>();
        var host = new List<string> { random.Next(2) == 0 ? Subnet("shared", random) : Network("shared", random) };
        if (random.Next(2) == 0) host.Add(Network("fabric", random, second: true));
        var count = random.Next(1, 4);
        foreach (var cluster in Clusters.Take(count))
        {
            host.Add(Cluster(cluster, random.Next(2) == 0 ? "a" : "b"));
            var nodes = Enumerable.Range(0, random.Next(1, 4))
                .Select(i => Node($"{cluster}-{i}", random.Next(3) > 0 ? "dpu" : "other"));
            files.Add(new FileEdit(FileEditKind.Write, $"{cluster}/{(random.Next(2) == 0 ? "state" : "nodes")}.yaml",
                string.Join("---\n", nodes)));
        }

        if (random.Next(2) == 0)
            files.Add(new FileEdit(FileEditKind.Write, "host.yaml", string.Join("---\n", host)));
        else
            files.AddRange(host.Select(static (text, i) => new FileEdit(FileEditKind.Write, $"host-{i}.yaml", text)));
        return files;
    }

    public static string Cluster(string name, string site) => $$"""
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata:
          name: {{name}}
          namespace: dpu-{{name}}
          labels:
            site: {{site}}
        spec:
          type: static

        """;

    public static string Node(string name, string role) => $$"""
        apiVersion: v1
        kind: Node
        metadata:
          name: {{name}}
          labels:
            role: {{role}}

        """;

    /// <summary>A DPUServiceIPAM in subnet mode: 21 blocks of six addresses.</summary>
    public static string Subnet(string name, Random random) => Object(name, $$"""
          subnet:
            subnet: 192.168.0.0/25
            gateway: 192.168.0.1
            perNodeIPCount: 6
            blocksPerDPUCluster: {{random.Next(2, 8)}}
        """);

    /// <summary>A DPUServiceIPAM in network mode: 16 prefixes.</summary>
    public static string Network(string name, Random random, bool second = false) => Object(name, $$"""
          network:
            network: {{(second ? "10.2" : "10.1")}}.0.0/24
            prefixSize: 28
            gatewayIndex: 1
            subnetsPerDPUCluster: {{random.Next(2, 6)}}
        """);

    private static string Object(string name, string spec) => $$"""
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: {{name}}
          namespace: {{Namespace}}
        spec:
        {{spec}}

        """;
}
