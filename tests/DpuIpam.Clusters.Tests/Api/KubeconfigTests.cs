using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class KubeconfigTests : IDisposable
{
    private readonly Kubeconfigs _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Everything_of_the_users_own_file_is_taken()
    {
        _files.Write("certs/ca.crt", "CA");
        _files.Write("certs/me.crt", "CERT");
        _files.Write("certs/me.key", "KEY");
        var file = _files.Write("config", Kubeconfigs.One(
            "server: 'https://10.0.0.1:6443/k8s', certificate-authority: certs/ca.crt, tls-server-name: api, "
            + "insecure-skip-tls-verify: false, proxy-url: 'socks5://proxy:1080'",
            "client-certificate: certs/me.crt, client-key: certs/me.key, tokenFile: certs/token, username: me, password: pw, "
            + "as: boss, as-uid: '1', as-groups: [a, b], as-user-extra: {scopes: [x, 'y']}"));

        var (context, access) = UserKubeconfig.Read([file], null, null);

        Assert.Equal("lab", context);
        Assert.Equal("https://10.0.0.1:6443/k8s", access.Server.AbsoluteUri);
        Assert.Equal(("CA", "CERT", "KEY"), (access.CertificateAuthority, access.ClientCertificate, access.ClientKey));
        Assert.Equal(Path.Combine(_files.Folder, "certs", "token"), access.TokenFile);
        Assert.Equal(("api", "me", "pw"), (access.TlsServerName, access.UserName, access.Password));
        Assert.False(access.SkipsTlsVerification);
        Assert.Equal("socks5://proxy:1080/", access.Proxy!.AbsoluteUri);
        Assert.Equal(("boss", "1"), (access.Impersonation!.User, access.Impersonation.Uid));
        Assert.Equal(["a", "b"], access.Impersonation.Groups);
        Assert.Equal([new("scopes", "x"), new("scopes", "y")], access.Impersonation.Extra);
    }

    [Fact]
    public void Embedded_data_goes_before_files()
    {
        var file = _files.Write("config", Kubeconfigs.One(
            $"server: 'https://h', certificate-authority: nowhere, certificate-authority-data: {Kubeconfigs.Base64("CA")}",
            $"client-certificate: nowhere, client-certificate-data: {Kubeconfigs.Base64("CERT")}, "
            + $"client-key: nowhere, client-key-data: {Kubeconfigs.Base64("KEY")}, token: tok"));

        var (_, access) = UserKubeconfig.Read([file], null, null);

        Assert.Equal(("CA", "CERT", "KEY", "tok"),
            (access.CertificateAuthority, access.ClientCertificate, access.ClientKey, access.Token));
    }

    [Fact]
    public void Json_is_read_as_well()
    {
        var file = _files.Write("config.json", """
            {"kind":"Config","current-context":"a","clusters":[{"name":"c","cluster":{"server":"https://h"}}],
             "users":[],"contexts":[{"name":"a","context":{"cluster":"c"}}]}
            """);

        Assert.Equal("https://h/", UserKubeconfig.Read([file], null, null).Access.Server.AbsoluteUri);
    }

    [Fact]
    public void Of_several_files_the_first_wins_entry_by_entry()
    {
        var first = _files.Write("first", """
            clusters: [{name: c, cluster: {server: "https://first"}}]
            contexts: [{name: a, context: {cluster: c, user: u}}]
            """);
        var second = _files.Write("deep/second", """
            current-context: b
            clusters: [{name: c, cluster: {server: "https://second"}}, {name: d, cluster: {server: "https://d"}}]
            users: [{name: u, user: {tokenFile: token}}]
            contexts: [{name: b, context: {cluster: d, user: u}}, {name: a, context: {cluster: d}}]
            """);
        var third = _files.Write("third", "current-context: c");
        var list = string.Join(Path.PathSeparator, first, "", second, Path.Combine(_files.Folder, "missing"), first, third);

        var config = KubeconfigFile.Read(null, name => name == "KUBECONFIG" ? list : null, "/nowhere");

        Assert.Equal("b", config.CurrentContext);
        Assert.Equal(["a", "b"], config.ContextNames);
        Assert.Equal("https://first/", UserKubeconfig.AccessOf(config, "a", "x").Server.AbsoluteUri);
        // A path is relative to the file that it stands in.
        Assert.Equal(
            Path.Combine(_files.Folder, "deep", "token"), UserKubeconfig.AccessOf(config, "a", "x").TokenFile);
    }

    [Fact]
    public void Without_the_variable_the_file_in_the_home_folder_is_read()
    {
        _files.Write(Path.Combine(".kube", "config"), Kubeconfigs.One("server: 'https://home'", ""));

        Assert.Equal("lab", KubeconfigFile.Read(null, _ => null, _files.Folder).CurrentContext);
    }

    [Fact]
    public void With_the_variable_it_is_not()
    {
        _files.Write(Path.Combine(".kube", "config"), Kubeconfigs.One("server: 'https://home'", ""));
        var missing = Path.Combine(_files.Folder, "missing");

        var error = Fails(() => KubeconfigFile.Read(null, _ => missing, _files.Folder));

        Assert.Contains(missing, error.Message);
        Assert.Contains("KUBECONFIG", error.Message);
    }

    [Fact]
    public void Without_any_file_the_error_says_what_was_looked_at_and_what_to_do()
    {
        var error = Fails(() => KubeconfigFile.Read(null, _ => null, _files.Folder));

        Assert.Contains(Path.Combine(_files.Folder, ".kube", "config"), error.Message);
        Assert.Contains("-InCluster", error.Message);
        Assert.Contains("KUBECONFIG", error.Message);
        Assert.DoesNotContain("localhost", error.Message);
    }

    [Fact]
    public void A_file_that_is_named_must_be_there()
    {
        var error = Fails(() => KubeconfigFile.Read([Path.Combine(_files.Folder, "no")], _ => null, _files.Folder));
        Assert.Contains("there is no file", error.Message);

        error = Fails(() => KubeconfigFile.Read([_files.Folder], _ => null, _files.Folder));
        Assert.Equal($"kubeconfig: {_files.Folder} is a folder, not a kubeconfig file", error.Message);
        // Also where kubectl would pass over a file that is not there.
        error = Fails(() => KubeconfigFile.Read(null, _ => _files.Folder, "/nowhere"));
        Assert.Equal($"kubeconfig: {_files.Folder} is a folder, not a kubeconfig file", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n  \n# nothing yet\n")]
    [InlineData("---\n")]
    public void An_empty_file_is_said_to_be_empty(string text)
    {
        var file = _files.Write("config", text);

        var error = Fails(() => UserKubeconfig.Read([file], "lab", null));
        Assert.Equal($"kubeconfig: {file} is empty: there is no cluster to connect to in it", error.Message);

        // Beside one that is not, it is no matter.
        var other = _files.Write("other", Kubeconfigs.One("server: 'https://h'", ""));
        Assert.Equal("lab", UserKubeconfig.Read([file, other], null, null).Context);
    }

    [Fact]
    public void What_has_no_name_is_meant_where_none_is_named()
    {
        var file = _files.Write("config", """
            clusters: [{cluster: {server: "https://h"}}, {name: c, cluster: {server: "https://c"}}]
            users: [{user: {token: tok}}]
            contexts: [{context: {}}, {name: a, context: {cluster: c}}]
            """);

        var (context, access) = UserKubeconfig.Read([file], null, null);
        Assert.Equal(("", "https://h/", "tok"), (context, access.Server.AbsoluteUri, access.Token));
        Assert.Equal("https://c/", UserKubeconfig.Read([file], "a", null).Access.Server.AbsoluteUri);
        Assert.Equal(["a"], KubeconfigFile.ContextNames([file]));
    }

    [Theory]
    [InlineData("10.0.0.1:6443", "http://10.0.0.1:6443/")]
    [InlineData("api.lab:6443", "http://api.lab:6443/")]
    [InlineData("api.lab", "http://api.lab/")]
    [InlineData("localhost:8080/", "http://localhost:8080/")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    public void A_host_alone_is_spoken_to_in_plain_http_and_shown_no_credentials(string server, string address)
    {
        var file = _files.Write("config", Kubeconfigs.One(
            $"server: '{server}', certificate-authority-data: {Kubeconfigs.Base64("CA")}",
            "token: tok, username: me, password: pw, exec: {apiVersion: client.authentication.k8s.io/v1, command: x}"));

        var access = UserKubeconfig.Read([file], null, null).Access;

        Assert.Equal(address, access.Server.AbsoluteUri);
        Assert.Equal((null, null, null, null), (access.Token, access.Password, access.Plugin, access.CertificateAuthority));
    }

    [Fact]
    public void Only_a_server_that_proves_nothing_needs_no_authority()
    {
        var file = _files.Write("config", Kubeconfigs.One("server: 'https://h', insecure-skip-tls-verify: true", "token: tok"));
        Assert.True(UserKubeconfig.Read([file], null, null).Access.SkipsTlsVerification);

        // kubectl looks at neither in plain http.
        file = _files.Write("config", Kubeconfigs.One(
            $"server: 'http://h', insecure-skip-tls-verify: true, certificate-authority-data: {Kubeconfigs.Base64("CA")}", ""));
        Assert.Equal("http://h/", UserKubeconfig.Read([file], null, null).Access.Server.AbsoluteUri);

        _files.Write("ca.crt", "CA");
        file = _files.Write("config", Kubeconfigs.One("server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: ca.crt", ""));
        Assert.Contains("exclude each other", Fails(() => UserKubeconfig.Read([file], null, null)).Message);
    }

    [Fact]
    public void Names_are_told_apart_by_case()
    {
        var file = _files.Write("config", """
            current-context: LAB
            clusters: [{name: C, cluster: {server: "https://upper"}}, {name: c, cluster: {server: "https://lower"}}]
            contexts: [{name: lab, context: {cluster: c}}, {name: Lab, context: {cluster: C}}]
            """);

        Assert.Equal("https://lower/", UserKubeconfig.Read([file], "lab", null).Access.Server.AbsoluteUri);
        Assert.Equal("https://upper/", UserKubeconfig.Read([file], "Lab", null).Access.Server.AbsoluteUri);
        var error = Fails(() => UserKubeconfig.Read([file], null, null));
        Assert.Contains("no context \"LAB\"; it has: lab, Lab", error.Message);
    }

    [Fact]
    public void Without_a_current_context_the_choice_is_shown()
    {
        var file = _files.Write("config", "contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: c}}]");

        Assert.Contains("-Context one of: a, b", Fails(() => UserKubeconfig.Read([file], null, null)).Message);
    }

    [Theory]
    [InlineData("clusters: []\ncontexts: [{name: lab, context: {cluster: c}}]", "its cluster \"c\" is not there")]
    [InlineData("contexts: [{name: lab, context: {user: u}}]", "cluster is missing")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://h'}}]\ncontexts: [{name: lab, context: {cluster: c, user: u}}]", "its user \"u\" is not there")]
    [InlineData("clusters: [{name: c, cluster: {}}]\ncontexts: [{name: lab, context: {cluster: c}}]", "server is missing")]
    [InlineData("clusters: [{name: c, cluster: {server: 'h:6443/k8s'}}]\ncontexts: [{name: lab, context: {cluster: c}}]", "server is no address")]
    [InlineData("clusters: [{name: c, cluster: {server: 'h:port'}}]\ncontexts: [{name: lab, context: {cluster: c}}]", "server is no address")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://u:pw@h'}}]\ncontexts: [{name: lab, context: {cluster: c}}]", "must not hold a user name")]
    [InlineData("clusters: [{name: c, cluster: {server: 5}}]\ncontexts: [{name: lab, context: {cluster: c}}]", "server must be a text")]
    [InlineData("clusters: [{name: c}, {name: c}]", "clusters has the name \"c\" twice")]
    [InlineData("clusters: [{cluster: {}}, {cluster: {}}]", "clusters has the name \"\" twice")]
    [InlineData("clusters: [{cluster: {server: 'https://h'}}]", "has no context \"lab\"; it has: none")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://h', insecure-skip-tls-verify: true, certificate-authority-data: QUJD}}]\ncontexts: [{name: lab, context: {cluster: c}}]",
        "cluster \"c\": insecure-skip-tls-verify and a certificate authority exclude each other")]
    [InlineData("clusters: {}", "clusters must be a list")]
    [InlineData("kind: Pod", "its kind is not Config")]
    [InlineData("a: [", "can't be read at line")]
    [InlineData("a: 1\n---\nb: 2", "more than one document")]
    public void What_is_wrong_with_a_file_is_said_with_file_and_field(string text, string message)
    {
        var file = _files.Write("config", text);

        var error = Fails(() => UserKubeconfig.Read([file], "lab", null));

        Assert.Contains(message, error.Message);
        Assert.Contains(file, error.Message);
    }

    [Theory]
    [InlineData("client-certificate-data: '!!!'", "client-certificate-data is not base64")]
    [InlineData("client-key: missing.key", "missing.key can't be read: it is not there")]
    [InlineData("client-key: .", "can't be read: it is a folder")]
    [InlineData("as-groups: [a]", "as is missing")]
    [InlineData("auth-provider: {name: gcp}", "kubectl gave up the others")]
    [InlineData("auth-provider: {name: oidc, config: {id-token: a.eyJleHAiOjE2MDAwMDAwMDB9.c}}", "has expired")]
    [InlineData("exec: {command: x}", "apiVersion must be")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v2, command: x}", "apiVersion must be")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "client.authentication.k8s.io/v1alpha1 is no longer used")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "command is missing")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", "no terminal")]
    public void What_is_wrong_with_a_user_is_said(string user, string message)
    {
        var file = _files.Write("config", Kubeconfigs.One("server: 'https://h'", user));

        Assert.Contains(message, Fails(() => UserKubeconfig.Read([file], null, null)).Message);
    }

    [Fact]
    public void A_token_of_an_issuer_is_used_while_it_holds()
    {
        var token = $"a.{Kubeconfigs.Base64("""{"exp":4102444800}""").TrimEnd('=')}.c";
        var file = _files.Write("config", Kubeconfigs.One(
            "server: 'https://h'", $"auth-provider: {{name: oidc, config: {{id-token: {token}}}}}"));

        Assert.Equal(token, UserKubeconfig.Read([file], null, null).Access.Token);
    }

    [Theory]
    [InlineData("https://0.0.0.0:6443", "https://127.0.0.1:6443/")]
    [InlineData("https://[::]:6443", "https://[::1]:6443/")]
    public void An_address_to_listen_on_becomes_one_to_connect_to(string server, string address)
    {
        var file = _files.Write("config", Kubeconfigs.One($"server: '{server}'", ""));

        Assert.Equal(address, UserKubeconfig.Read([file], null, null).Access.Server.AbsoluteUri);
    }

    [Fact]
    public void Completion_never_throws()
    {
        var good = _files.Write("good", "contexts: [{name: a}, {name: b}]");
        var bad = _files.Write("bad", "contexts: [");

        Assert.Equal(["a", "b"], KubeconfigFile.ContextNames([good]));
        Assert.Empty(KubeconfigFile.ContextNames([bad]));
        Assert.Empty(KubeconfigFile.ContextNames([Path.Combine(_files.Folder, "no")]));
    }

    [Fact]
    public void In_a_pod_the_service_account_leads_to_the_cluster()
    {
        _files.Write("token", "tok");
        _files.Write("ca.crt", "CA");
        var variables = new Dictionary<string, string?>
        {
            ["KUBERNETES_SERVICE_HOST"] = "fd00::1", ["KUBERNETES_SERVICE_PORT"] = "443",
        };

        var access = InClusterAccess.Read("x", name => variables.GetValueOrDefault(name), _files.Folder);

        Assert.Equal("https://[fd00::1]/", access.Server.AbsoluteUri);
        Assert.Equal("CA", access.CertificateAuthority);
        Assert.Equal(Path.Combine(_files.Folder, "token"), access.TokenFile);
    }

    [Fact]
    public void Outside_of_a_pod_there_is_no_such_way()
    {
        Assert.Contains("this is no pod", Fails(() => InClusterAccess.Read("x", _ => null, _files.Folder)).Message);
        Assert.Contains("automountServiceAccountToken",
            Fails(() => InClusterAccess.Read("x", static _ => "1", _files.Folder)).Message);
    }

    private static ClusterException Fails(Func<object> act)
    {
        var error = Assert.Throws<ClusterException>(act);
        Assert.Equal(ClusterFailure.Configuration, error.Failure);
        return error;
    }
}
