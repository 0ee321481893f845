using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Writes answers to the wire, as slowly or as wrongly as a fault wants it.</summary>
internal static class AnswerWriter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, Answer answer, Fault? fault)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var path in answer.Warnings)
            context.Response.Headers.Append("Warning", $"299 - \"unknown field \\\"{path}\\\"\"");
        if (fault?.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (answer.Events is { } events)
        {
            await WriteEventsAsync(context, events, fault);
            return;
        }

        var (type, text) = fault?.Foreign
            ?? (answer.Text is null ? ("application/json", answer.Body!.ToJsonString(Plain)) : ("text/plain", answer.Text));
        context.Response.ContentType = type;
        await WriteAsync(context, Encoding.UTF8.GetBytes(text), fault);
    }

    private static async Task WriteEventsAsync(HttpContext context, WatchStream events, Fault? fault)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        // The caller hears at once that the watch has begun.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var left = fault?.CutAfterEvents ?? int.MaxValue;
        if (left == 0) context.Abort();
        await foreach (var item in events.ReadAsync(context.RequestAborted))
        {
            await WriteAsync(context, Encoding.UTF8.GetBytes(item.ToJsonString(Plain) + "\n"), fault);
            if (--left == 0) context.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext context, byte[] bytes, Fault? fault)
    {
        var size = fault?.Slow?.Bytes ?? Math.Max(bytes.Length, 1);
        for (var at = 0; at < bytes.Length; at += size)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (fault?.Slow is { } slow) await Task.Delay(slow.Pause, context.RequestAborted);
        }
    }
}
