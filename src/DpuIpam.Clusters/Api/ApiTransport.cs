using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace DpuIpam.Clusters.Api;

/// <summary>Sends requests to one cluster: with credentials that are renewed, within a time, and as often as does no
/// harm.</summary>
internal sealed class ApiTransport(string cluster, LiveConnection live, SessionOptions options, TimeProvider time)
    : IDisposable
{
    /// <summary>A refusal may repeat the whole object, twice, and escaped twice.</summary>
    private const int ErrorLimit = 8 << 20;

    public string Cluster => cluster;

    public TimeProvider Time => time;

    public CallBudget Budget(CancellationToken cancellation) => new(options.Timeout, time, cancellation);

    public Task<ApiAnswer> ReadAsync(ApiRequest request, CancellationToken cancellation) =>
        ReadAsync(request, Budget(cancellation));

    /// <summary>The answer to a request that changes nothing, whatever its status.</summary>
    /// <exception cref="ClusterException">There is none.</exception>
    public async Task<ApiAnswer> ReadAsync(ApiRequest request, CallBudget budget)
    {
        var attempt = await SendAsync(request, budget, RetryRules.IsWorthReadingAgain).ConfigureAwait(false);
        return attempt.Answer ?? throw Unreachable(request, attempt);
    }

    /// <summary>Sends a write; sends it again only where the server did not do it.</summary>
    public Task<Attempt> WriteAsync(ApiRequest request, CallBudget budget) => options.IsReadOnly && request.IsWrite
        ? throw new ClusterException(
            ClusterFailure.Forbidden, cluster, $"{request.What}: the connection is read-only; connect without -ReadOnly to write")
        {
            Advice = "Connect without -ReadOnly, or use -WhatIf.",
        }
        : SendAsync(request, budget, RetryRules.IsWorthSendingAgain);

    /// <summary>Opens a stream; only the credentials are tried again.</summary>
    /// <returns>The answer, which the caller disposes; or the attempt, where there was none or an error.</returns>
    public async Task<(StreamedAnswer? Answer, Attempt? Failure)> OpenAsync(
        ApiRequest request, CancellationToken cancellation)
    {
        StreamedAnswer? stream = null;
        var attempt = await TryAsync(request, Budget(cancellation), answer => stream = answer).ConfigureAwait(false);
        return stream is not null ? (stream, null) : (null, attempt);
    }

    public ClusterException Unreachable(ApiRequest request, Attempt attempt) => new(
        ClusterFailure.Unreachable, cluster, $"{request.What}: {attempt.Reason}") { Cause = attempt.Reason };

    /// <summary>Whose time is over of what the server was shown, such as <c>the client certificate expired on ...</c>; null for
    /// none.</summary>
    public string? FindExpired() => live.FindExpired();

    /// <summary>What a server says, without the secrets that it was sent.</summary>
    public string Scrub(string text) => live.Scrub(text);

    /// <summary>Keeps no connection longer than its requests take.</summary>
    public void LetGo() => live.LetGo();

    public void Dispose() => live.Dispose();

    private async Task<Attempt> SendAsync(ApiRequest request, CallBudget budget, Func<Attempt, bool> isWorthAnother)
    {
        var isDoubtful = false;
        for (var tries = 1; ; tries++)
        {
            var attempt = await TryAsync(request, budget, null).ConfigureAwait(false);
            if (tries < RetryRules.Tries && isWorthAnother(attempt)
                && RetryRules.Wait(tries, attempt.Answer?.RetryAfter) is { } wait && wait < budget.Left)
            {
                isDoubtful |= attempt.Answer?.Status == 503;
                await budget.WaitAsync(wait).ConfigureAwait(false);
                continue;
            }

            return attempt with { IsDoubtful = isDoubtful };
        }
    }

    /// <summary>One try; with new credentials a second one, if the first ones were not accepted.</summary>
    private async Task<Attempt> TryAsync(ApiRequest request, CallBudget budget, Action<StreamedAnswer>? takeStream)
    {
        var connection = await budget.WithoutCountingAsync(stop => live.EnterAsync(null, stop)).ConfigureAwait(false);
        var attempt = await TryAsync(connection, request, budget, takeStream).ConfigureAwait(false);
        if (attempt.Answer?.Status != 401 && attempt.Silence != Silence.NotTrusted) return attempt;
        var next = await budget.WithoutCountingAsync(stop => live.EnterAsync(connection, stop)).ConfigureAwait(false);
        return await TryAsync(next, request, budget, takeStream).ConfigureAwait(false);
    }

    /// <summary>One try on a connection, which is left with it, or with the stream that came of it.</summary>
    private async Task<Attempt> TryAsync(
        ServerConnection connection, ApiRequest request, CallBudget budget, Action<StreamedAnswer>? takeStream)
    {
        var isTaken = false;
        var start = time.GetTimestamp();
        using var limit = budget.BeginTry();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, budget.Caller);
        Attempt attempt;
        try
        {
            using var message = request.ToMessage();
            var response = await connection.SendAsync(message, either.Token).ConfigureAwait(false);
            if (takeStream is not null && response.IsSuccessStatusCode)
            {
                takeStream(new StreamedAnswer(response, connection));
                isTaken = true;
                attempt = new Attempt(new ApiAnswer((int)response.StatusCode, null, default, null));
            }
            else
            {
                using (response) attempt = new Attempt(await AnswerAsync(request, response, either.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException error) when (!budget.Caller.IsCancellationRequested)
        {
            // Only the limit for connecting ends with a time-out; whatever else ends a request may come after it was sent.
            attempt = limit.IsCancellationRequested ? new Attempt(null, Silence.TimedOut, $"no answer from {connection} in time")
                : error.InnerException is TimeoutException ? new Attempt(null, Silence.NotSent, $"no connection to {connection} in time")
                : new Attempt(null, Silence.Broken, $"the connection to {connection} was closed");
        }
        catch (HttpRequestException error) when (error.GetBaseException() is ClusterException refusal)
        {
            // A connection of ours that was not to be made.
            throw refusal;
        }
        catch (HttpRequestException error)
        {
            attempt = SilenceOf(connection, error);
        }
        catch (IOException error)
        {
            attempt = new Attempt(
                null, Silence.Broken, $"the connection to {connection} broke: {error.GetBaseException().Message}");
        }
        finally
        {
            if (!isTaken) connection.Leave();
        }

        if (RequestLog.IsHeard) Record(request, attempt, time.GetElapsedTime(start));
        return attempt;
    }

    private Attempt SilenceOf(ServerConnection connection, HttpRequestException error)
    {
        var reason = error.GetBaseException().Message.TrimEnd('.');
        return error.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when error.InnerException is AuthenticationException => new Attempt(
                null, Silence.NotTrusted, $"no trust between us and {connection}: "
                + (connection.Distrust ?? connection.FindExpired(time.GetUtcNow()) ?? $"{reason}. Check the certificate-authority, "
                + "the client certificate and tls-server-name of the kubeconfig")),
            HttpRequestError.ProxyTunnelError when connection.Proxy is { } proxy => new Attempt(
                null, Silence.NotSent, $"no connection to {connection}: the {proxy} refuses it ({reason})"),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                when connection.Proxy is { } proxy
                => new Attempt(null, Silence.NotSent, $"no connection to {connection} through the {proxy}: {reason}"),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError or HttpRequestError.VersionNegotiationError
                => new Attempt(null, Silence.NotSent, $"no connection to {connection}: {reason}"),
            _ => new Attempt(null, Silence.Broken, $"the connection to {connection} broke: {reason}"),
        };
    }

    private async Task<ApiAnswer> AnswerAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await BodyAsync(request, response, cancellation).ConfigureAwait(false);
        return new ApiAnswer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body,
            WaitOf(response.Headers.RetryAfter));
    }

    private async Task<ReadOnlyMemory<byte>> BodyAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var isError = !response.IsSuccessStatusCode;
        var limit = isError ? ErrorLimit : request.Limit;
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var hint = (int)Math.Clamp(response.Content.Headers.ContentLength + 1 ?? 0, 4096, limit);
        var buffer = new ArrayBufferWriter<byte>(hint);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(4096), cancellation).ConfigureAwait(false);
            if (read == 0) return buffer.WrittenMemory;
            buffer.Advance(read);
            if (buffer.WrittenCount <= limit) continue;
            // The beginning of an error is enough to say what it is.
            if (isError) return buffer.WrittenMemory[..limit];
            throw new ClusterException(ClusterFailure.Server, cluster,
                $"{request.What}: the answer is larger than {limit >> 20} MiB, the most that is read");
        }
    }

    private TimeSpan? WaitOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private void Record(ApiRequest request, Attempt attempt, TimeSpan duration)
    {
        var answer = attempt.Answer?.Status.ToString(CultureInfo.InvariantCulture) ?? attempt.Reason;
        RequestLog.Add(new RequestRecord(
            cluster, request.Method.Method, "/" + request.Target, answer, duration, request.IsWrite));
    }
}
