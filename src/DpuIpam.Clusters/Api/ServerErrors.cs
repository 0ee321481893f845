using System.Text;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Api;

/// <summary>Turns what a server answered into what went wrong.</summary>
internal static partial class ServerErrors
{
    private const int LongestMessage = 1000;
    private const int LongestExcerpt = 200;
    private const string NoSuchField = "field not declared in schema";
    private const string IsItTheServer = "is it the API server's address?";
    private const string NoTypedObject = "failed to create typed patch object";

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
        // Scrubbed before it is cut: half a secret would not be found.
        var message = Printable(transport.Scrub(status.Message), LongestMessage);
        var details = new List<string>();
        foreach (var cause in status.Causes)
        {
            details.Add(Describe(cause with
            {
                Message = transport.Scrub(cause.Message), Field = Printable(transport.Scrub(cause.Field), LongestMessage),
            }));
        }

        var failure = FailureOf(request, status);
        if (failure == ClusterFailure.UnsupportedField && details.Count == 0) details.AddRange(FieldsIn(message));
        var said = failure switch
        {
            ClusterFailure.Unauthorized =>
                $"the credentials are not accepted ({message}); renew the token or certificate that the kubeconfig names",
            ClusterFailure.Forbidden => $"not allowed: {message}",
            ClusterFailure.Invalid => $"refused: {message}",
            ClusterFailure.UnsupportedKind =>
                $"the cluster does not serve this kind ({message}); its CustomResourceDefinition may not be installed",
            ClusterFailure.UnsupportedField => $"the cluster's schema lacks a field: {message}",
            ClusterFailure.Conflict when request.IsJsonPatch && status.Code == 422 =>
                $"the object is no longer as the patch takes it to be ({message})",
            ClusterFailure.Server => $"the server answered {status.Code}: {message}",
            _ => message,
        };
        return new ClusterException(failure, transport.Cluster, $"{request.What}: {said}", details);
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
        var text = request.IsSecret ? "" : Printable(transport.Scrub(Encoding.UTF8.GetString(answer.Body.Span)), LongestExcerpt);
        if (answer is { Status: 404, IsJson: false } && text.StartsWith("404 page not found", StringComparison.Ordinal))
        {
            return new ClusterException(ClusterFailure.UnsupportedKind, transport.Cluster,
                $"{request.What}: the cluster does not serve this kind; its CustomResourceDefinition may not be installed");
        }

        var (failure, said) = answer.Status switch
        {
            401 => (ClusterFailure.Unauthorized, "the credentials are not accepted"),
            403 => (ClusterFailure.Forbidden, "not allowed"),
            >= 300 and < 400 => (ClusterFailure.Server,
                $"the server answered {answer.Status}, a redirect to another address, which is not followed; {IsItTheServer}"),
            _ when answer.IsJson => (ClusterFailure.Server, $"the server answered {answer.Status} with JSON that can't be read"),
            _ => (ClusterFailure.Server,
                $"the server answered {answer.Status} with {answer.MediaType ?? "nothing"} where JSON was due; {IsItTheServer}"),
        };
        var excerpt = text.Length == 0 ? "" : $" It begins: {text}";
        return new ClusterException(failure, transport.Cluster, $"{request.What}: {said}{excerpt}");
    }

    private static ClusterFailure FailureOf(ApiRequest request, ServerStatus status) => status.Code switch
    {
        401 => ClusterFailure.Unauthorized,
        // A webhook's no comes as 403 as well, but no right would help.
        403 => IsWebhook(status) ? ClusterFailure.Invalid : ClusterFailure.Forbidden,
        404 => IsKindMissing(status) ? ClusterFailure.UnsupportedKind : ClusterFailure.NotFound,
        409 => status.Reason == "AlreadyExists" ? ClusterFailure.AlreadyExists : ClusterFailure.Conflict,
        410 => ClusterFailure.Expired,
        400 when status.Message.Contains("unknown field", StringComparison.Ordinal) => ClusterFailure.UnsupportedField,
        500 when status.Message.Contains(NoSuchField, StringComparison.Ordinal) => ClusterFailure.UnsupportedField,
        500 when status.Message.Contains(NoTypedObject, StringComparison.Ordinal) => ClusterFailure.Invalid,
        422 when request.IsJsonPatch && IsPatchMisfit(status) => ClusterFailure.Conflict,
        400 or 413 or 422 => ClusterFailure.Invalid,
        _ => ClusterFailure.Server,
    };

    private static bool IsWebhook(ServerStatus status) =>
        status.Message.StartsWith("admission webhook ", StringComparison.Ordinal);

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
        var message = Printable(cause.Message, LongestMessage);
        if (cause.Reason == "FieldManagerConflict")
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
    private static string Printable(string text, int longest)
    {
        var printable = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var c in text)
        {
            if (printable.Length == longest) return printable.Append("...").ToString();
            if (!char.IsControl(c)) printable.Append(c);
            else if (printable.Length > 0 && printable[^1] != ' ') printable.Append(' ');
        }

        return printable.ToString().TrimEnd();
    }

    [GeneratedRegex("conflict with \"([^\"]*)\"")]
    private static partial Regex Manager();

    [GeneratedRegex(@"(\.[^\s:]+): field not declared in schema|unknown field ""([^""]+)""")]
    private static partial Regex MissingField();
}
