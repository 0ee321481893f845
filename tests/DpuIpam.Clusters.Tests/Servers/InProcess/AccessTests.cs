using System.Net;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>Who may do what on the server in the process.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private InProcessServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await InProcessServer.StartAsync(_authority);
        using var admin = new ApiClient(_server, _server.Admin);
        (await admin.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf))).Object();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Rights_are_by_verb_kind_part_and_namespace()
    {
        var user = new TestUser("reader", "token-of-reader");
        _server.Users.Add(user, new AllowedAction(["get", "list"], "ippools", TestNamespace.Dpf), new AllowedAction(["patch"], "ippools/status"));
        using var client = new ApiClient(_server, user);
        Assert.Equal(200, (await client.ListAsync(Sample.Kind, TestNamespace.Dpf)).Status);
        var everywhere = await client.ListAsync(Sample.Kind, null);
        Assert.Equal((403, "Forbidden"), (everywhere.Status, everywhere.Reason));
        Assert.Equal(
            "ippools.nv-ipam.nvidia.com is forbidden: User \"reader\" cannot list resource \"ippools\" in API group \"nv-ipam.nvidia.com\" at the cluster scope",
            everywhere.Message);
        Assert.Equal(403, (await client.CreateAsync(Sample.Pool())).Status);
        Assert.Equal(404, (await client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"), "/status")).Status);
        Assert.True(await AllowsAsync(client, "get", "ippools", "", TestNamespace.Dpf));
        Assert.True(await AllowsAsync(client, "patch", "ippools", "status", "x"));
        Assert.False(await AllowsAsync(client, "patch", "ippools", "", TestNamespace.Dpf));
    }

    [Fact]
    public async Task Unknown_and_revoked_tokens_are_not_let_in()
    {
        using var stranger = new ApiClient(_server, new TestUser("x", "unknown"));
        using var nobody = new ApiClient(_server, null);
        foreach (var client in (ApiClient[])[stranger, nobody])
        {
            var answer = await client.SendAsync("GET", "/version");
            Assert.Equal((401, "Unauthorized"), (answer.Status, answer.Reason));
        }

        var user = new TestUser("late", "first");
        _server.Users.Add(user);
        using var late = new ApiClient(_server, user);
        Assert.Equal(200, (await late.SendAsync("GET", "/version")).Status);
        _server.Users.Revoke("first");
        Assert.Equal(401, (await late.SendAsync("GET", "/version")).Status);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_client_certificate_is_as_good_as_a_token(string version)
    {
        using var certificate = TestAuthority.Load(_server.Admin.CertificatePem!, _server.Admin.KeyPem!);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
            presented is X509Certificate2 server && _authority.Vouches(server);
        using var http = new HttpClient(handler)
        {
            DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await http.GetAsync(new Uri(_server.Endpoint, "/api/v1/namespaces"));
        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (response.StatusCode, response.Version));
    }

    private static async Task<bool> AllowsAsync(ApiClient client, string verb, string resource, string subresource, string @namespace)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = verb, ["group"] = "nv-ipam.nvidia.com", ["resource"] = resource, ["subresource"] = subresource, ["namespace"] = @namespace,
                },
            },
        };
        var answer = await client.SendAsync("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review);
        return (bool)answer.Object()["status"]!["allowed"]!;
    }
}
