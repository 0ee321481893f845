using System.Text;

namespace DpuIpam.Clusters.Api;

public sealed class ErrorTests
{
    [Fact]
    public async Task An_object_that_is_not_there_is_null()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(404, "NotFound", "ippools \"p\" not found", """{"name":"p","kind":"ippools"}"""));
        using var cluster = Given.Cluster(server);

        Assert.Null(await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_told_from_an_object_that_is_not_there()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Of(404, "text/plain; charset=utf-8", "404 page not found\n"),
            Reply.Failure(404, "NotFound", "the server could not find the requested resource"),
            Reply.Of(404, "text/plain", "404 page not found\n"));
        using var cluster = Given.Cluster(server);

        for (var i = 0; i < 2; i++)
        {
            var error = await Given.FailsAsync(ClusterFailure.UnsupportedKind, () =>
                cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));
            Assert.Contains("get IPPool ns/p", error.Message);
        }

        await Given.FailsAsync(ClusterFailure.UnsupportedKind, () =>
            cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None));
    }

    [Fact]
    public async Task A_namespace_that_is_missing_is_not_a_missing_kind()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(404, "NotFound", "namespaces \"ns\" not found", """{"name":"ns","kind":"namespaces"}"""));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.NotFound, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Contains("namespaces \"ns\" not found", error.Message);
    }

    [Theory]
    [InlineData(401, "Unauthorized", "Unauthorized", "Unauthorized")]
    [InlineData(403, "Forbidden", "User bob cannot patch resource ippools", "Forbidden")]
    [InlineData(403, "Forbidden", "admission webhook \"ipam.dpu\" denied the request: no", "Invalid")]
    [InlineData(400, "BadRequest", "malformed", "Invalid")]
    [InlineData(422, "Invalid", "IPPool is invalid", "Invalid")]
    [InlineData(413, "RequestEntityTooLarge", "too large", "Invalid")]
    [InlineData(409, "AlreadyExists", "already there", "AlreadyExists")]
    [InlineData(409, "Conflict", "the object has been modified", "Conflict")]
    [InlineData(410, "Expired", "too old", "Expired")]
    [InlineData(415, "UnsupportedMediaType", "no apply here", "Server")]
    [InlineData(500, "", "failed to create typed patch object: .spec.a: expected string", "Invalid")]
    public async Task Each_answer_has_its_failure(int code, string reason, string message, string failure)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Failure(code, reason, message);
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(Enum.Parse<ClusterFailure>(failure), () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal("lab", error.Cluster);
        Assert.Contains("apply IPPool ns/p", error.Message);
        Assert.Contains(message, error.Message);
        // 401 is tried again with credentials read again; nothing else here is.
        Assert.Equal(code == 401 ? 2 : 1, server.Seen.Count);
    }

    [Theory]
    [InlineData(500, "failed to create typed patch object: .spec.routes: field not declared in schema", ".spec.routes")]
    [InlineData(400, "IPPool in version v1 cannot be handled: strict decoding error: unknown field \"spec.routes\"", "spec.routes")]
    public async Task A_field_that_the_schema_lacks_is_named_and_not_tried_again(int code, string message, string field)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(code, "", message));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.UnsupportedField, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal([field], error.Details);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Conflicts_of_an_apply_name_manager_and_field()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(409, "Conflict", "Apply failed with 2 conflicts", """
            {"causes":[
              {"reason":"FieldManagerConflict","message":"conflict with \"argocd\" using nv-ipam.nvidia.com/v1alpha1","field":".spec.gateway"},
              {"reason":"FieldManagerConflict","message":"conflict with \"helm 3\" with subresource \"status\" using v1 at 2024-01-01T00:00:00Z","field":".spec.subnet"}]}
            """));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Conflict, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal(["argocd: .spec.gateway", "helm 3: .spec.subnet"], error.Details);
    }

    [Fact]
    public async Task Causes_of_a_refusal_name_the_field()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(422, "Invalid", "IPPool is invalid", """
            {"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1","field":"spec.perNodeBlockSize"},{"message":"no field"}]}
            """));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Invalid, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal(["spec.perNodeBlockSize: Invalid value: -1", "no field"], error.Details);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"causes":[{"reason":"UnexpectedServerResponse","message":"testing path failed"}]}""")]
    public async Task A_json_patch_that_no_longer_fits_is_a_conflict(string details)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(422, "Invalid", "the server rejected our request due to an error in our request", details));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Conflict, () =>
            cluster.PatchAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree("[]"), CancellationToken.None));
    }

    [Fact]
    public async Task A_precondition_that_fails_is_a_conflict()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(409, "Conflict", "the UID in the precondition does not match"));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Conflict, () => cluster.DeleteAsync(
            ResourceKind.IPPool, Given.PoolName, new Preconditions("u1", "7"), CancellationToken.None));
    }

    [Fact]
    public async Task A_page_of_something_else_is_said_to_be_one_and_not_dumped()
    {
        await using var server = await ScriptedServer.StartAsync();
        var page = "<html>\u001b[31m" + new string('x', 5000);
        server.Then(Reply.Of(200, "text/html", page), Reply.Of(404, "text/html", page), Reply.Of(200, null, ""));
        using var cluster = Given.Cluster(server);

        for (var i = 0; i < 2; i++)
        {
            var error = await Given.FailsAsync(ClusterFailure.Server, () =>
                cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));
            Assert.Contains("text/html", error.Message);
            Assert.Contains("is it the API server's address?", error.Message);
            Assert.Contains("<html>", error.Message);
            Assert.DoesNotContain('\u001b', error.Message);
            Assert.True(error.Message.Length < 500, error.Message);
        }

        await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));
    }

    [Theory]
    [InlineData("{\"kind\":")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    public async Task Json_that_is_no_object_is_said_to_be_unreadable(string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(body));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Contains("can't be read", error.Message);
    }

    [Fact]
    public async Task Nothing_of_a_secret_is_shown_whatever_is_wrong_with_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Of(200, "text/html", "hunter2-hunter2"),
            Reply.Json("{\"data\":\"hunter2-hunter2\""),
            Reply.Of(500, "text/plain", "hunter2-hunter2"), Reply.Of(400, "text/plain", "hunter2-hunter2"));
        using var cluster = Given.Cluster(server);

        for (var i = 0; i < 3; i++)
        {
            var error = await Given.FailsAsync(ClusterFailure.Server, () =>
                cluster.FindAsync(ResourceKind.Secret, Given.PoolName, CancellationToken.None));
            Assert.DoesNotContain("hunter2", error.ToString());
        }
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        server.Then(Reply.Of(302, null, "", ("Location", other.Address.AbsoluteUri)));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Contains("redirect", error.Message);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_the_end()
    {
        await using var server = await ScriptedServer.StartAsync();
        var block = new string('x', 1 << 20);
        var written = 0;
        server.Then(new Reply(async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(block), context.RequestAborted);
                written++;
            }
        }));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Contains("larger than 16 MiB", error.Message);
        Assert.True(written < 64, $"{written} MiB were taken");
    }

    [Fact]
    public async Task A_long_message_of_the_server_is_cut_and_has_no_line_ends()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(422, "Invalid", "first\\nsecond " + new string('y', 5000)));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Invalid, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Contains("first second", error.Message);
        Assert.True(error.Message.Length < 1200);
    }
}
