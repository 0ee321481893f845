using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

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
    [InlineData(400, "BadRequest", "admission webhook \"ipam.dpu\" denied the request: no", "Invalid")]
    [InlineData(422, "Invalid", "ippools \"p\" is forbidden: ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large", "Invalid")]
    [InlineData(403, "Forbidden", "ippools \"p\" is forbidden: ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large", "Invalid")]
    [InlineData(403, "Forbidden", "ippools \"p\" is forbidden: exceeded quota: few, requested: count/ippools=1, used: 3, limited: 3", "Invalid")]
    [InlineData(403, "Forbidden", "ippools \"p\" is forbidden: unable to create new content in namespace ns because it is being terminated", "NamespaceTerminating")]
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
    [InlineData(422, " \"\" is invalid: patch: Invalid value: x: strict decoding error: unknown field \"spec.routes\"", "spec.routes")]
    public async Task A_field_that_the_schema_lacks_is_named_and_not_tried_again(int code, string message, string field)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(code, "", message));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.UnsupportedField, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal([field], error.Details);
        Assert.Equal($"lab: apply IPPool ns/p: the cluster's schema does not know {field}", error.Message);
        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20_000)]
    public async Task An_object_that_the_server_repeats_is_not_repeated_whatever_its_size(int nodes)
    {
        var item = "{\"metadata\":{\"annotations\":{\"x\":\"unknown field \\\"spec.no\\\" }{\"}},\"status\":["
            + string.Join(',', Enumerable.Range(0, nodes).Select(static i => $"{{\"nodeName\":\"planted-{i}\"}}")) + "]}";
        var value = $"Invalid value: {JsonSerializer.Serialize(item)}: ";
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => Failure(request.Target.Contains("/status", StringComparison.Ordinal)
            ? value + "json: cannot unmarshal string into Go struct field .spec.subnet"
            : value + "strict decoding error: unknown field \"spec.one\", unknown field \"spec.two\"");
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.UnsupportedField, () => MergeAsync(ObjectPart.Object));
        Assert.Equal("lab: patch IPPool ns/p: the cluster's schema does not know spec.one, spec.two", error.Message);
        Assert.Equal(["spec.one", "spec.two"], error.Details);

        error = await Given.FailsAsync(ClusterFailure.Invalid, () => MergeAsync(ObjectPart.Status));
        const string Said = "patch: Invalid value: json: cannot unmarshal string into Go struct field .spec.subnet";
        Assert.Equal($"lab: patch the status of IPPool ns/p: refused: \"\" is invalid: {Said}", error.Message);
        Assert.Equal([Said], error.Details);

        Task MergeAsync(ObjectPart part) => cluster.MergeAsync(
            ResourceKind.IPPool, Given.PoolName, Given.Tree("""{"metadata":{"resourceVersion":"7"}}"""), part, false, CancellationToken.None);

        static Reply Failure(string message) => Reply.Json(
            JsonSerializer.Serialize(new
            {
                kind = "Status", reason = "Invalid", code = 422, message = $" \"\" is invalid: patch: {message}",
                details = new { causes = new[] { new { reason = "FieldValueInvalid", message, field = "patch" } } },
            }), 422);
    }

    [Theory]
    [InlineData("a: Invalid value: \"x\": bad", "a: Invalid value: \"x\": bad")]
    [InlineData("a: Invalid value: {\"b\":\"}\"}: bad", "a: Invalid value: bad")]
    [InlineData("a: Invalid value: map[string]interface {}{\"b\":map[string]interface {}{}}: bad", "a: Invalid value: bad")]
    [InlineData("[a: Invalid value: \"{}\": one, b: Invalid value: 5: two, c: Invalid value: \"{\\\"x\\\":1}\": three]",
        "[a: Invalid value: one, b: Invalid value: 5: two, c: Invalid value: three]")]
    [InlineData("a: Invalid value: \"{\\\"cut", "a: Invalid value")]
    [InlineData("nothing of the kind {x}", "nothing of the kind {x}")]
    public void What_is_repeated_is_taken_out_and_what_is_wrong_with_it_stays(string said, string kept) =>
        Assert.Equal(kept, RepeatedObjects.Remove(said));

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
        Assert.Equal(
            "lab: apply IPPool ns/p: conflict with other managers of its fields: argocd: .spec.gateway; helm 3: .spec.subnet", error.Message);
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
        Assert.Equal("lab: apply IPPool ns/p: refused: IPPool is invalid (spec.perNodeBlockSize: Invalid value: -1; no field)", error.Message);
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
    public async Task A_server_that_wants_https_is_said_to_want_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Of(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n"), Reply.Of(407, "text/html", "<p>Who are you?"));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () => cluster.VersionAsync(CancellationToken.None));
        Assert.Equal("lab: get the server's version: it was spoken to in plain http and wants https; write https:// before the server's"
            + " address. The answer begins: Client sent an HTTP request to an HTTPS server.", error.Message);
        error = await Given.FailsAsync(ClusterFailure.Server, () => cluster.VersionAsync(CancellationToken.None));
        Assert.Equal("lab: get the server's version: a proxy on the way wants credentials; give them in proxy-url or in the environment."
            + " The answer begins: <p>Who are you?", error.Message);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_named()
    {
        await using var proxy = await ScriptedServer.StartAsync();
        proxy.Otherwise = static _ => Reply.Of(403, "text/html", "<p>not there");
        var address = new UriBuilder(proxy.Address) { UserName = "me", Password = "planted-1" }.Uri;
        using var cluster = Given.Cluster(new ServerAccess { Server = new Uri("https://api.lab:6443"), Proxy = address });
        var gone = new UriBuilder(Servers.Grounds.DeadEndpoint.Closed) { Scheme = "http" }.Uri;
        using var without = Given.Cluster(new ServerAccess { Server = new Uri("https://api.lab:6443"), Proxy = gone });

        var error = await Given.FailsAsync(ClusterFailure.Unreachable, () => cluster.VersionAsync(CancellationToken.None));
        Assert.StartsWith($"lab: get the server's version: no connection to https://api.lab:6443/: the proxy http://127.0.0.1:{proxy.Address.Port}"
            + " of the kubeconfig's proxy-url refuses it (", error.Message, StringComparison.Ordinal);
        Assert.Contains("403", error.Message);
        Assert.DoesNotContain("planted", error.ToString());
        Assert.All(proxy.Seen, static seen => Assert.Equal("CONNECT api.lab:6443", seen.ToString()));

        error = await Given.FailsAsync(ClusterFailure.Unreachable, () => without.VersionAsync(CancellationToken.None));
        Assert.StartsWith("lab: get the server's version: no connection to https://api.lab:6443/ through the proxy"
            + $" http://127.0.0.1:{gone.Port} of the kubeconfig's proxy-url: ", error.Message, StringComparison.Ordinal);
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
