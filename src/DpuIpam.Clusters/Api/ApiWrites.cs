using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Writes, and finds out what became of writes that got no answer.</summary>
internal sealed class ApiWrites(ApiTransport transport)
{
    private static readonly TimeSpan WaitBeforeRepeat = TimeSpan.FromMilliseconds(500);

    /// <summary>The object as the cluster has it afterwards; null where there is none.</summary>
    /// <exception cref="ClusterException">It was refused, did not get there, or nobody knows.</exception>
    public async Task<JsonElement?> RunAsync(ApiWrite write, CancellationToken cancellation)
    {
        var budget = transport.Budget(cancellation);
        if (write.IsDryRun) return await TryOutAsync(write, budget).ConfigureAwait(false);
        var isDoubtful = false;
        for (var isRepeat = false; ; isRepeat = true)
        {
            var attempt = await transport.WriteAsync(write.Request, budget).ConfigureAwait(false);
            if (attempt.Answer is { IsSuccess: true } done) return ObjectOf(write, done);
            isDoubtful |= attempt.IsDoubtful;
            if (attempt.Answer is { } answer && (!RetryRules.IsUnknown(attempt) || ServerErrors.IsSchemaMisfit(answer)))
            {
                if (write.IsDelete && ServerErrors.IsObjectMissing(answer)) return null;
                // An earlier try may have been done after all: then this one stumbles over what it left.
                if (isDoubtful && answer.Status is 404 or 409 or 422
                    && await TryLookAsync(write, budget).ConfigureAwait(false) is ({ IsDone: true } left, _)) return left.Object;
                throw ServerErrors.Of(transport, write.Request, answer);
            }

            if (!isDoubtful && !RetryRules.IsUnknown(attempt)) throw transport.Unreachable(write.Request, attempt);
            var (seen, blindness) = await TryLookAsync(write, budget).ConfigureAwait(false);
            if (seen is { IsDone: true }) return seen.Object;
            if (!isRepeat && seen is not null && MayRepeat(write, attempt) && WaitBeforeRepeat < budget.Left)
            {
                isDoubtful = true;
                await budget.WaitAsync(WaitBeforeRepeat).ConfigureAwait(false);
                continue;
            }

            throw seen is not null && attempt.Answer is { Status: 500 or 502 } failed
                ? ServerErrors.Of(transport, write.Request, failed)
                : Unknown(write, attempt, wasSeen: seen is not null, blindness);
        }
    }

    /// <summary>What a server failed to delete is left to the caller: nothing gets better by hurry.</summary>
    private static bool MayRepeat(ApiWrite write, Attempt attempt) =>
        write.IsRepeatable && RetryRules.MayRepeat(attempt) && (!write.IsDelete || attempt.Answer is null);

    /// <summary>A dry run stores nothing, so it is tried as often as a read.</summary>
    private async Task<JsonElement?> TryOutAsync(ApiWrite write, CallBudget budget)
    {
        var answer = await transport.ReadAsync(write.Request, budget).ConfigureAwait(false);
        return answer.IsSuccess ? ObjectOf(write, answer) : throw ServerErrors.Of(transport, write.Request, answer);
    }

    private JsonElement? ObjectOf(ApiWrite write, ApiAnswer answer) =>
        write.IsDelete ? null : ApiDocuments.Parse(transport, write.Request, answer);

    private sealed record Sight(JsonElement? Object, bool IsDone);

    /// <summary>Looks at the object; nothing is seen when it can't be read, or says nothing about the write. What matters
    /// then is the write's own failure.</summary>
    private async Task<(Sight? Seen, ClusterException? Blindness)> TryLookAsync(ApiWrite write, CallBudget budget)
    {
        try
        {
            return (await LookAsync(write, budget).ConfigureAwait(false), null);
        }
        catch (ClusterException error)
        {
            return (null, error);
        }
    }

    private async Task<Sight?> LookAsync(ApiWrite write, CallBudget budget)
    {
        if (write.Name is not { } name || write.IsDone is null) return null;
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = ApiPaths.Object(transport.Cluster, write.Kind, name),
            What = $"get {write.Kind} {name}",
            IsSecret = write.Request.IsSecret,
        };
        var answer = await transport.ReadAsync(request, budget).ConfigureAwait(false);
        if (ServerErrors.IsObjectMissing(answer)) return new Sight(null, write.IsDone(null));
        if (!answer.IsSuccess) return null;
        var root = ApiDocuments.Parse(transport, request, answer);
        return new Sight(root, write.IsDone(root));
    }

    private ClusterException Unknown(ApiWrite write, Attempt attempt, bool wasSeen, ClusterException? blindness)
    {
        var reason = attempt.Answer is { } answer ? $"the server answered {answer.Status}" : attempt.Reason;
        var state = wasSeen
            ? "the object does not show it yet, but it may still be done"
            : "the object could not be read to see whether it was done";
        return new ClusterException(ClusterFailure.OutcomeUnknown, transport.Cluster,
            $"{write.Request.What}: it was sent, but {reason}; {state}. Look at the object before you try again",
            inner: blindness);
    }
}
