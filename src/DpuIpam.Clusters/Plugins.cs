namespace DpuIpam.Clusters;

/// <summary>Whether the current flow of calls may start credential plugins of a kubeconfig.</summary>
/// <remarks>Completion may not: a plugin can open a browser, or ask on the terminal that the user is typing in.</remarks>
internal static class Plugins
{
    private static readonly AsyncLocal<bool> Forbidden = new();

    /// <summary>Whether none may be started; a request that needs one fails.</summary>
    public static bool AreForbidden => Forbidden.Value;

    /// <summary>Forbids them for what the caller calls from now on, and what that starts.</summary>
    public static void Forbid() => Forbidden.Value = true;
}
