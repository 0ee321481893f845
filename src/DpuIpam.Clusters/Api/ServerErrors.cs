using System.Text;
using System.Text.RegularExpressions;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>Turns what a server answered into what went wrong.</summary>
internal static partial class ServerErrors
{
    private const int LongestMessage = 1000;
    private const int LongestRead = 64 << 10;
    private const int LongestExcerpt = 200;
    private const string NoSuchField = "field not declared in schema";
    private const string IsItTheServer = "is it the API server's address?";
    private const string NoTypedObject = "failed to create typed patch object";
    private const string UnknownField = "unknown field \"";
    private const string ManagerConflict = "FieldManagerConflict";
    private const string PlainHttp = "Client sent an HTTP request to an HTTPS server";

    /// <summary>The error of an answer.</summary>
    /// <param name="transport">Where it came from.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered: an error.</param>
    public static ClusterException Of(ApiTransport transport, ApiRequest request, ApiAnswer answer) =>
        ServerStatus.Of(answer) is { } status
            ? Of(transport, request, status with { Code = answer.Status })
            : Unexpected(transport, request, answer);

    public static ClusterException Of(ApiTransport transport, ApiRequest request, ServerStatus status)
    {
        status = Clean(transport, status);
        var message = Cut(status.Message, LongestMessage);
        var failure = FailureOf(request, status);
        var details = DetailsOf(failure, status);
        var named = string.Join("; ", details);
        // What the server's own words hold already is not said again.
        var more = status.Causes.Zip(details)
            .Where(pair => !status.Message.Contains(pair.First.Message, StringComparison.Ordinal))
            .Select(static pair => pair.Second).ToArray();
        var full = more.Length == 0 ? message : $"{message} ({Cut(string.Join("; ", more), LongestMessage)})";
        var said = failure switch
        {
            ClusterFailure.Unauthorized => transport.FindExpired() is { } expired
                ? $"the credentials are not accepted, since {expired} ({full}); renew what the kubeconfig names"
                : $"the credentials are not accepted ({full}); renew the token or certificate that the kubeconfig names",
            ClusterFailure.Forbidden => $"not allowed: {full}",
            ClusterFailure.Invalid => $"refused: {full}",
            ClusterFailure.UnsupportedKind =>
                $"the cluster does not serve this kind ({full}); its CustomResourceDefinition may not be installed",
            ClusterFailure.UnsupportedField => details.Length == 0
                ? $"the cluster's schema lacks a field: {full}"
                : $"the cluster's schema does not know {Cut(string.Join(", ", details), LongestMessage)}",
            ClusterFailure.NamespaceTerminating => $"nothing new can be made in a namespace that is being deleted: {full}",
            ClusterFailure.Conflict when IsHeld(status) => $"conflict with other managers of its fields: {Cut(named, LongestMessage)}",
            ClusterFailure.Conflict when request.IsJsonPatch && status.Code == 422 =>
                $"the object is no longer as the patch takes it to be ({full})",
            ClusterFailure.Server => $"the server answered {status.Code}: {full}",
            _ => full,
        };
        return new ClusterException(failure, transport.Cluster, $"{request.What}: {said}", details)
        {
            Advice = AdviceOf(failure, status),
        };
    }

    /// <summary>Whether an answer says that the object is not there, in a kind that is.</summary>
    public static bool IsObjectMissing(ApiAnswer answer) =>
        answer.Status == 404 && ServerStatus.Of(answer) is { } status && !IsKindMissing(status);

    /// <summary>Whether a 500 means that an apply does not fit the schema, which a second try would not change.</summary>
    public static bool IsSchemaMisfit(ApiAnswer answer) => answer.Status == 500 && ServerStatus.Of(answer) is { } status
        && (status.Message.Contains(NoSuchField, StringComparison.Ordinal)
            || status.Message.Contains(NoTypedObject, StringComparison.Ordinal));

