using System.Text;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>Opens DPU clusters by the kubeconfig Secrets that their DPUCluster objects name.</summary>
internal sealed class SecretSource(ICluster host, SessionOptions options, TimeProvider time) : IDpuClusterSource
{
    /// <summary>DPF's key from v25.10 on, and the one before (docs/upstream.md, E).</summary>
    private static readonly string[] Keys = ["super-admin.conf", "admin.conf"];

    private const int LongestKubeconfig = 1 << 20;

    public async Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation)
    {
        if (OverrideOf(cluster) is { } file) return OpenFile(cluster, file);
        var access = await ReadSecretAsync(cluster, cancellation).ConfigureAwait(false);
        return new ApiCluster(cluster.Key, access, stopping => ReadSecretAsync(cluster, stopping), options, time);
    }

    public Task<ICluster> OpenDepartedAsync(
        DpuClusterResource cluster, IReadOnlyList<DpuClusterResource> present, CancellationToken cancellation)
    {
        var heir = present.FirstOrDefault(other => other.Namespace == cluster.Namespace && other.KubeconfigSecret == cluster.KubeconfigSecret);
        return heir is null || OverrideOf(cluster) is not null
            ? OpenAsync(cluster, cancellation)
            : Task.FromException<ICluster>(Wrong(cluster, $"its kubeconfig Secret {cluster.KubeconfigSecret} is that of {heir.Key} now"));
    }

    private string? OverrideOf(DpuClusterResource cluster) =>
        options.DpuKubeconfigs.TryGetValue(cluster.Key, out var file)
        || options.DpuKubeconfigs.TryGetValue(cluster.Name, out file)
            ? file
            : null;

    /// <summary>The user's own file, so the user's rules hold.</summary>
    private ApiCluster OpenFile(DpuClusterResource cluster, string file)
    {
        var (context, access) = UserKubeconfig.Read([file], null, cluster.Key);
        return new ApiCluster(
            cluster.Key, access, _ => Task.FromResult(UserKubeconfig.Read([file], context, cluster.Key).Access), options, time);
    }

    private async Task<ServerAccess> ReadSecretAsync(DpuClusterResource cluster, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(cluster.KubeconfigSecret))
        {
            throw Wrong(cluster, "its DPUCluster names no kubeconfig Secret (spec.kubeconfig); it may not be ready yet. "
                + "Give -DpuKubeconfig a file for it otherwise");
        }

        var name = new ObjectName(cluster.Namespace, cluster.KubeconfigSecret);
        var place = $"Secret {name} in {host.Name}";
        var secret = await host.FindAsync(ResourceKind.Secret, name, cancellation).ConfigureAwait(false)
            ?? throw Wrong(cluster, $"{place} is not there; give -DpuKubeconfig a file for it, or see why it was not made");
        var data = ApiDocuments.Field(secret.Root, "data");
        foreach (var key in Keys)
        {
            if (ApiDocuments.Field(data, key) is not { ValueKind: JsonValueKind.String } value) continue;
            return SecretKubeconfig.Read(Decode(cluster, value, $"{place}, {key}"), $"{place}, {key}", cluster.Key);
        }

        throw Wrong(cluster, $"{place} has neither {Keys[0]} nor {Keys[1]}");
    }

    private static string Decode(DpuClusterResource cluster, JsonElement value, string place)
    {
        if (!value.TryGetBytesFromBase64(out var bytes)) throw Wrong(cluster, $"{place} is not base64");
        return bytes.Length <= LongestKubeconfig
            ? Encoding.UTF8.GetString(bytes)
            : throw Wrong(cluster, $"{place} is larger than 1 MiB, which no kubeconfig is");
    }

    private static ClusterException Wrong(DpuClusterResource cluster, string message) =>
        new(ClusterFailure.Configuration, cluster.Key, message);
}
