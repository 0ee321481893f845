using System.Globalization;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>What shows that a controller runs: its Deployment, and the Lease by which its replicas elect a leader.</summary>
internal static class ControllerSigns
{
    /// <summary>Without a duration in the Lease, that of the library that DPF and nv-ipam are built with.</summary>
    private const int DefaultLeaseSeconds = 15;

    /// <summary>What can't be read is told apart from what is not there; a host that does not answer is neither.</summary>
    public static async Task<(T? Value, ClusterException? Error)> ReadAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return (await read().ConfigureAwait(false), null);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.UnsupportedKind)
        {
            return (null, null);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden)
        {
            return (null, error);
        }
    }

    /// <summary>How many replicas there should be, or still are.</summary>
    public static long Replicas(ManifestDocument deployment)
    {
        var root = new FieldReader(deployment);
        var wanted = root["spec"]["replicas"].Int64() ?? 1;
        return Math.Max(wanted, root["status"]["replicas"].Int64() ?? 0);
    }

    /// <summary>Who renews the Lease; null when nobody has for twice its duration.</summary>
    public static string? Holder(ManifestDocument lease, TimeProvider clock)
    {
        var spec = new FieldReader(lease)["spec"];
        var holder = spec["holderIdentity"].String();
        if (string.IsNullOrEmpty(holder)) return null;
        var duration = TimeSpan.FromSeconds(spec["leaseDurationSeconds"].Int64() ?? DefaultLeaseSeconds);
        return !DateTimeOffset.TryParse(
                spec["renewTime"].String(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
            || clock.GetUtcNow() - renewed < 2 * duration ? holder : null;
    }
}
