using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>A program that a user's own kubeconfig names to get credentials from.</summary>
/// <remarks>
/// It is run without a terminal and without a shell, its arguments exactly as they stand in the file. It is run once for
/// as long as its credentials hold, and killed, with whatever it started, when it takes too long.
/// </remarks>
internal sealed class ExecPlugin
{
    private const string Stable = "client.authentication.k8s.io/v1";
    private const string Beta = "client.authentication.k8s.io/v1beta1";
    private const string Alpha = "client.authentication.k8s.io/v1alpha1";
    private const int OutputLimit = 1 << 20;

    private readonly string _place;
    private readonly string _command;
    private readonly string _apiVersion;
    private readonly string? _hint;
    private readonly string _info;
    private readonly IReadOnlyList<string> _arguments;
    private readonly List<KeyValuePair<string, string>> _environment = [];

    private ExecPlugin(KubeconfigFields exec, KubeconfigEntry entry, string info, string apiVersion)
    {
        _place = "the credential plugin of the kubeconfig";
        _info = info;
        _apiVersion = apiVersion;
        _hint = exec.Text("installHint");
        _arguments = exec.Texts("args");
        var command = exec.Text("command") ?? throw exec.Wrong("command is missing");
        // As for kubectl: a path is relative to the kubeconfig, a bare name is looked for in PATH.
        _command = command.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0 ? entry.FullPath(command) : command;
        foreach (var variable in exec.Items("env"))
        {
            var name = variable.Text("name") ?? throw variable.Wrong("name is missing");
            _environment.Add(new(name, variable.Text("value") ?? ""));
        }
    }

    /// <summary>The plugin of a user; null when it has none.</summary>
    /// <exception cref="ClusterException">It is malformed, or needs a terminal.</exception>
    public static ExecPlugin? Of(
        KubeconfigFields user, KubeconfigEntry entry, KubeconfigFields cluster, Uri server, string? authority)
    {
        if (user.Part("exec") is not { } exec) return null;
        var version = exec.Text("apiVersion");
        if (version == Alpha)
            throw exec.Wrong($"apiVersion {Alpha} is no longer used; update the plugin, and write {Stable} or {Beta}");
        if (version is not (Stable or Beta)) throw exec.Wrong($"apiVersion must be {Stable} or {Beta}");
        if (exec.Text("interactiveMode") == "Always")
        {
            throw exec.Wrong(
                "interactiveMode is Always, but there is no terminal to give it; use IfAvailable, or sign in before");
        }

        var info = ExecInfo.Write(version, exec.Flag("provideClusterInfo") ? cluster : null, server, authority);
        return new ExecPlugin(exec, entry, info, version);
    }

    /// <summary>Runs it and takes what it hands out.</summary>
    /// <param name="cluster">How messages name the cluster.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ClusterException">It is not there, fails, takes too long, or hands out nothing usable.</exception>
    public async Task<ExecCredential> RunAsync(
        string cluster, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        if (Plugins.AreForbidden)
            throw new ClusterException(ClusterFailure.Unauthorized, cluster, $"{_place} would have to be run, and may not be here");
        using var process = new Process { StartInfo = StartInfo(cluster) };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            throw NotFound(cluster);
        }

        using var limit = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput.BaseStream, stop);
            var errors = ReadAsync(process.StandardError.BaseStream, stop);
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            var said = Encoding.UTF8.GetString(await errors.ConfigureAwait(false));
            if (process.ExitCode != 0)
            {
                throw Failed(cluster, $"ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}"
                    + PluginMessage.Of(said, _environment, _arguments));
            }

            return CredentialOf(cluster, await output.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Failed(cluster, limit.IsCancellationRequested
                ? $"took longer than {patience.TotalSeconds:0} s and was ended; sign in with it before, or give it more time by"
                    + " -TimeoutSec of Connect-DpuCluster"
                : "wrote more than any credential takes and was ended");
        }
        catch (IOException)
        {
            throw Failed(cluster, "can't be read from");
        }
        finally
        {
            Kill(process);
        }
    }

    private ProcessStartInfo StartInfo(string cluster)
    {
        var start = new ProcessStartInfo
        {
            FileName = ProgramPath.Find(_command) ?? throw NotFound(cluster),
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in _arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = _info;
        return start;
    }

    private ExecCredential CredentialOf(string cluster, byte[] output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var root = document.RootElement;
            if (ApiDocuments.Text(root, "apiVersion") != _apiVersion)
                throw Failed(cluster, $"answered in another version than {_apiVersion}, which the kubeconfig says");
            var status = ApiDocuments.Field(root, "status");
            var credential = new ExecCredential
            {
                Token = ApiDocuments.Text(status, "token"),
                ClientCertificate = ApiDocuments.Text(status, "clientCertificateData"),
                ClientKey = ApiDocuments.Text(status, "clientKeyData"),
                Expires = ApiDocuments.Field(status, "expirationTimestamp") is { ValueKind: JsonValueKind.String } expires
                    && expires.TryGetDateTimeOffset(out var until) ? until : null,
            };
            if (credential.Token is { Length: > 0 } || credential is { ClientCertificate: not null, ClientKey: not null })
                return credential;
        }
        catch (JsonException)
        {
            // Said below, without what it wrote: that may be the credential.
        }

        throw Failed(cluster, "handed out neither a token nor a certificate with its key");
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationTokenSource stop)
    {
        using var all = new MemoryStream();
        var block = new byte[4096];
        int read;
        while ((read = await stream.ReadAsync(block, stop.Token).ConfigureAwait(false)) > 0)
        {
            all.Write(block, 0, read);
            if (all.Length > OutputLimit) await stop.CancelAsync().ConfigureAwait(false);
        }

        return all.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private ClusterException NotFound(string cluster) => new(ClusterFailure.Configuration, cluster,
        $"{_place}, {_command}, can't be started{(_hint is null ? "; install it, or correct PATH" : $": {_hint}")}");

    private ClusterException Failed(string cluster, string message) =>
        new(ClusterFailure.Unauthorized, cluster, $"{_place}, {_command}, {message}");
}
