using System.Diagnostics;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>kubectl on one server, as its administrator.</summary>
internal sealed class Kubectl : IDisposable
{
    private static readonly string? Program = Find();
    private readonly string _kubeconfig = Path.GetTempFileName();

    public Kubectl(ITestServer server) => File.WriteAllText(_kubeconfig, KubeconfigText.Of(server, server.Admin));

    /// <summary>Why kubectl can't be asked; null when it can.</summary>
    public static string? Missing => KubeAssets.Missing ?? (Program is null
        ? "kubectl is neither on the PATH nor beside the real API server; install it to compare with what it says."
        : null);

    /// <summary>What it wrote to its standard output, if it ended well.</summary>
    public async Task<string> RunAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program!, [$"--kubeconfig={_kubeconfig}", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(stop);
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await error}{await output}");
        return await output;
    }

    public void Dispose() => File.Delete(_kubeconfig);

    private static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(KubeAssets.Folder is { } beside ? [beside] : []).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
