using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>The programs of a real API server, in the folder that <c>KUBEBUILDER_ASSETS</c> names.</summary>
internal static partial class KubeAssets
{
    public const string Variable = "KUBEBUILDER_ASSETS";

    private static readonly Lazy<Version> ServerVersion = new(ReadVersion);

    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Why there are no real servers; null when there are.</summary>
    public static string? Missing
    {
        get
        {
            if (Folder is not { } folder)
                return $"{Variable} is not set. Set it to a folder with etcd and kube-apiserver to run the cluster tests on real servers too.";
            if (OperatingSystem.IsWindows()) return "Real servers are started through sh, which Windows has not.";
            string[] missing = [.. ((string[])["etcd", "kube-apiserver"]).Where(name => !File.Exists(Path.Combine(folder, name)))];
            return missing.Length == 0 ? null : $"{Variable} is {folder}, where {string.Join(" and ", missing)} can't be found.";
        }
    }

    public static string Etcd => Path.Combine(Folder!, "etcd");

    public static string ApiServer => Path.Combine(Folder!, "kube-apiserver");

    /// <summary>Version of the API server.</summary>
    public static Version Version => ServerVersion.Value;

    /// <summary>Whether the server may take an empty text in a custom object for a null, and refuse it: those before 1.25
    /// do when they are built with a newer Go than they were written for.</summary>
    public static bool TakesZeroForNull => Version < new Version(1, 25);

    private static Version ReadVersion()
    {
        using var process = Process.Start(new ProcessStartInfo(ApiServer, "--version") { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var match = Numbers().Match(text);
        return match.Success
            ? Version.Parse(match.Value)
            : throw new InvalidOperationException($"{ApiServer} --version says \"{text.Trim()}\", which names no version.");
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Numbers();
}
