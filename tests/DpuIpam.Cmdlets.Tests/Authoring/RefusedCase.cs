using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Engine.Tests.Vectors;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>A case of DPF's own tests that its CRD or webhook refuses.</summary>
public sealed class RefusedCase
{
    private readonly JsonElement _case;

    private RefusedCase(JsonElement vector) => _case = vector;

    public static RefusedCase[] All { get; } = [.. JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "dpuserviceipam.json")))
        .RootElement.GetProperty("validation").EnumerateArray()
        .Where(static vector => !vector.GetProperty("valid").GetBoolean())
        .Select(static vector => new RefusedCase(vector))];

    public string Name => _case.GetProperty("name").GetString()!;

    public string ObjectName => $"{New["metadata"]!["name"]}";

    public bool IsUpdate => _case.GetProperty("operation").GetString() == "update";

    public string[] Reasons => [.. _case.GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetString()!)];

    /// <summary>The rules that are broken, each with a part of its field's path. A mode that is missing or there twice has
    /// a rule of its own for either.</summary>
    public IEnumerable<(string RuleId, string Field)> Rules => Reasons.Select(static reason => AdmissionReasons.Rules[reason]);

    public JsonObject New => Manifest(IsUpdate ? "new" : "object");

    public JsonObject Old => Manifest("old");

    /// <summary>The mode fields of the new object.</summary>
    public string[] Modes => [.. New["spec"]!.AsObject().Select(static entry => entry.Key).Where(static key => key != "metadata")];

    /// <summary>The object as a row says it.</summary>
    public Hashtable Row()
    {
        var row = new Hashtable { ["Name"] = ObjectName, ["Namespace"] = $"{New["metadata"]!["namespace"]}" };
        if (Modes.Length == 0) return row;
        var mode = New["spec"]![Modes[0]]!.AsObject();
        row["Network"] = $"{mode["network"] ?? mode["subnet"]}";
        row["QuotaPerCluster"] = $"{mode["subnetsPerDPUCluster"] ?? mode["blocksPerDPUCluster"]}";
        foreach (var name in (string[])["gateway", "perNodeIPCount", "prefixSize", "gatewayIndex", "defaultGateway"])
            row[name] = $"{mode[name]}";
        row["Exclusion"] = string.Join("; ", Items(mode, "exclusions").Select(static item => $"{item}")
            .Concat(Items(mode, "excludeRanges").Select(static range => $"{range!["startIP"]}-{range["endIP"]}")));
        row["Route"] = string.Join(';', Items(mode, "routes").Select(static route => $"{route!["dst"]}"));
        row["Allocation"] = new Hashtable((mode["allocations"]?.AsObject() ?? [])
            .ToDictionary(static entry => entry.Key, static entry => $"{entry.Value}"));
        return row;
    }

    /// <summary>What Set-DpuServiceIpam is told to make the new object of the old one.</summary>
    public Hashtable Changes()
    {
        var (old, @new) = (Old["spec"]![Modes[0]]!.AsObject(), New["spec"]![Modes[0]]!.AsObject());
        var changes = new Hashtable();
        foreach (var field in old.Concat(@new).Select(static entry => entry.Key).Distinct())
        {
            if (JsonNode.DeepEquals(old[field], @new[field])) continue;
            var parameter = field switch
            {
                "network" or "subnet" => "Network",
                "subnetsPerDPUCluster" or "blocksPerDPUCluster" => "QuotaPerCluster",
                "perNodeIPCount" or "prefixSize" => field,
                _ => throw new InvalidOperationException($"{Name}: {field} has no parameter here."),
            };
            changes[parameter] = @new[field]?.ToString();
        }

        return changes;
    }

    public override string ToString() => Name;

    private static JsonArray Items(JsonObject mode, string name) => mode[name]?.AsArray() ?? [];

    private JsonObject Manifest(string member)
    {
        var manifest = JsonNode.Parse(_case.GetProperty(member).GetRawText())!.AsObject();
        manifest["apiVersion"] = "svc.dpu.nvidia.com/v1alpha1";
        manifest["kind"] = "DPUServiceIPAM";
        return manifest;
    }
}
