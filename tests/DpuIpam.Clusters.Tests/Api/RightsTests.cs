using System.Text.Json;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class RightsTests
{
    private static readonly AccessRight Patch = new("patch", ResourceKind.ServiceIpam, "ns", "status");
    private static readonly AccessRight Get = new("get", ResourceKind.Secret, "ns");
    private static readonly AccessRight ListNodes = new("list", ResourceKind.Node);

    [Fact]
    public async Task Missing_rights_are_found_in_their_order()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => Review(!request.Body.Contains("nodes", StringComparison.Ordinal)
            && !request.Body.Contains("patch", StringComparison.Ordinal));
        using var cluster = Given.Cluster(server);

        var missing = await cluster.FindMissingAsync([ListNodes, Get, Patch], CancellationToken.None);

        Assert.Equal([ListNodes, Patch], missing);
        Assert.All(server.Seen, static seen =>
            Assert.Equal("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", seen.ToString()));
        var asked = server.Seen.Select(static seen => JsonDocument.Parse(seen.Body).RootElement
            .GetProperty("spec").GetProperty("resourceAttributes").GetRawText()).ToArray();
        Assert.Contains(
            """{"verb":"patch","group":"svc.dpu.nvidia.com","version":"v1alpha1","resource":"dpuserviceipams","subresource":"status","namespace":"ns"}""",
            asked);
        Assert.Contains("""{"verb":"list","group":"","version":"v1","resource":"nodes"}""", asked);
    }

    [Fact]
    public async Task A_yes_is_remembered_and_a_no_is_asked_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        var isGranted = false;
        server.Otherwise = request => Review(isGranted || request.Body.Contains("secrets", StringComparison.Ordinal));
        using var cluster = Given.Cluster(server);

        Assert.Equal([Patch], await cluster.FindMissingAsync([Get, Patch], CancellationToken.None));
        isGranted = true;
        Assert.Empty(await cluster.FindMissingAsync([Get, Patch], CancellationToken.None));
        Assert.Empty(await cluster.FindMissingAsync([Get, Patch], CancellationToken.None));

        Assert.Equal(3, server.Seen.Count);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task A_server_that_does_not_say_misses_nothing(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Failure(status, "", "no reviews");
        using var cluster = Given.Cluster(server);

        Assert.Empty(await cluster.FindMissingAsync([Get, Patch], CancellationToken.None));
    }

    [Fact]
    public async Task Asking_is_no_write_and_works_on_a_read_only_connection()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(500, "", "not now"), Review(true));
        using var cluster = Given.Cluster(server, options: Given.Options with { IsReadOnly = true });

        Assert.Empty(await cluster.FindMissingAsync([Get], CancellationToken.None));
    }

    private static Reply Review(bool allowed) =>
        Reply.Json($$$"""{"kind":"SelfSubjectAccessReview","status":{"allowed":{{{(allowed ? "true" : "false")}}}}}""", 201);
}
