using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A change of one field of a DPUServiceIPAM.</summary>
/// <param name="Path">Where the field is.</param>
/// <param name="Value">What it becomes; null takes it away.</param>
/// <param name="Edit">The change.</param>
internal sealed record FieldEdit(string[] Path, JsonNode? Value, ServiceIpamEdit Edit)
{
    private const string Hostname = "kubernetes.io/hostname";

    /// <summary>Fields of all modes, each set, changed and taken away, on an object of <see cref="EditedObject"/>.</summary>
    /// <param name="modeField">The mode field.</param>
    public static IEnumerable<FieldEdit> All(string modeField)
    {
        var isNetwork = modeField.EndsWith("etwork", StringComparison.Ordinal);
        yield return Mode(isNetwork ? "network" : "subnet", "\"10.0.0.0/23\"");
        if (isNetwork)
        {
            foreach (var index in new[] { "1", "2" }) yield return Mode("gatewayIndex", index);
            foreach (var nodes in new[] { """{"n1":"10.0.0.32/28","n2":"10.0.0.64/28"}""", """{"n2":"10.0.0.64/28"}""", null })
                yield return Mode("allocations", nodes);
        }
        else
        {
            yield return Mode("gateway", "\"10.0.0.253\"");
        }

        foreach (var quota in new[] { "4", "5" }) yield return Mode(isNetwork ? "subnetsPerDPUCluster" : "blocksPerDPUCluster", quota);
        foreach (var ranges in new[]
        {
            """[{"startIP":"10.0.1.0","endIP":"10.0.1.15"}]""",
            """[{"startIP":"10.0.1.16","endIP":"10.0.1.31"},{"startIP":"10.0.1.64","endIP":"10.0.1.79"}]""", null,
        }) yield return Mode("excludeRanges", ranges);
        foreach (var routes in new[] { """[{"dst":"172.16.0.0/16"},{"dst":"172.17.0.0/16"}]""", null, """[{"dst":"172.18.0.0/16"}]""" })
            yield return Mode("routes", routes);
        foreach (var flag in new[] { "true", null }) yield return Mode("defaultGateway", flag);
        foreach (var labels in new[] { """{"pool":"b","rack":"7"}""", null, """{"pool":"c"}""" }) yield return Spec(labels, "metadata", "labels");
        foreach (var notes in new[] { """{"note":"y"}""", null, """{"note":"z","more":""}""" }) yield return Spec(notes, "metadata", "annotations");
        foreach (var node in new[] { "Exists", null, "DoesNotExist" })
        {
            yield return Spec(node is null ? null : $$$"""
                {"nodeSelectorTerms":[{"matchExpressions":[{"key":"{{{Hostname}}}","operator":"{{{node}}}"}]}]}
                """, "nodeSelector");
        }

        foreach (var selector in new[] { """{"matchLabels":{"zone":"a"}}""", null, """{"matchExpressions":[{"key":"zone","operator":"Exists"}]}""" })
            yield return Spec(selector, "dpuClusterSelector");
        foreach (var name in new[] { "blue", "green", null }) yield return PoolName(name);
        if (isNetwork)
        {
            // Routes need a gateway.
            yield return Mode("routes", null);
            foreach (var index in new[] { null, "1" }) yield return Mode("gatewayIndex", index);
        }

        FieldEdit Mode(string field, string? json)
        {
            var edit = new ServiceIpamEdit();
            edit.SetMode(field, Parse(json));
            return new FieldEdit(["spec", modeField, field], Parse(json), edit);
        }
    }

    public override string ToString() => $"{string.Join('.', Path)} -> {Value?.ToJsonString() ?? "none"}";

    private static FieldEdit Spec(string? json, params string[] path)
    {
        var edit = new ServiceIpamEdit();
        edit.SetSpec(Parse(json), path);
        return new FieldEdit(["spec", .. path], Parse(json), edit);
    }

    private static FieldEdit PoolName(string? name)
    {
        var edit = new ServiceIpamEdit();
        edit.SetPoolName(name);
        return new FieldEdit(["metadata", "annotations", ApiNames.NameOverrideAnnotation], name, edit);
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
