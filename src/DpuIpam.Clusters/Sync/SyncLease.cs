using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Keeps two syncs of one host cluster apart: a Lease, renewed while it is held and deleted at the end.</summary>
/// <remarks>One that a crashed sync has left behind is taken over once nobody was seen renewing it for its duration, and at once
/// if its process is known to have ended (<see cref="LeaseHolder"/>). Clocks of different machines are never compared.</remarks>
internal sealed class SyncLease : IAsyncDisposable
{
    public const string Name = "dpuipam-sync";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>One try of a renewal: of several, one may get through in time.</summary>
    private static readonly TimeSpan RenewalLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long after a renewal was sent it is relied on: others take the Lease no earlier than its duration.</summary>
    private static readonly TimeSpan Reliance = Duration - RenewEvery;

    private readonly ICluster _host;
    private readonly ObjectName _name;
    private readonly string _identity;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer _deadline;
    private readonly Task _renewing;
    private ManifestDocument _document;
    private bool _isDoubtful;
    private long _sent;

    private SyncLease(ICluster host, ObjectName name, string identity, TimeProvider clock, ManifestDocument document, long sent)
    {
        _host = host;
        _name = name;
        _identity = identity;
        _clock = clock;
        _document = document;
        _deadline = clock.CreateTimer(
            static lost => ((CancellationTokenSource)lost!).Cancel(), _lost, RelianceLeft(sent), Timeout.InfiniteTimeSpan);
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when somebody else has taken the Lease, or may have: whatever is left to write is theirs.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the Lease.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="options">The clock, and who hears that the Lease has to be waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">Another sync holds it.</exception>
    public static async Task<SyncLease> TakeAsync(
        ClusterSession session, SyncOptions options, CancellationToken cancellation)
    {
        var clock = options.Clock;
        var name = new ObjectName(session.Namespace, Name);
        var identity = LeaseHolder.NewName();
        string? seen = null;
        var isTold = false;
        var seenSince = clock.GetTimestamp();
        while (true)
        {
            var found = await session.Host.FindAsync(ResourceKind.Lease, name, cancellation).ConfigureAwait(false);
            // One that changes is renewed: whoever holds it is alive.
            if (found is not null && seen is not null && seen != Version(found)) throw Busy(session, found);
            if (found is not null && seen is null) (seen, seenSince) = (Version(found), clock.GetTimestamp());
            if (found is null || clock.GetElapsedTime(seenSince) >= Duration || LeaseHolder.IsGone(Holder(found)))
            {
                var sent = clock.GetTimestamp();
                try
                {
                    var taken = found is null
                        ? await session.Host.CreateAsync(
                            ResourceKind.Lease, Sync.Tree.Of(Tree(name, identity, clock)), cancellation).ConfigureAwait(false)
                        : await MergeAsync(session.Host, name, Version(found), identity, clock, cancellation).ConfigureAwait(false);
                    return new SyncLease(session.Host, name, identity, clock, taken, sent);
                }
                catch (ClusterException error) when (error.Failure is ClusterFailure.AlreadyExists or ClusterFailure.Conflict)
                {
                    // Somebody else was quicker; the next look says who.
                    seen = null;
                }
            }

            if (found is not null && !isTold)
            {
                isTold = true;
                options.Warn($"Waiting up to {Duration.TotalSeconds:0} s for the Lease {name}: {Holder(found) ?? "somebody"} holds it, another"
                    + " sync or one that did not end well. It is taken if nobody renews it in that time.");
            }

            await Task.Delay(LookEvery, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Does what needs the Lease. Once it is lost, nothing more is begun.</summary>
    /// <param name="work">The work; it is given what stops it.</param>
    /// <param name="cancellation">Stops it as well.</param>
    /// <exception cref="ClusterException">The Lease is lost.</exception>
    public async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Lost);
        try
        {
            await work(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ClusterException(ClusterFailure.Conflict, _host.Name,
                $"the Lease {_name} was lost: another sync has taken it, or it could not be renewed in time. This one has stopped;"
                + " a write that was under way may have been done. Sync again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        try
        {
            using var patience = new CancellationTokenSource(RenewEvery, _clock);
            if (!_lost.IsCancellationRequested && await IsOursAsync(patience.Token).ConfigureAwait(false))
            {
                var metadata = new FieldReader(_document)["metadata"];
                await _host.DeleteAsync(
                    ResourceKind.Lease, _name, new Preconditions(metadata["uid"].String() ?? "", metadata["resourceVersion"].String()),
                    patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            // It ends by itself when nobody renews it.
        }

        await _deadline.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = RenewEvery;
        while (!_lost.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _clock, _ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                // Not ended with the work: a renewal whose answer nobody heard leaves a Lease of an unknown version behind.
                using (var limit = new CancellationTokenSource(RenewalLimit, _clock))
                {
                    if (!await IsOursAsync(limit.Token).ConfigureAwait(false))
                    {
                        await _lost.CancelAsync().ConfigureAwait(false);
                        return;
                    }
                }

                using (var limit = new CancellationTokenSource(RenewalLimit, _clock))
                {
                    (_sent, _isDoubtful) = (_clock.GetTimestamp(), true);
                    _document = await MergeAsync(_host, _name, Version(_document), null, _clock, limit.Token).ConfigureAwait(false);
                }

                _isDoubtful = false;
                _deadline.Change(RelianceLeft(_sent), Timeout.InfiniteTimeSpan);
                pause = RenewEvery;
            }
            catch (ClusterException error) when (error.Failure is ClusterFailure.Conflict or ClusterFailure.NotFound)
            {
                // Ours by a renewal that was thought to have failed, or somebody else's: that is looked at now.
                pause = pause == TimeSpan.Zero ? RetryEvery : TimeSpan.Zero;
            }
            catch (Exception error) when (error is ClusterException or OperationCanceledException)
            {
                // Tried again until the Lease could be somebody else's.
                pause = RetryEvery;
            }
        }
    }

    /// <summary>Whether the Lease is still ours; it is looked at after a renewal of which nobody knows what became.</summary>
    private async Task<bool> IsOursAsync(CancellationToken cancellation)
    {
        if (!_isDoubtful) return true;
        if (await _host.FindAsync(ResourceKind.Lease, _name, cancellation).ConfigureAwait(false) is not { } found
            || Holder(found) != _identity) return false;
        // It got through after all.
        if (Version(found) != Version(_document)) _deadline.Change(RelianceLeft(_sent), Timeout.InfiniteTimeSpan);
        (_document, _isDoubtful) = (found, false);
        return true;
    }

    private TimeSpan RelianceLeft(long sent)
    {
        var left = Reliance - _clock.GetElapsedTime(sent);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static Task<ManifestDocument> MergeAsync(
        ICluster host, ObjectName name, string version, string? identity, TimeProvider clock, CancellationToken cancellation)
    {
        var spec = new JsonObject { ["renewTime"] = Now(clock) };
        if (identity is not null)
        {
            spec["holderIdentity"] = identity;
            spec["acquireTime"] = Now(clock);
        }

        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["spec"] = spec };
        return host.MergeAsync(ResourceKind.Lease, name, Sync.Tree.Of(patch), ObjectPart.Object, false, cancellation);
    }

    private static JsonObject Tree(ObjectName name, string identity, TimeProvider clock) => new()
    {
        ["apiVersion"] = ResourceKind.Lease.ApiVersion,
        ["kind"] = ResourceKind.Lease.Kind,
        ["metadata"] = new JsonObject { ["name"] = name.Name, ["namespace"] = name.Namespace },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = identity,
            ["leaseDurationSeconds"] = (int)Duration.TotalSeconds,
            ["acquireTime"] = Now(clock),
            ["renewTime"] = Now(clock),
        },
    };

    private static ClusterException Busy(ClusterSession session, ManifestDocument lease) => new(
        ClusterFailure.Conflict, session.Name,
        $"another sync is running ({Holder(lease) ?? "unknown"} holds the Lease"
        + $" {session.Namespace}/{Name}). Wait for it, or end it.");

    private static string? Holder(ManifestDocument lease) => new FieldReader(lease)["spec"]["holderIdentity"].String();

    private static string Version(ManifestDocument document) =>
        new FieldReader(document)["metadata"]["resourceVersion"].String() ?? "";

    private static string Now(TimeProvider clock) =>
        clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
