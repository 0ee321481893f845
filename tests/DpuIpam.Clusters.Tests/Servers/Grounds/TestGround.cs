using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Judge;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>A host cluster and DPU clusters of one test: empty but for the CRDs, DPF's namespace in the host cluster, and
/// the DPUCluster objects with their Secrets. The namespace in a DPU cluster is not there yet.</summary>
internal abstract class TestGround : IAsyncDisposable
{
    public abstract GroundKind Kind { get; }

    public abstract IObjectAccess Host { get; }

    /// <summary>The DPU clusters by name, spare ones too.</summary>
    public abstract IReadOnlyDictionary<string, TestCluster> Clusters { get; }

    /// <summary>What has happened in all clusters.</summary>
    public abstract ClusterJournal Journal { get; }

    /// <summary>A connection through the code under test.</summary>
    public abstract Task<ClusterSession> OpenAsync(SessionOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Makes the clusters of a test.</summary>
    public static async Task<TestGround> TakeAsync(
        GroundKind kind, GroundOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new GroundOptions();
        TestGround ground = kind switch
        {
            GroundKind.Folder => FolderGround.Make(options),
            GroundKind.InProcess or GroundKind.Newest => await InProcessGround.StartAsync(kind, options, cancellation),
            _ => await RealGround.TakeAsync(options, cancellation),
        };
        foreach (var name in options.Clusters) await ground.RegisterAsync(name, cancellation: cancellation);
        await ground.Journal.StartAsync(cancellation);
        return ground;
    }

    /// <summary>Makes the DPUCluster object of a DPU cluster, and what the host cluster needs to reach it.</summary>
    public virtual Task RegisterAsync(string name, JsonObject? labels = null, CancellationToken cancellation = default) =>
        Host.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = ResourceKind.DpuCluster.ApiVersion,
                ["kind"] = ResourceKind.DpuCluster.Kind,
                ["metadata"] = new JsonObject
                {
                    ["name"] = name, ["namespace"] = TestNamespace.Dpf, ["labels"] = labels ?? new JsonObject { ["cluster"] = name },
                },
                ["spec"] = new JsonObject { ["type"] = "static", ["maxNodes"] = 1000, ["kubeconfig"] = SecretOf(name) },
                ["status"] = new JsonObject { ["phase"] = "Ready" },
            },
            cancellation);

    /// <summary>The way to a cluster's objects, by its name; <c>host</c> is the host cluster.</summary>
    public IObjectAccess In(string cluster) => cluster == "host" ? Host : Clusters[cluster].Objects;

    /// <summary>Makes Node objects in a cluster.</summary>
    public async Task AddNodesAsync(string cluster, params string[] names)
    {
        foreach (var name in names)
        {
            await In(cluster).CreateAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
            });
        }
    }

    public abstract ValueTask DisposeAsync();

    protected static string SecretOf(string cluster) => $"{cluster}-admin-kubeconfig";
}
