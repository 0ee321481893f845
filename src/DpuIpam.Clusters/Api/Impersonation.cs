namespace DpuIpam.Clusters.Api;

/// <summary>Whom a user's own kubeconfig says to act as.</summary>
internal sealed class Impersonation
{
    public string? User { get; init; }

    public string? Uid { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Further facts about the user, several values each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>Adds the headers in which the API server expects them.</summary>
    public void AddTo(HttpRequestMessage request)
    {
        if (User is not null) request.Headers.TryAddWithoutValidation("Impersonate-User", User);
        if (Uid is not null) request.Headers.TryAddWithoutValidation("Impersonate-Uid", Uid);
        foreach (var group in Groups) request.Headers.TryAddWithoutValidation("Impersonate-Group", group);
        foreach (var (name, value) in Extra)
            request.Headers.TryAddWithoutValidation("Impersonate-Extra-" + Uri.EscapeDataString(name), value);
    }
}
