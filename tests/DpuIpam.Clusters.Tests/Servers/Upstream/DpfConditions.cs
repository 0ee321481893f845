using System.Globalization;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>The three conditions of a DPUServiceIPAM (docs/upstream.md, A.4).</summary>
internal sealed class DpfConditions
{
    public const string Reconciled = "DPUIPAMObjectReconciled";
    public const string ObjectReady = "DPUIPAMObjectReady";
    private const string Ready = "Ready";

    private readonly JsonArray _list;
    private readonly long _generation;

    /// <summary>Reads them from an object; those that are missing begin as unknown.</summary>
    public DpfConditions(JsonObject ipam)
    {
        _list = ipam["status"]?["conditions"]?.DeepClone() as JsonArray ?? [];
        _generation = (long)ipam["metadata"]!["generation"]!;
        foreach (var type in (string[])[Ready, Reconciled, ObjectReady])
            if (Find(type) is null) Set(type, "Unknown", "Pending", "");
    }

    public void SetTrue(string type) => Set(type, "True", "Success", "");

    public void SetFalse(string type, string reason, string message) => Set(type, "False", reason, message);

    /// <summary>The list with the summary.</summary>
    public JsonArray Summarize()
    {
        string[] others = [.. ((string[])[Reconciled, ObjectReady]).Where(type => (string?)Find(type)!["status"] != "True")];
        if (others.Length == 0)
        {
            SetTrue(Ready);
        }
        else
        {
            // Error has no rank among the reasons and shows as Pending.
            var isLeaving = others.Any(type => (string?)Find(type)!["reason"] == "AwaitingDeletion");
            SetFalse(
                Ready, isLeaving ? "AwaitingDeletion" : "Pending",
                $"The following conditions are not ready:\n{string.Join('\n', others.Select(static type => $"* {type}"))}");
        }

        return _list;
    }

    private JsonObject? Find(string type) =>
        _list.OfType<JsonObject>().FirstOrDefault(condition => (string?)condition["type"] == type);

    private void Set(string type, string status, string reason, string message)
    {
        if (Find(type) is not { } condition)
        {
            condition = new JsonObject { ["type"] = type };
            _list.Add(condition);
        }

        if ((string?)condition["status"] != status)
            condition["lastTransitionTime"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        condition["status"] = status;
        condition["reason"] = reason;
        condition["message"] = message;
        condition["observedGeneration"] = _generation;
    }
}