    /// <summary>An answer that no API server gives: a proxy's page, a redirect, something cut.</summary>
    public static ClusterException Unexpected(ApiTransport transport, ApiRequest request, ApiAnswer answer)
    {
        var body = answer.Body.Span;
        // Anything that follows is not shown, but half a secret would not be found.
        var beginning = body.Length > LongestRead ? body[..LongestRead] : body;
        var text = request.IsSecret ? "" : Printable(transport.Scrub(Encoding.UTF8.GetString(beginning)), LongestExcerpt);
        if (answer is { Status: 404, IsJson: false } && text.StartsWith("404 page not found", StringComparison.Ordinal))
        {
            return new ClusterException(ClusterFailure.UnsupportedKind, transport.Cluster,
                $"{request.What}: the cluster does not serve this kind; its CustomResourceDefinition may not be installed");
        }

        var (failure, said) = answer.Status switch
        {
            401 => (ClusterFailure.Unauthorized, transport.FindExpired() is { } expired
                ? $"the credentials are not accepted, since {expired}"
                : "the credentials are not accepted"),
            403 => (ClusterFailure.Forbidden, "not allowed"),
            407 => (ClusterFailure.Server, "a proxy on the way wants credentials; give them in proxy-url or in the environment"),
            400 when text.Contains(PlainHttp, StringComparison.Ordinal) => (ClusterFailure.Server,
                "it was spoken to in plain http and wants https; write https:// before the server's address"),
            >= 300 and < 400 => (ClusterFailure.Server,
                $"the server answered {answer.Status}, a redirect to another address, which is not followed; {IsItTheServer}"),
            _ when answer.IsJson => (ClusterFailure.Server, $"the server answered {answer.Status} with JSON that can't be read"),
            _ => (ClusterFailure.Server,
                $"the server answered {answer.Status} with {answer.MediaType ?? "nothing"} where JSON was due; {IsItTheServer}"),
        };
        return new ClusterException(
            failure, transport.Cluster,
            $"{request.What}: {(text.Length == 0 ? said : $"{Sentences.End(said)} The answer begins: {text}")}");
    }

    /// <summary>The words of a server without secrets, and without the objects that it repeats.</summary>
    private static ServerStatus Clean(ApiTransport transport, ServerStatus status)
    {
        return status with
        {
            Message = Shown(status.Message),
            Causes =
            [
                .. status.Causes.Select(cause => cause with { Message = Shown(cause.Message), Field = Shown(cause.Field) }),
            ],
        };

        // Scrubbed before it is cut: half a secret would not be found.
        string Shown(string text) => Printable(RepeatedObjects.Remove(transport.Scrub(text)), LongestRead);
    }

    private static ClusterFailure FailureOf(ApiRequest request, ServerStatus status) => status.Code switch
    {
        // A no of somebody who looks at objects comes with any code, and no right and no other credentials would help.
        >= 400 when IsDenial(status) => ClusterFailure.Invalid,
        401 => ClusterFailure.Unauthorized,
        403 when IsTerminating(status) => ClusterFailure.NamespaceTerminating,
        403 => ClusterFailure.Forbidden,
        404 => IsKindMissing(status) ? ClusterFailure.UnsupportedKind : ClusterFailure.NotFound,
        409 => status.Reason == "AlreadyExists" ? ClusterFailure.AlreadyExists : ClusterFailure.Conflict,
        410 => ClusterFailure.Expired,
        // Older servers answer a patch with 400, newer ones with 422.
        400 or 422 when status.Message.Contains(UnknownField, StringComparison.Ordinal) => ClusterFailure.UnsupportedField,
        500 when status.Message.Contains(NoSuchField, StringComparison.Ordinal) => ClusterFailure.UnsupportedField,
        500 when status.Message.Contains(NoTypedObject, StringComparison.Ordinal) => ClusterFailure.Invalid,
        422 when request.IsJsonPatch && IsPatchMisfit(status) => ClusterFailure.Conflict,
        400 or 413 or 422 => ClusterFailure.Invalid,
        _ => ClusterFailure.Server,
    };

