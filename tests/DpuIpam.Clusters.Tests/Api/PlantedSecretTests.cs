using System.Collections.Concurrent;
using System.Text.Json;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>Credentials are planted everywhere, and nowhere may they come out.</summary>
public sealed class PlantedSecretTests
{
    private const string Token = "planted-token-93ab";
    private const string Password = "planted-password-17cd";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task A_server_that_repeats_the_headers_is_not_repeated(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request =>
        {
            var said = $"you sent {request["Authorization"]}";
            if (said.Contains("Basic", StringComparison.Ordinal)) said += $", which is me:{Password}";
            return status is 409 or 422
                ? Reply.Failure(status, "", said, $$"""{"causes":[{"message":"{{said}}","field":"f"}]}""")
                : Reply.Of(status, "text/html", $"<html> {said}");
        };
        using var byToken = Given.Cluster(new ServerAccess { Server = server.Address, Token = Token });
        using var byPassword = Given.Cluster(new ServerAccess { Server = server.Address, UserName = "me", Password = Password });
        var heard = new ConcurrentQueue<string>();
        RequestLog.Listen(record => heard.Enqueue(record + record.ToString()));

        foreach (var cluster in new[] { byToken, byPassword })
        {
            foreach (var act in new Func<Task>[]
            {
                () => cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None),
                () => cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None),
                () => cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None),
            })
            {
                var error = await Assert.ThrowsAsync<ClusterException>(act);
                Clean(error.ToString());
                Clean(error.Message);
                foreach (var detail in error.Details) Clean(detail);
            }
        }

        Assert.NotEmpty(heard);
        foreach (var line in heard) Clean(line);
    }

    [Theory]
    [InlineData(200, "text/html", "{0}")]
    [InlineData(500, "application/json", "[{0}")]
    [InlineData(500, "application/json", """{"kind":"Status","message":"{0}","code":500}""")]
    [InlineData(422, "application/json", """{"kind":"Status","message":"m","code":422,"details":{"causes":[{"message":"{0}","field":"{0}"}]}}""")]
    [InlineData(409, "application/json", """{"kind":"Status","code":409,"details":{"causes":[{"reason":"FieldManagerConflict","message":"{0}","field":"f"}]}}""")]
    public async Task A_secret_is_not_shown_in_part_where_a_long_text_is_cut(int status, string type, string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(new ServerAccess { Server = server.Address, Token = Token });
        foreach (var length in Enumerable.Range(150, 60).Concat(Enumerable.Range(940, 70)))
        {
            var text = body.Replace("{0}", new string('x', length) + Token, StringComparison.Ordinal);
            server.Otherwise = _ => Reply.Of(status, type, text);
            var error = await Assert.ThrowsAsync<ClusterException>(() =>
                cluster.MergeAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree("{}"), ObjectPart.Object, true, CancellationToken.None));
            Assert.DoesNotContain(Token[..4], error + string.Concat(error.Details), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_holds_secrets_prints_none()
    {
        var access = new ServerAccess
        {
            Server = new Uri("https://h"), Token = Token, Password = Password, ClientKey = Token, ClientCertificate = Token,
            Impersonation = new Impersonation { User = "u" },
        };
        var credential = new ExecCredential { Token = Token, ClientKey = Token };
        var entry = new KubeconfigEntry(JsonDocument.Parse($$"""{"token":"{{Token}}"}""").RootElement, null);
        var fields = new KubeconfigFields(entry.Value, "place", "cluster");

        foreach (object one in new object[] { access, credential, entry, fields }) Clean($"{one}");
    }

    [Theory]
    [InlineData("token: planted-token-93ab, tokenFile: [planted-password-17cd]")]
    [InlineData("token: [planted-token-93ab]")]
    [InlineData("token: {planted-token-93ab: planted-password-17cd}")]
    [InlineData("token: 'planted-token-93ab', client-key-data: '*planted-password-17cd'")]
    [InlineData("password: *planted-password-17cd")]
    [InlineData("password: !planted-password-17cd x")]
    [InlineData("password: 'planted-password-17cd")]
    [InlineData("password: \"\\planted-password-17cd\"")]
    [InlineData("password: planted-password-17cd: x")]
    [InlineData("token: a, token: planted-token-93ab")]
    [InlineData("as-user-extra: planted-token-93ab")]
    [InlineData("exec: planted-token-93ab")]
    [InlineData("auth-provider: {name: planted-token-93ab}")]
    public void A_malformed_kubeconfig_is_not_repeated(string user)
    {
        using var files = new Kubeconfigs();
        var text = Kubeconfigs.One("server: 'https://h'", user);

        Check(() => UserKubeconfig.Read([files.Write("config", text)], null, null));
        Check(() => SecretKubeconfig.Read(text, "Secret ns/s", "ns/dpu"));

        static void Check(Func<object> read)
        {
            var error = Record.Exception(read);
            // Some of these are fine for one of the two readers.
            if (error is null) return;
            Assert.IsType<ClusterException>(error);
            Clean(error.ToString());
        }
    }

    private static void Clean(string text)
    {
        Assert.DoesNotContain(Token, text);
        Assert.DoesNotContain(Password, text);
        Assert.DoesNotContain(Kubeconfigs.Base64("me:" + Password), text);
    }
}
