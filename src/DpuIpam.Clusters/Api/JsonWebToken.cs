using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Reads what a token says of itself. Nothing is proven by it: that is the server's business.</summary>
internal static class JsonWebToken
{
    /// <summary>Until when a token holds; null where it does not say, or is of another kind.</summary>
    public static DateTimeOffset? ExpiryOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            var base64 = parts[1].Replace('-', '+').Replace('_', '/');
            base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(base64));
            return claims.RootElement.TryGetProperty("exp", out var expires) && expires.TryGetInt64(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            // The server will say what is wrong with it.
            return null;
        }
    }
}
