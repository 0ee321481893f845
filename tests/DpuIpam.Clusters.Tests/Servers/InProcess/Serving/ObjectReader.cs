using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Answers reads of one object and lists.</summary>
internal sealed class ObjectReader(ObjectStore store)
{
    public JsonObject Get(Target target, ObjectForm form) =>
        form.One(store.Find(target.Kind.Kind, target.Name) ?? throw Refusal.NotFound(target.Kind, target.Name.Name));

    /// <summary>A list, or a page of one: all pages show the cluster as it was at the first.</summary>
    public JsonObject List(Target target, ListQuery query, ObjectForm form)
    {
        var (items, revision) = store.List(target.Kind.Kind);
        if (query.Version is { } wanted && wanted > revision) throw TooLarge(wanted, revision);
        var after = "";
        if (query.Continue is not null)
        {
            (revision, after) = query.ReadToken();
            items = store.ListAt(target.Kind.Kind, revision) ?? throw Refusal.Expired(
                "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.");
        }

        var matching = items.Where(item => IsIn(item, target.Name.Namespace) && Selector.Matches(item, query.Labels, query.Fields)
            && string.CompareOrdinal(ApiPath.NameOf(item).ToString(), after) > 0).ToArray();
        var page = query.Limit > 0 && query.Limit < matching.Length ? matching[..query.Limit] : matching;
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (page.Length < matching.Length)
        {
            metadata["continue"] = ListQuery.Token(revision, ApiPath.NameOf(page[^1]).ToString());
            if (query.Labels is null && query.Fields is null) metadata["remainingItemCount"] = matching.Length - page.Length;
        }

        return form.List(target.Kind, page, metadata);
    }

    /// <summary>The version that a caller names lies in the future.</summary>
    public static Refusal TooLarge(long wanted, long current) => new(
        504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    public static bool IsIn(JsonObject item, string @namespace) =>
        @namespace.Length == 0 || (string?)item["metadata"]!["namespace"] == @namespace;
}
