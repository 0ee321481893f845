using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Finds out what a request wants, whether its caller may have that, and does it.</summary>
internal sealed class RequestHandler(
    ObjectStore store, UserDirectory users, Discovery discovery, IReadOnlyList<ServedKind> kinds, bool refusesUnknownFields)
{
    private const string Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private readonly ObjectReader _reader = new(store);
    private readonly ObjectWriter _writer = new(store);
    private readonly ObjectKeeper _keeper = new(store);

    /// <summary>Serves a request.</summary>
    /// <exception cref="Refusal">It is refused.</exception>
    public async Task<Answer> HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path is "/readyz" or "/livez" or "/healthz") return new Answer(200, Text: "ok");
        var user = await users.WhoAsync(context) ?? throw new Refusal(401, "Unauthorized", "Unauthorized");
        if (context.Request.Method == "GET" && discovery.Find(path) is { } found) return new Answer(200, found);
        if (path == Reviews && context.Request.Method == "POST") return new Answer(201, Review(user, await ReadBodyAsync(context)));
        if (Target.Of(path, kinds) is not { } target) return new Answer(404, Text: "404 page not found\n");
        var query = ListQuery.Of(context.Request.Query);
        Authorize(user, VerbOf(context.Request.Method, target, query), target);
        return context.Request.Method == "GET"
            ? Read(target, query, ObjectForm.Of(context.Request.Headers.Accept.ToString()))
            : Write(context, target, query, await ReadBodyAsync(context));
    }

    private Answer Read(Target target, ListQuery query, ObjectForm form)
    {
        if (target.Name.Name.Length > 0) return new Answer(200, _reader.Get(target, form));
        return query.IsWatch
            ? new Answer(200, Events: new WatchStream(store, target, query, form))
            : new Answer(200, _reader.List(target, query, form));
    }

    private Answer Write(HttpContext context, Target target, ListQuery query, JsonNode? body)
    {
        var parameters = context.Request.Query;
        var request = new WriteRequest(target, body, (context.Request.ContentType ?? "").Split(';')[0].Trim())
        {
            FieldManager = parameters["fieldManager"] is [{ Length: > 0 } manager] ? manager : null,
            Agent = context.Request.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent : "unknown",
            IsDryRun = parameters["dryRun"] is ["All"],
            Force = parameters["force"] is ["true"],
            IsStrict = refusesUnknownFields && parameters["fieldValidation"] is ["Strict"],
            IsPatch = context.Request.Method == "PATCH",
        };
        var hasName = target.Name.Name.Length > 0;
        var answer = (context.Request.Method, hasName) switch
        {
            ("POST", false) => new Answer(201, _writer.Create(RequireJson(request))),
            ("PUT", true) => new Answer(200, _writer.Replace(RequireJson(request))),
            ("PATCH", true) when request.ContentType == Http.ApiClient.ApplyPatch => Applied(request),
            ("PATCH", true) => new Answer(200, _writer.Patch(request)),
            ("DELETE", true) => Deleted(target, body as JsonObject, request.IsDryRun),
            ("DELETE", false) => DeletedAll(target, query),
            _ => throw new Refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
        return answer with { Warnings = request.Pruned };
    }

    private Answer Applied(WriteRequest request)
    {
        var (item, isNew) = _writer.Apply(request);
        return new Answer(isNew ? 201 : 200, item);
    }

    private Answer Deleted(Target target, JsonObject? options, bool isDryRun)
    {
        var uid = (string?)store.Find(target.Kind.Kind, target.Name)?["metadata"]!["uid"];
        if (_keeper.Delete(target.Kind, target.Name, options, isDryRun) is { } waiting) return new Answer(200, waiting);
        var details = target.Kind.Details(target.Name.Name);
        details["uid"] = uid;
        return new Answer(200, new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details,
        });
    }

    /// <summary>A collection's deletion looks at no preconditions.</summary>
    private Answer DeletedAll(Target target, ListQuery query)
    {
        var form = default(ObjectForm);
        var list = _reader.List(target, query with { Limit = 0 }, form);
        foreach (var item in list["items"]!.AsArray())
            _keeper.Delete(target.Kind, Http.ApiPath.NameOf(item!.AsObject()), null, false);
        return new Answer(200, list);
    }

    private JsonObject Review(string user, JsonNode? body)
    {
        var review = body as JsonObject ?? throw Refusal.BadRequest("the body of the request is not an object");
        var wanted = review["spec"]?["resourceAttributes"];
        string Of(string name) => (string?)wanted?[name] ?? "";
        var resource = Of("subresource").Length == 0 ? Of("resource") : $"{Of("resource")}/{Of("subresource")}";
        var answer = review.DeepClone().AsObject();
        answer["status"] = new JsonObject { ["allowed"] = users.Allows(user, Of("verb"), resource, Of("namespace"), Of("name")) };
        return answer;
    }

    private void Authorize(string user, string verb, Target target)
    {
        var resource = target.Subresource is null ? target.Kind.Kind.Plural : $"{target.Kind.Kind.Plural}/{target.Subresource}";
        var (name, @namespace) = (target.Name.Name, target.Name.Namespace);
        if (users.Allows(user, verb, resource, @namespace, name)) return;
        var scope = @namespace.Length > 0 ? $" in the namespace \"{@namespace}\"" : " at the cluster scope";
        throw new Refusal(
            403, "Forbidden",
            $"{target.Kind.Qualified}{(name.Length > 0 ? $" \"{name}\"" : "")} is forbidden: User \"{user}\" cannot {verb} resource \"{resource}\" in API group \"{target.Kind.Kind.Group}\"{scope}",
            target.Kind.Details(name));
    }

    private static string VerbOf(string method, Target target, ListQuery query) => (method, target.Name.Name.Length > 0) switch
    {
        ("GET", true) => "get",
        ("GET", false) => query.IsWatch ? "watch" : "list",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", true) => "delete",
        _ => "deletecollection",
    };

    private static WriteRequest RequireJson(WriteRequest request) => request.ContentType == "application/json"
        ? request
        : throw new Refusal(
            415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: application/json");

    private static async Task<JsonNode?> ReadBodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (text.Length == 0) return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw Refusal.BadRequest($"the object provided is unrecognized: {error.Message}");
        }
    }
}
