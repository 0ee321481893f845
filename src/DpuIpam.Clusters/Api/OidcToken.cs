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
        if (token is null || JsonWebToken.ExpiryOf(token) <= TimeProvider.System.GetUtcNow())
            throw provider.Wrong("the id-token is missing or has expired; let kubectl renew it (kubectl get --raw /version)");
        return token;
    }
}
