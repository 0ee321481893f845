using System.Diagnostics;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>Credential plugins are small shell scripts here.</summary>
public sealed class ExecPluginTests : IDisposable
{
    private const string Version = "client.authentication.k8s.io/v1";
    private static readonly TimeSpan Patience = new SessionOptions().PluginTimeout;
    private readonly Kubeconfigs _files = new();

    public ExecPluginTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugins of these tests are shell scripts.");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Arguments_arrive_exactly_and_the_token_is_used_until_it_expires()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json("{}");
        var plugin = Script($$"""
            printf '%s\n' "$@" >> {{Log}}
            printf '%s\n' "$COLOUR" "$KUBERNETES_EXEC_INFO" >> {{Log}}
            {{Answer("\"token\":\"tok-'$(wc -l < " + Log + " | tr -d ' ')'\",\"expirationTimestamp\":\"2030-01-01T01:00:00Z\"")}}
            """);
        var time = new InstantTime();
        using var cluster = Given.Cluster(Access(server, plugin,
            """args: ["a b", "--x=\"q\"", "$HOME", "", "back\\slash"], env: [{name: COLOUR, value: "red green"}]"""), time);

        await cluster.VersionAsync(CancellationToken.None);
        await cluster.VersionAsync(CancellationToken.None);

        Assert.Equal(
            ["a b", "--x=\"q\"", "$HOME", "", "back\\slash", "red green", $$$"""{"apiVersion":"{{{Version}}}","kind":"ExecCredential","spec":{"interactive":false}}"""],
            await File.ReadAllLinesAsync(Log));
        Assert.Equal(["Bearer tok-7", "Bearer tok-7"], server.Seen.Select(static seen => seen["Authorization"]!));
    }

    [Fact]
    public async Task A_plugin_is_run_again_when_its_token_expires_and_when_it_is_not_accepted()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json("{}");
        // The tests' clock begins in 2030: the first token has expired by then, the others never do.
        var plugin = Script($$"""
            echo x >> {{Log}}
            n=$(wc -l < {{Log}} | tr -d ' ')
            if [ $n = 1 ]; then e=',"expirationTimestamp":"2029-12-31T23:59:59Z"'; fi
            {{Answer("\"token\":\"tok-'$n'\"'$e'")}}
            """);
        using var cluster = Given.Cluster(Access(server, plugin, ""));

        await cluster.VersionAsync(CancellationToken.None);
        await cluster.VersionAsync(CancellationToken.None);
        server.Then(Reply.Failure(401, "Unauthorized", "who?"));
        await cluster.VersionAsync(CancellationToken.None);

        Assert.Equal(["Bearer tok-1", "Bearer tok-2", "Bearer tok-2", "Bearer tok-3"],
            server.Seen.Select(static seen => seen["Authorization"]!));
    }

    [Fact]
    public async Task What_a_plugin_hands_out_in_its_last_seconds_is_used_until_they_are_over()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json("{}");
        var plugin = Script($$"""
            echo x >> {{Log}}
            {{Answer("\"token\":\"t\",\"expirationTimestamp\":\"2030-01-01T00:00:10Z\"")}}
            """);
        using var cluster = Given.Cluster(Access(server, plugin, ""));

        for (var i = 0; i < 3; i++) await cluster.VersionAsync(CancellationToken.None);

        Assert.Single(await File.ReadAllLinesAsync(Log));
    }

    [Fact]
    public async Task A_plugin_may_hand_out_a_certificate()
    {
        using var authority = TestCertificates.Create();
        using var certificate = authority.Server(names: "127.0.0.1");
        var (client, key) = authority.Client("CN=from-plugin");
        await using var server = await ScriptedServer.StartAsync(certificate, asksForCertificate: true);
        server.Otherwise = _ => Reply.Json("{}");
        var answer = $$$"""{"apiVersion":"{{{Version}}}","status":{"clientCertificateData":{{{Quoted(client)}}},"clientKeyData":{{{Quoted(key)}}}}}""";
        var plugin = Script($"cat {_files.Write("answer.json", answer)}");
        var file = _files.Write("config", Kubeconfigs.One(
            $"server: '{server.Address}', certificate-authority-data: {authority.Base64}",
            $"exec: {{apiVersion: {Version}, command: {plugin}}}"));
        using var cluster = Given.Cluster(UserKubeconfig.Read([file], null, null).Access);

        await cluster.VersionAsync(CancellationToken.None);

        Assert.Equal("CN=from-plugin", server.Seen.Single().ClientCertificate);
    }

    [Fact]
    public async Task A_plugin_is_told_of_the_cluster_where_it_asks_for_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json("{}");
        var plugin = Script($$"""
            printf '%s' "$KUBERNETES_EXEC_INFO" > {{Log}}
            {{Answer("\"token\":\"t\"")}}
            """);
        var file = _files.Write("config", Kubeconfigs.One(
            $"server: '{server.Address}', certificate-authority-data: {Kubeconfigs.Base64("CA")}, tls-server-name: api, "
            + "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]",
            $"exec: {{apiVersion: {Version}, command: {plugin}, provideClusterInfo: true}}"));
        var access = UserKubeconfig.Read([file], null, null).Access;

        await access.Plugin!.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None);

        Assert.Equal(
            $$$"""{"server":"{{{server.Address}}}","tls-server-name":"api","certificate-authority-data":"{{{Kubeconfigs.Base64("CA")}}}","config":{"audience":"x"}}""",
            Given.Tree(await File.ReadAllTextAsync(Log)).GetProperty("spec").GetProperty("cluster").GetRawText());
    }

    [Fact]
    public async Task A_relative_command_lies_beside_its_kubeconfig_and_a_bare_one_in_the_path()
    {
        Script(Answer("\"token\":\"t\""), "bin/plugin");
        var relative = Plugin("command: ./bin/plugin");
        Assert.Equal("t", (await relative.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None)).Token);

        // What lies in the current folder is not in the path.
        Assert.Null(ProgramPath.Find(Path.GetFileName(typeof(ExecPluginTests).Assembly.Location)));
        Assert.NotNull(ProgramPath.Find("sh"));
        var missing = Plugin("command: no-such-plugin, installHint: Get it from the shop.");
        var error = await Given.FailsAsync(ClusterFailure.Configuration, () =>
            missing.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None));
        Assert.Contains("no-such-plugin", error.Message);
        Assert.Contains("Get it from the shop.", error.Message);
    }

    [Fact]
    public async Task A_plugin_past_its_time_is_killed_with_what_it_started()
    {
        var plugin = Plugin($"command: {Script($"echo $$ > {Log}; sleep 600 & echo $! >> {Log}; wait")}");
        var time = new InstantTime();

        var run = plugin.RunAsync("lab", Patience, time, CancellationToken.None);
        var ids = await ProcessesAsync();
        time.Expire();

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () => run);
        Assert.Contains("took longer than 120 s", error.Message);
        await AreGoneAsync(ids);
    }

    [Fact]
    public async Task The_time_limit_of_a_connection_ends_a_plugin_as_well()
    {
        await using var server = await ScriptedServer.StartAsync();
        var plugin = Script("sleep 600");
        // A short wait is over at once on this clock.
        using var cluster = Given.Cluster(
            Access(server, plugin, ""), new InstantTime(), Given.Options with { PluginTimeout = TimeSpan.FromSeconds(5) });

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Equal(
            $"lab: the credential plugin of the kubeconfig, {plugin}, took longer than 5 s and was ended; sign in with it before, or give"
            + " it more time by -TimeoutSec of Connect-DpuCluster", error.Message);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public void A_plugin_of_a_version_that_is_no_longer_used_is_not_started()
    {
        var plugin = Script($"echo x >> {Log}");
        var file = _files.Write("config", Kubeconfigs.One(
            "server: 'https://h'", $"exec: {{apiVersion: client.authentication.k8s.io/v1alpha1, command: {plugin}}}"));

        var error = Assert.Throws<ClusterException>(() => UserKubeconfig.Read([file], null, null));

        Assert.Equal(ClusterFailure.Configuration, error.Failure);
        Assert.EndsWith(
            "user \"u\": exec: apiVersion client.authentication.k8s.io/v1alpha1 is no longer used; update the plugin, and write"
            + " client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1", error.Message);
        Assert.False(File.Exists(Log));
    }

    [Fact]
    public async Task A_caller_who_stops_stops_the_plugin()
    {
        var plugin = Plugin($"command: {Script($"echo $$ > {Log}; sleep 600 & echo $! >> {Log}; wait")}");
        using var stop = new CancellationTokenSource();

        var run = plugin.RunAsync("lab", Patience, TimeProvider.System, stop.Token);
        var ids = await ProcessesAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AreGoneAsync(ids);
    }

    [Fact]
    public async Task A_plugin_that_waits_for_input_gets_none()
    {
        var plugin = Plugin($"command: {Script("read line; echo \"read: $line\" >&2; exit 3")}");

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () =>
            plugin.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None));

        Assert.Contains("ended with 3: read:", error.Message);
    }

    [Fact]
    public async Task What_a_failed_plugin_says_is_shown_without_secrets()
    {
        const string Said = "login failed for cluster prod-1 with env-secret-1 and arg-secret-2 and arg-secret-3, "
            + "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc123";
        var plugin = Plugin($"command: {Script($"echo 'stdout-secret-4'; printf '%s\\033[1m\\n' '{Said}' >&2; exit 1")}, "
            + "env: [{name: E, value: env-secret-1}], args: [get-token, --client-secret=arg-secret-2, --password, arg-secret-3]");

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () =>
            plugin.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None));

        Assert.Contains("login failed for cluster prod-1 with *** and *** and ***, token ***", error.Message);
        Assert.DoesNotContain("secret", error.ToString());
        Assert.DoesNotContain("eyJ", error.ToString());
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"planted-1\"}}", "another version")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientCertificateData\":\"planted-1\"}}", "neither a token nor")]
    [InlineData("planted-1", "neither a token nor")]
    [InlineData("", "neither a token nor")]
    public async Task What_is_no_credential_is_not_repeated(string answer, string message)
    {
        var plugin = Plugin($"command: {Script($"cat {_files.Write("answer", answer)}")}");

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () =>
            plugin.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None));

        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("planted", error.ToString());
    }

    [Fact]
    public async Task A_plugin_that_never_stops_talking_is_ended()
    {
        var plugin = Plugin($"command: {Script("yes planted-1")}");

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () =>
            plugin.RunAsync("lab", Patience, TimeProvider.System, CancellationToken.None));

        Assert.Contains("more than any credential takes", error.Message);
    }

    private string Log => Path.Combine(_files.Folder, "log");

    private static string Answer(string status) =>
        $$$"""printf '%s' '{"apiVersion":"{{{Version}}}","kind":"ExecCredential","status":{{{{status}}} }}'""";

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private string Script(string body, string name = "plugin.sh")
    {
        var file = _files.Write(name, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private ServerAccess Access(ScriptedServer server, string command, string more)
    {
        var exec = $"apiVersion: {Version}, command: {command}{(more.Length == 0 ? "" : ", " + more)}";
        var file = _files.Write("config", Kubeconfigs.One($"server: '{server.Address}'", "exec: {" + exec + "}"));
        return UserKubeconfig.Read([file], null, null).Access;
    }

    private ExecPlugin Plugin(string fields)
    {
        var file = _files.Write("config", Kubeconfigs.One(
            "server: 'https://h'", $"exec: {{apiVersion: {Version}, {fields}}}"));
        return UserKubeconfig.Read([file], null, null).Access.Plugin!;
    }

    private async Task<int[]> ProcessesAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            var lines = File.Exists(Log) ? await File.ReadAllLinesAsync(Log) : [];
            if (lines.Length == 2) return [.. lines.Select(static line => int.Parse(line, null))];
            await Task.Delay(20);
        }

        throw new InvalidOperationException("the plugin did not start");
    }

    private static async Task AreGoneAsync(int[] ids)
    {
        for (var i = 0; i < 1000 && ids.Any(IsRunning); i++) await Task.Delay(20);
        Assert.DoesNotContain(ids, IsRunning);
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            // A child that nobody waits for stays listed after its end.
            return !process.HasExited && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
