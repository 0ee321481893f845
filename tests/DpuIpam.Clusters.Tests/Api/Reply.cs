using System.Text;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Api;

/// <summary>What a scripted server answers.</summary>
internal sealed class Reply(Func<HttpContext, Task> write)
{
    public Task WriteAsync(HttpContext context) => write(context);

    public static Reply Of(int status, string? contentType, string body, params (string Name, string Value)[] headers) =>
        new(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            foreach (var (name, value) in headers) context.Response.Headers[name] = value;
            await context.Response.WriteAsync(body);
        });

    public static Reply Json(string body, int status = 200) => Of(status, "application/json", body);

    /// <summary>A Status object, as API servers answer errors.</summary>
    public static Reply Failure(int code, string reason, string message, string details = "{}", string? retryAfter = null) =>
        Of(code, "application/json",
            $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","message":"{{message.Replace("\"", "\\\"", StringComparison.Ordinal)}}","details":{{details}},"code":{{code}}}""",
            retryAfter is null ? [] : [("Retry-After", retryAfter)]);

    /// <summary>The connection breaks before anything is answered.</summary>
    public static Reply Cut() => new(static context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>The connection breaks in the middle of the body.</summary>
    public static Reply CutAfter(string beginning) => new(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(beginning);
        await context.Response.Body.FlushAsync();
        context.Abort();
    });

    /// <summary>Nothing comes until the caller gives up.</summary>
    public static Reply Hang() => new(static context => HoldAsync(context));

    /// <summary>Headers and a beginning come, and then nothing more.</summary>
    public static Reply HangAfter(string beginning) => new(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(beginning);
        await context.Response.Body.FlushAsync();
        await HoldAsync(context);
    });

    /// <summary>The body comes byte by byte.</summary>
    public static Reply Trickle(string body) => new(async context =>
    {
        context.Response.ContentType = "application/json";
        foreach (var one in Encoding.UTF8.GetBytes(body))
        {
            await context.Response.Body.WriteAsync(new[] { one });
            await context.Response.Body.FlushAsync();
        }
    });

    private static async Task HoldAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
