using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>A kubeconfig that comes from a Secret can be anybody's.</summary>
public sealed class SecretKubeconfigTests
{
    private const string Server = "server: 'https://10.0.0.5:6443'";
    private const string Planted = "planted-value-5f1c";

    [Fact]
    public void Embedded_certificates_keys_and_tokens_are_accepted()
    {
        var access = Read(Kubeconfigs.One(
            $"{Server}, tls-server-name: api, certificate-authority-data: {Kubeconfigs.Base64("CA")}, proxy-url: '', "
            + "insecure-skip-tls-verify: false, disable-compression: true",
            $"client-certificate-data: {Kubeconfigs.Base64("CERT")}, client-key-data: {Kubeconfigs.Base64("KEY")}, token: tok, "
            + "exec: null, username: '', as-groups: []"));

        Assert.Equal("https://10.0.0.5:6443/", access.Server.AbsoluteUri);
        Assert.Equal(("CA", "api", "CERT", "KEY", "tok"),
            (access.CertificateAuthority, access.TlsServerName, access.ClientCertificate, access.ClientKey, access.Token));
        Assert.Null(access.Plugin);
        Assert.Null(access.Impersonation);
    }

    [Fact]
    public void Without_an_authority_the_systems_roots_decide()
    {
        var access = Read(Kubeconfigs.One(Server, "token: tok"));

        Assert.Null(access.CertificateAuthority);
        Assert.False(access.SkipsTlsVerification);
    }

    [Theory]
    [InlineData("exec", "{apiVersion: client.authentication.k8s.io/v1, command: planted-value-5f1c}")]
    [InlineData("auth-provider", "{name: planted-value-5f1c}")]
    [InlineData("client-certificate", "/planted-value-5f1c")]
    [InlineData("client-key", "/planted-value-5f1c")]
    [InlineData("tokenFile", "/planted-value-5f1c")]
    [InlineData("as", "planted-value-5f1c")]
    [InlineData("as-uid", "planted-value-5f1c")]
    [InlineData("as-groups", "[planted-value-5f1c]")]
    [InlineData("as-user-extra", "{planted-value-5f1c: [x]}")]
    [InlineData("username", "planted-value-5f1c")]
    [InlineData("password", "planted-value-5f1c")]
    [InlineData("exec", "planted-value-5f1c")]
    public void A_user_with_a_dangerous_field_is_refused_by_its_name(string field, string value)
    {
        var error = Refused(Kubeconfigs.One(Server, $"token: tok, {field}: {value}"));

        Assert.Contains($"user: {field} is refused", error.Message);
        Assert.DoesNotContain(Planted, error.ToString());
    }

    [Theory]
    [InlineData("insecure-skip-tls-verify", "true")]
    [InlineData("insecure-skip-tls-verify", "'planted-value-5f1c'")]
    [InlineData("certificate-authority", "/planted-value-5f1c")]
    [InlineData("proxy-url", "'http://planted-value-5f1c'")]
    public void A_cluster_with_a_dangerous_field_is_refused_by_its_name(string field, string value)
    {
        var error = Refused(Kubeconfigs.One($"{Server}, {field}: {value}", "token: tok"));

        Assert.Contains($"cluster: {field} is refused", error.Message);
        Assert.DoesNotContain(Planted, error.ToString());
    }

