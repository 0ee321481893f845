using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>One reason of a refusal.</summary>
internal sealed record Cause(string Reason, string Message, string Field);

/// <summary>An answer that is no success, in the words of a real server.</summary>
internal sealed class Refusal(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public static Refusal NotFound(ServedKind kind, string name) =>
        new(404, "NotFound", $"{kind.Qualified} \"{name}\" not found", kind.Details(name));

    public static Refusal AlreadyExists(ServedKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.Qualified} \"{name}\" already exists", kind.Details(name));

    public static Refusal Conflict(ServedKind kind, string name, string why) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {kind.Qualified} \"{name}\": {why}", kind.Details(name));

    /// <summary>The object is of another version than the caller thinks.</summary>
    public static Refusal Modified(ServedKind kind, string name) => Conflict(
        kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static Refusal BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>An error that the server did not foresee: it has no reason.</summary>
    public static Refusal Internal(string message) => new(500, "", message);

    public static Refusal Invalid(ServedKind kind, string name, IReadOnlyList<Cause> causes)
    {
        var texts = causes.Select(static cause => $"{cause.Field}: {cause.Message}").ToArray();
        var details = kind.Details(name);
        details["kind"] = kind.Kind.Kind;
        details["causes"] = Of(causes);
        var list = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var qualified = kind.Kind.Group.Length == 0 ? kind.Kind.Kind : $"{kind.Kind.Kind}.{kind.Kind.Group}";
        return new Refusal(422, "Invalid", $"{qualified} \"{name}\" is invalid: {list}", details);
    }

    /// <summary>An object that can't be what a patch has made of it: real servers repeat it whole, twice.</summary>
    public static Refusal PatchedObject(JsonObject item, string why)
    {
        var cause = new Cause("FieldValueInvalid", $"Invalid value: {JsonSerializer.Serialize(item.ToJsonString())}: {why}", "patch");
        return new Refusal(
            422, "Invalid", $" \"\" is invalid: {cause.Field}: {cause.Message}", new JsonObject { ["causes"] = Of([cause]) });
    }

    /// <summary>The version from which a list or watch was to go on is gone.</summary>
    public static Refusal Expired(string message) => new(410, "Expired", message);

    public static JsonArray Of(IEnumerable<Cause> causes) => new([.. causes.Select(static cause => new JsonObject
    {
        ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field,
    })]);

    /// <summary>The answer's body.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["code"] = Code,
        };
        if (reason.Length > 0) status["reason"] = reason;
        if (details is not null) status["details"] = details.DeepClone();
        return status;
    }
}