    private static string? AdviceOf(ClusterFailure failure, ServerStatus status) => failure switch
    {
        ClusterFailure.Conflict when IsHeld(status) =>
            "Have the fields given up by the managers that the message names, or leave them to those; then try again.",
        ClusterFailure.Invalid when IsOverQuota(status) => "Have the quota that the message names raised, or free some of it.",
        ClusterFailure.Invalid when Denier().Match(status.Message) is { Success: true } denial
            && denial.Groups[1].Value != ApiNames.IpamWebhook =>
            "Do what the denial asks for, or have whoever keeps it in the cluster allow this.",
        _ => null,
    };

    /// <summary>Whether admission said no: a webhook, a policy or a quota.</summary>
    private static bool IsDenial(ServerStatus status) => Denier().IsMatch(status.Message) || IsOverQuota(status);

    private static bool IsOverQuota(ServerStatus status) =>
        status.Code == 403 && status.Message.Contains("exceeded quota: ", StringComparison.Ordinal);

    private static bool IsTerminating(ServerStatus status) =>
        status.Causes.Any(static cause => cause.Reason == "NamespaceTerminating")
        || status.Message.EndsWith("because it is being terminated", StringComparison.Ordinal);

    /// <summary>Whether fields are held by other managers.</summary>
    private static bool IsHeld(ServerStatus status) =>
        status.Causes.Count > 0 && status.Causes.All(static cause => cause.Reason == ManagerConflict);

    private static string[] DetailsOf(ClusterFailure failure, ServerStatus status)
    {
        if (failure == ClusterFailure.UnsupportedField
            && FieldsIn(status.Message).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 0 } fields)
            return fields;
        return [.. status.Causes.Select(Describe)];
    }

    /// <summary>A test that failed, or a path that is gone: the object is no longer as the patch takes it to be.</summary>
    private static bool IsPatchMisfit(ServerStatus status)
    {
        foreach (var cause in status.Causes)
            if (cause.Reason == "UnexpectedServerResponse") return true;
        return status.Causes.Count == 0
            && status.Message.Contains("rejected our request due to an error in our request", StringComparison.Ordinal);
    }

    private static bool IsKindMissing(ServerStatus status) => status.Name.Length == 0
        && status.Message.Contains("could not find the requested resource", StringComparison.Ordinal);

    private static string Describe(StatusCause cause)
    {
        var message = Cut(cause.Message, LongestMessage);
        if (cause.Reason == ManagerConflict)
        {
            var manager = Manager().Match(message);
            return $"{(manager.Success ? manager.Groups[1].Value : message)}: {cause.Field}";
        }

        return cause.Field.Length == 0 ? message : $"{cause.Field}: {message}";
    }

    private static IEnumerable<string> FieldsIn(string message)
    {
        foreach (Match match in MissingField().Matches(message))
            yield return match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
    }

    /// <summary>On one line, without anything that a terminal could take for an order.</summary>
    public static string Printable(string text, int longest)
    {
        var printable = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var c in text)
        {
            if (printable.Length == longest) return printable.Append("...").ToString();
            if (!char.IsControl(c)) printable.Append(c);
            else if (printable.Length > 0 && printable[^1] != ' ') printable.Append(' ');
        }

        return printable.ToString().Trim();
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest] + "...";

    /// <summary>Who denied: a webhook, or a policy.</summary>
    [GeneratedRegex("""admission webhook "([^"]+)" denied the request|ValidatingAdmissionPolicy '([^']+)' with binding '[^']*' denied request""")]
    private static partial Regex Denier();

    [GeneratedRegex("conflict with \"([^\"]*)\"")]
    private static partial Regex Manager();

    [GeneratedRegex(@"(\.[^\s:]+): field not declared in schema|unknown field ""([^""]+)""")]
    private static partial Regex MissingField();
}
