using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Schemas;

/// <summary>The few rules of Kubernetes' own kinds that the module's writes meet.</summary>
internal static class BuiltInRules
{
    /// <summary>What the server adds to a new object.</summary>
    public static void Complete(ServedKind kind, JsonObject item)
    {
        if (kind.Kind == ResourceKind.Secret && item["stringData"] is JsonObject texts)
        {
            var data = item["data"] as JsonObject ?? [];
            foreach (var (key, text) in texts) data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string)text!));
            item.Remove("stringData");
            item["data"] = data;
        }

        if (kind.Kind == ResourceKind.Secret) item["type"] ??= "Opaque";
        if (kind.Kind != ResourceKind.Namespace) return;
        item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        item["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public static List<Cause> Validate(ServedKind kind, JsonObject item)
    {
        var causes = new List<Cause>();
        if (kind.Kind != ResourceKind.Lease) return causes;
        if (item["spec"]?["leaseDurationSeconds"] is { } duration && (int)duration <= 0)
            causes.Add(new Cause("FieldValueInvalid", $"Invalid value: {duration}: must be greater than 0", "spec.leaseDurationSeconds"));
        foreach (var field in (string[])["renewTime", "acquireTime"])
        {
            if (item["spec"]?[field] is not { } time) continue;
            if (!DateTime.TryParse((string?)time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _))
                throw Refusal.BadRequest($"Lease in version \"v1\" cannot be handled as a Lease: {field} is no time: {time}");
        }

        return causes;
    }
}
