using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>The token of a user with the auth-provider <c>oidc</c>.</summary>
/// <remarks>
/// It is used while it holds, and never refreshed: an issuer may take back the refresh token with its first use, and as
/// the kubeconfig is never written, kubectl would be left with one that no longer works.
/// </remarks>
internal static class OidcToken
{
    /// <summary>The token; null without an auth-provider.</summary>
    /// <exception cref="ClusterException">There is none, or it comes from a provider that even kubectl gave up.</exception>
    public static string? Of(KubeconfigFields user)
    {
        if (user.Part("auth-provider") is not { } provider) return null;
        if (provider.Text("name") != "oidc")
            throw provider.Wrong("only oidc is known; kubectl gave up the others for exec plugins such as kubelogin");
        var token = provider.Part("config")?.Text("id-token");
        if (token is null || HasExpired(token))
            throw provider.Wrong("the id-token is missing or has expired; let kubectl renew it (kubectl get --raw /version)");
        return token;
    }

    private static bool HasExpired(string token)
    {
        try
        {
            var parts = token.Split('.');
            if (parts.Length != 3) return false;
            var base64 = parts[1].Replace('-', '+').Replace('_', '/');
            base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(base64));
            return claims.RootElement.TryGetProperty("exp", out var expires) && expires.TryGetInt64(out var seconds)
                && DateTimeOffset.FromUnixTimeSeconds(seconds) <= TimeProvider.System.GetUtcNow();
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            // The server will say what is wrong with it.
            return false;
        }
    }
}
