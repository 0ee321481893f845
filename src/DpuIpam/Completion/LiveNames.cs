using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using DpuIpam.Allocation;
using DpuIpam.Clusters;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Resources;

namespace DpuIpam.Completion;

/// <summary>Names of what a connection holds, for completion: asked for at most every few seconds, and never waited for long.</summary>
/// <remarks>What comes too late for one press of the key is there for the next. No credential plugin is started.</remarks>
internal sealed class LiveNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly ConditionalWeakTable<Connection, Reading> Readings = [];

    private LiveNames(Inventory inventory, string host)
    {
        var keys = inventory.DpuClusters.Select(static cluster => (cluster.Key, cluster.Phase ?? cluster.Key));
        Clusters = [(host, "the host cluster"), .. keys];
        ServiceIpams = [.. inventory.ServiceIpams.Select(static ipam => (ipam.Name, new ServiceIpam(ipam).ToString()))];
        Pools = Distinct(inventory.Members.SelectMany(static member => member.Pools).Select(static pool => (pool.Pool, pool.ToString())));
        PendingClusters = Distinct(inventory.ServiceIpams.SelectMany(ipam => ipam.Shares
            .Where(share => !Selects(inventory, ipam, share.DpuCluster))
            .Select(share => (share.DpuCluster, $"{share.DpuCluster} keeps addresses of {ipam.Name}"))));
        Nodes = Distinct(inventory.Members.SelectMany(static member => member.Nodes).Select(static node => (node.NodeName, node.Cluster ?? node.NodeName)));
    }

    public IReadOnlyList<(string Text, string Tip)> Clusters { get; }

    /// <summary>Clusters with a stored share that are not served any more.</summary>
    public IReadOnlyList<(string Text, string Tip)> PendingClusters { get; }

    public IReadOnlyList<(string Text, string Tip)> ServiceIpams { get; }

    public IReadOnlyList<(string Text, string Tip)> Pools { get; }

    public IReadOnlyList<(string Text, string Tip)> Nodes { get; }

    /// <summary>The names of the connection that the command line names, or of the default; null without one, where
    /// manifests are given, and while they are not known yet.</summary>
    public static LiveNames? Of(IDictionary boundParameters)
    {
        if (boundParameters.Contains("Path") || boundParameters.Contains("LiteralPath")) return null;
        var connection = PowerShellTree.Unwrap(boundParameters["Connection"]) switch
        {
            Connection given => given,
            string name => OpenConnections.Here.Find(name),
            _ => OpenConnections.Here.Default,
        };
        return connection is { IsOpen: true } ? Readings.GetOrCreateValue(connection).Get(connection) : null;
    }

    private static bool Selects(Inventory inventory, ServiceIpamResource ipam, string key) => inventory.DpuClusters.Any(cluster =>
        cluster.Key == key && LabelMatch.Matches(ipam.ClusterSelector, cluster.Labels));

    private static (string, string)[] Distinct(IEnumerable<(string Text, string Tip)> names) =>
        [.. names.DistinctBy(static name => name.Text).OrderBy(static name => name.Text, StringComparer.OrdinalIgnoreCase)];

    private static async Task<LiveNames?> TryReadAsync(Connection connection)
    {
        try
        {
            return await ReadAsync(connection).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static async Task<LiveNames> ReadAsync(Connection connection)
    {
        using var ending = new CancellationTokenSource(Longest);
        Plugins.Forbid();
        RequestLog.Listen(null);
        var parts = InventoryParts.Pools | InventoryParts.Nodes;
        var reader = new InventoryReader((ClusterSession)connection.Session, parts, ClusterWork.Throttle) { AsksForDpf = false };
        var inventory = await reader.ReadAsync(ending.Token).ConfigureAwait(false);
        return new LiveNames(inventory, connection.Name);
    }

    /// <summary>The last reading of one connection.</summary>
    private sealed class Reading
    {
        private readonly object _gate = new();
        private Task<LiveNames?>? _running;
        private long _begun;
        private LiveNames? _known;

        public LiveNames? Get(Connection connection)
        {
            Task<LiveNames?> reading;
            lock (_gate)
            {
                // A failure is kept as long: a dead server is not asked at every key.
                if (_running is null || (_running.IsCompleted && Stopwatch.GetElapsedTime(_begun) >= Age))
                {
                    _begun = Stopwatch.GetTimestamp();
                    _running = Task.Run(() => TryReadAsync(connection));
                }

                reading = _running;
            }

            // Old names are better than none.
            if (Task.WaitAny([reading], Patience) == 0) _known = reading.GetAwaiter().GetResult() ?? _known;
            return _known;
        }
    }
}
