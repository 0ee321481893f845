using System.Management.Automation;
using DpuIpam.Addressing;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>The fields of a new DPUServiceIPAM: those that a command names, and for the rest the properties of a row or
/// object of the pipeline. An empty cell is no value.</summary>
internal sealed class ServiceIpamFields(IReadOnlyDictionary<string, object> bound, PSObject? source)
{
    public string? Name => Text("Name");

    public string? Network => Text("Network");

    public string? Gateway => Text("Gateway");

    public long? PerNodeIPCount => Convert<long>("PerNodeIPCount");

    public int? PrefixSize => Convert<int>("PrefixSize");

    /// <summary>The object that the fields make.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="modeField">The mode field.</param>
    /// <param name="isNetwork">Whether that is of network mode.</param>
    public ServiceIpamResource Build(string @namespace, string modeField, bool isNetwork)
    {
        var edit = new ServiceIpamEdit();
        edit.SetSpec(SpecTree.Map(Map("PoolLabel")), "metadata", "labels");
        edit.SetSpec(SpecTree.Map(Map("PoolAnnotation")), "metadata", "annotations");
        edit.SetMode(isNetwork ? "network" : "subnet", Network);
        if (isNetwork)
        {
            edit.SetMode("gatewayIndex", Convert<int>("GatewayIndex"));
            edit.SetMode("prefixSize", PrefixSize);
            edit.SetMode("allocations", SpecTree.Map(Map("Allocation")));
        }
        else
        {
            edit.SetMode("gateway", Gateway);
            edit.SetMode("perNodeIPCount", PerNodeIPCount);
        }

        edit.SetMode("excludeRanges", SpecTree.Ranges([.. Exclusions(), .. Reserved(isNetwork)]));
        if (Convert<bool>("DefaultGateway") == true) edit.SetMode("defaultGateway", true);
        edit.SetMode("routes", SpecTree.Routes(Texts("Route")));
        edit.SetMode(isNetwork ? "subnetsPerDPUCluster" : "blocksPerDPUCluster", Convert<int>("QuotaPerCluster"));
        edit.SetSpec(SpecTree.Of((LabelSelector?)Selector("ClusterSelector", new LabelSelectorTransformationAttribute())), "dpuClusterSelector");
        edit.SetSpec(SpecTree.Of((NodeSelector?)Selector("NodeSelector", new NodeSelectorTransformationAttribute())), "nodeSelector");
        edit.SetPoolName(Text("PoolName"));
        return edit.Create(Name ?? "", @namespace, modeField);
    }

    private IEnumerable<IpRange> Exclusions() => Value("Exclusion") is { } value
        ? ((AddressRange[])new AddressRangeTransformationAttribute().Transform(null!, Split(value))!).Select(static range => range.Ends)
        : [];

    private IReadOnlyList<IpRange> Reserved(bool isNetwork) =>
        Network is { } text && Prefix.TryParse(text, out var range)
            ? ReservedEnds.Of(range, isNetwork ? PrefixSize : null,
                Math.Max(Convert<int>("ReserveFirst") ?? 0, 0), Math.Max(Convert<int>("ReserveLast") ?? 0, 0))
            : [];

    private object? Selector(string name, ArgumentTransformationAttribute transformation) =>
        Value(name) is { } value ? transformation.Transform(null!, value) : null;

    private IReadOnlyDictionary<string, string> Map(string name) => Value(name) is { } value
        ? PowerShellTree.TryMap(value) ?? throw new ArgumentException($"{name} is no hash table of texts.")
        : new Dictionary<string, string>();

    private string[] Texts(string name) => Value(name) is { } value ? LanguagePrimitives.ConvertTo<string[]>(Split(value)) : [];

    /// <summary>A cell of a CSV file holds several values with semicolons between them.</summary>
    private static object Split(object value) => value is string text
        ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : value;

    private string? Text(string name) => Value(name) is { } value ? PowerShellTree.Text(value) : null;

    private T? Convert<T>(string name)
        where T : struct
    {
        if (Value(name) is not { } value) return null;
        return LanguagePrimitives.TryConvertTo<T>(value is SwitchParameter flag ? flag.IsPresent : value, out var result)
            ? result
            : throw new ArgumentException($"{name}: '{value}' is no {(typeof(T) == typeof(bool) ? "true or false" : "integer")}.");
    }

    private object? Value(string name)
    {
        if (!bound.TryGetValue(name, out var value))
            value = source?.Properties[name]?.Value ?? source?.Properties[name + "s"]?.Value;
        value = PowerShellTree.Unwrap(value);
        return value is string { Length: 0 } ? null : value;
    }
}
