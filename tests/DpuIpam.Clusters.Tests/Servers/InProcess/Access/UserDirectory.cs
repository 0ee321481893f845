using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using DpuIpam.Clusters.Tests.Servers.Http;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Access;

/// <summary>Who may call the server, by token or client certificate, and what for.</summary>
internal sealed class UserDirectory
{
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AllowedAction[]?> _rights = new(StringComparer.Ordinal);

    /// <summary>Lets a user in, by a new token where there is one already.</summary>
    /// <param name="user">The user.</param>
    /// <param name="rights">What the user may do; null for everything.</param>
    public void Add(TestUser user, params AllowedAction[]? rights)
    {
        _tokens[user.Token] = user.Name;
        _rights[user.Name] = rights;
    }

    /// <summary>Forgets a token: its next use is unauthorized.</summary>
    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    /// <summary>The caller's name; null for one that is not known.</summary>
    public async Task<string?> WhoAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.Ordinal)) return _tokens.GetValueOrDefault(header["Bearer ".Length..]);
        if (await context.Connection.GetClientCertificateAsync() is not { } certificate) return null;
        var name = certificate.GetNameInfo(X509NameType.SimpleName, false);
        return _rights.ContainsKey(name) ? name : null;
    }

    public bool Allows(string user, string verb, string resource, string @namespace, string name) =>
        _rights.TryGetValue(user, out var rights)
        && (rights is null || rights.Any(right => right.Allows(verb, resource, @namespace, name)));
}
