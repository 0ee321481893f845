using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

/// <summary>What goes wrong with a request, or happens beside it.</summary>
internal sealed record Fault
{
    /// <summary>Runs before the request is served: somebody else writes in between.</summary>
    public Func<Task>? Before { get; init; }

    /// <summary>Runs when the request was served, before its answer goes out.</summary>
    public Func<Task>? After { get; init; }

    /// <summary>The answer instead of serving the request.</summary>
    public Refusal? Answer { get; init; }

    /// <summary>Header of that answer, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The connection is cut before anything was done.</summary>
    public bool IsCutBefore { get; init; }

    /// <summary>The connection is cut when all was done, before the answer.</summary>
    public bool IsCutAfter { get; init; }

    /// <summary>No answer, for as long as the caller waits.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Another body than the real one, and its type.</summary>
    public (string ContentType, string Body)? Foreign { get; init; }

    /// <summary>A pause after each piece of this many bytes.</summary>
    public (int Bytes, TimeSpan Pause)? Slow { get; init; }

    /// <summary>A redirect to somewhere else.</summary>
    public string? Location { get; init; }

    /// <summary>A watch is cut after this many events.</summary>
    public int? CutAfterEvents { get; init; }

    public static Fault Of(int code, string reason, string message = "as the test wants it", int? retryAfter = null) =>
        new() { Answer = new Refusal(code, reason, message), RetryAfter = retryAfter };

    /// <summary>Another manager owns fields that the request wants to change.</summary>
    public static Fault FieldConflict(string manager, params string[] fields)
    {
        var causes = fields.Select(field => new Cause("FieldManagerConflict", $"conflict with \"{manager}\"", field));
        return new()
        {
            Answer = new Refusal(
                409, "Conflict", $"Apply failed with {fields.Length} conflicts: conflicts with \"{manager}\":\n- {string.Join("\n- ", fields)}",
                new JsonObject { ["causes"] = Refusal.Of(causes) }),
        };
    }

    public static Fault TooMany(int retryAfter) => Of(429, "TooManyRequests", "too many requests", retryAfter);

    public static Fault Unavailable(int? retryAfter = null) => Of(503, "ServiceUnavailable", "not ready", retryAfter);

    public static Fault ServerError => Of(500, "InternalError", "etcdserver: leader changed");

    public static Fault Expired => Of(410, "Expired", "The provided continue parameter is too old");

    public static Fault CutBefore => new() { IsCutBefore = true };

    public static Fault CutAfter => new() { IsCutAfter = true };

    public static Fault Silence => new() { IsSilent = true };

    public static Fault Meanwhile(Func<Task> write) => new() { Before = write };

    public static Fault WebPage => new() { Foreign = ("text/html", "<html><body>Sign in</body></html>") };
}
