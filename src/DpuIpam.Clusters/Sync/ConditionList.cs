using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>The conditions of a DPUServiceIPAM as its controller sets them (docs/upstream.md, A.4).</summary>
internal static class ConditionList
{
    public const string Ready = "Ready";
    public const string Reconciled = "DPUIPAMObjectReconciled";
    public const string ObjectReady = "DPUIPAMObjectReady";

    /// <summary>Stands for an empty message where a server refuses that.</summary>
    public const string NoMessage = " ";

    /// <summary>The conditions after a pass.</summary>
    /// <param name="generation">The generation of the spec that was served.</param>
    /// <param name="error">What went wrong; null when every selected cluster was served and every other one cleaned.</param>
    /// <param name="unready">Pools without any allocation: cluster and <c>namespace/name</c>.</param>
    public static List<StoredCondition> Of(long? generation, string? error, IReadOnlyList<(string Cluster, string Pool)> unready)
    {
        var reconciled = error is null ? True(Reconciled) : False(Reconciled, "Error", "Error occurred: " + error);
        var objectReady = unready.Count == 0
            ? True(ObjectReady)
            : False(ObjectReady, "Pending", "Objects are not ready:\n" + string.Join('\n', unready
                .Select(static pool => $"* Cluster: {pool.Cluster}\n  Object: {pool.Pool}")));
        StoredCondition[] failing = [.. new[] { reconciled, objectReady }.Where(static condition => condition.Status != "True")];
        // Error has no rank upstream and shows as Pending in the summary.
        var ready = failing.Length == 0
            ? True(Ready)
            : False(Ready, "Pending", "The following conditions are not ready:\n"
                + string.Join('\n', failing.Select(static condition => "* " + condition.Type)));
        return [ready, reconciled, objectReady];

        StoredCondition True(string type) => new(type, "True", "Success", "", generation, "");

        StoredCondition False(string type, string reason, string message) =>
            new(type, "False", reason, message, generation, "");
    }

    /// <summary>Whether an object has these conditions already; the times do not count.</summary>
    public static bool IsStored(ServiceIpamResource ipam, IReadOnlyList<StoredCondition> wanted) => wanted.All(condition =>
        Array.Exists(ipam.Conditions, stored => stored with
        {
            LastTransitionTime = "", Message = stored.Message == NoMessage ? "" : stored.Message,
        } == condition));

    /// <summary>The whole list to write: conditions of other types stay as they are, and the time of a condition changes
    /// with its status only.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="wanted">Its conditions.</param>
    /// <param name="now">The time.</param>
    /// <param name="noMessage">What is written where there is no message.</param>
    public static JsonArray Merge(
        ServiceIpamResource ipam, IReadOnlyList<StoredCondition> wanted, DateTimeOffset now, string noMessage = "")
    {
        var list = new JsonArray();
        foreach (var stored in ipam.Conditions)
        {
            var own = wanted.FirstOrDefault(condition => condition.Type == stored.Type);
            list.Add(own is null
                ? Tree(stored, stored.LastTransitionTime, noMessage)
                : Tree(own, own.Status == stored.Status && stored.LastTransitionTime.Length > 0 ? stored.LastTransitionTime : Text(now), noMessage));
        }

        foreach (var condition in wanted)
            if (!Array.Exists(ipam.Conditions, stored => stored.Type == condition.Type)) list.Add(Tree(condition, Text(now), noMessage));
        return list;
    }

    private static JsonObject Tree(StoredCondition condition, string time, string noMessage)
    {
        var tree = new JsonObject
        {
            ["type"] = condition.Type,
            ["status"] = condition.Status,
            ["reason"] = condition.Reason,
            ["message"] = condition.Message.Length == 0 ? noMessage : condition.Message,
            ["lastTransitionTime"] = time,
        };
        if (condition.ObservedGeneration is { } generation) tree["observedGeneration"] = generation;
        return tree;
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