    [Theory]
    [InlineData("server: 'http://planted-value-5f1c'", "plain http")]
    [InlineData("server: 'planted-value-5f1c'", "server is no address")]
    [InlineData("server: 'file:///planted-value-5f1c'", "server is no address")]
    [InlineData("server: 'https://planted-value-5f1c:pw@h'", "must not hold a user name")]
    [InlineData("server: 'https://h?planted-value-5f1c'", "must not hold a query")]
    [InlineData("certificate-authority-data: ''", "server is missing")]
    [InlineData("server: 'https://h', certificate-authority-data: '%planted-value-5f1c'", "certificate-authority-data is not base64")]
    public void A_server_that_proves_nothing_is_refused(string cluster, string message)
    {
        var error = Refused(Kubeconfigs.One(cluster, "token: tok"));

        Assert.Contains(message, error.Message);
        Assert.DoesNotContain(Planted, error.ToString());
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1:6443")]
    [InlineData("2852039166")]
    [InlineData("0xa9fea9fe")]
    [InlineData("0xa9.0xfe.0xa9.0xfe")]
    [InlineData("0251.0376.0251.0376")]
    [InlineData("169.16689662")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[::ffff:a9fe:a9fe]:6443")]
    [InlineData("[::a9fe:a9fe]")]
    [InlineData("[64:ff9b::a9fe:a9fe]")]
    [InlineData("[fe80::1]")]
    [InlineData("[febf:ffff::1]:6443")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("[fd00:ec2::254]")]
    public void A_server_on_the_local_link_is_refused(string host)
    {
        var error = Refused(Kubeconfigs.One($"server: 'https://{host}'", "token: tok"));

        Assert.Equal(
            "ns/dpu: Secret ns/s: cluster: server leads to an address of the local link (169.254.0.0/16 or fe80::/10), which is refused in a"
            + " Secret's kubeconfig: a cloud's metadata service is there. If it is meant, give -DpuKubeconfig a file for this cluster",
            error.Message);
    }

    [Theory]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("127.0.0.1:6443")]
    [InlineData("[::1]:6443")]
    [InlineData("[fec0::1]")]
    [InlineData("[fd00::1]")]
    [InlineData("[::ffff:10.0.0.1]")]
    [InlineData("[64:ff9b::a00:1]")]
    [InlineData("api.lab:6443")]
    public void Other_servers_are_not(string host) =>
        Assert.True(Read(Kubeconfigs.One($"server: 'https://{host}'", "token: tok")).RefusesLinkLocal);

    [Theory]
    [InlineData("clusters: [{name: a, cluster: {server: 'https://a'}}, {name: b, cluster: {server: 'https://b'}}]\nusers: [{name: u}]",
        "exactly one cluster and one user, but has 2 and 1")]
    [InlineData("clusters: [{name: a}]\nusers: [{name: u}, {name: v}]", "exactly one cluster and one user, but has 1 and 2")]
    [InlineData("clusters: [{name: a}]", "exactly one cluster and one user, but has 1 and 0")]
    [InlineData("", "it is empty: it must have exactly one cluster and one user, but has 0 and 0")]
    [InlineData("clusters: [{name: a}]\nusers: [{name: u}]", "current-context is missing")]
    [InlineData("clusters: [{name: a}]\nusers: [{name: u}]\ncurrent-context: planted-value-5f1c", "its current-context is not among")]
    [InlineData("clusters: [{name: a}]\nusers: [{name: u}]\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: planted-value-5f1c, user: u}}]",
        "it must name the one cluster and the one user")]
    [InlineData("token: *planted-value-5f1c", "can't be read at line 1, column 8")]
    [InlineData("- planted-value-5f1c", "it must be a map of fields")]
    [InlineData("planted-value-5f1c", "it must be a map of fields")]
    public void What_is_not_one_cluster_and_one_user_is_refused(string text, string message)
    {
        var error = Refused(text);

        Assert.Contains(message, error.Message);
        Assert.DoesNotContain(Planted, error.ToString());
    }

    [Fact]
    public void Any_of_several_contexts_may_be_the_current_one()
    {
        var text = Kubeconfigs.One(Server, "token: tok")
            + "\n- name: other\n  context: {cluster: c, user: u}";

        Assert.Equal("tok", Read(text).Token);
    }

    [Fact]
    public void Nesting_and_aliases_without_end_are_refused()
    {
        Refused("a: " + new string('[', 100_000));
        var bomb = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
            $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n"));
        Refused(bomb);
    }

    private static ServerAccess Read(string text) => SecretKubeconfig.Read(text, "Secret ns/s", "ns/dpu");

    private static ClusterException Refused(string text)
    {
        var error = Assert.Throws<ClusterException>(() => Read(text));
        Assert.Equal(ClusterFailure.Configuration, error.Failure);
        Assert.Contains("Secret ns/s", error.Message);
        return error;
    }
}
