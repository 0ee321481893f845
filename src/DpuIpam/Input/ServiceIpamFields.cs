using System.Collections;
using System.Management.Automation;
using DpuIpam.Addressing;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>The fields of a new DPUServiceIPAM: those that a command names, and for the rest the properties of a row or
/// object of the pipeline. An empty cell is no value.</summary>
internal sealed class ServiceIpamFields(IReadOnlyDictionary<string, object> bound, PSObject? source)
{
    private static readonly string[] SubnetFields = ["Gateway", "PerNodeIPCount"];
    private static readonly string[] NetworkFields = ["GatewayIndex", "PrefixSize", "Allocation"];

    public string? Name => Text("Name");

    public string? Namespace => Text("Namespace");

    public string? Network => Text("Network");

    public string? Gateway => Text("Gateway");

    public long? PerNodeIPCount => Convert<long>("PerNodeIPCount");

    public int? PrefixSize => Convert<int>("PrefixSize");

    /// <summary>Columns of a row that nothing is read from: a slip in a name would lose a value without a word.</summary>
    /// <param name="known">Names of columns; the plural of each is one as well.</param>
    public IEnumerable<string> UnknownColumns(IReadOnlySet<string> known)
    {
        var names = source?.BaseObject switch
        {
            IDictionary row => row.Keys.Cast<object>().Select(PowerShellTree.Text),
            PSCustomObject => source.Properties.Select(static property => property.Name),
            _ => [],
        };
        return names.Where(name => !known.Contains(name) && !(name.EndsWith('s') && known.Contains(name[..^1])));
    }

    /// <summary>The object that the fields make.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="modeField">The mode field.</param>
    public ServiceIpamResource Build(string @namespace, string modeField)
    {
        var isNetwork = PrefixSize is not null;
        RefuseFieldsOfOtherMode(isNetwork);
        var edit = Edit(isNetwork, static _ => true);
        var reserved = Network is { } text && Prefix.TryParse(text, out var range)
            ? Reserved(range, isNetwork ? PrefixSize : null)
            : [];
        edit.SetMode("excludeRanges", SpecTree.Ranges([.. Exclusions("Exclusion"), .. reserved]));
        return edit.Create(Name ?? "", @namespace, modeField);
    }

    /// <summary>The object with the fields that are named, and no others.</summary>
    /// <param name="ipam">The object.</param>
    public ServiceIpamResource Change(ServiceIpamResource ipam) =>
        ChangesOf(ipam) is { IsEmpty: false } edit ? edit.Apply(ipam) : ipam;

    /// <summary>Whether the fields make another mode of an object: its range and size are named, and the size is one of the
    /// other mode.</summary>
    public bool IsModeSwitch(ServiceIpamResource ipam) => ipam.ModeField is not null && bound.ContainsKey("Network")
        && bound.ContainsKey(ipam.Mode == IpamMode.Network ? "PerNodeIPCount" : "PrefixSize");

    /// <summary>The object in the other mode, with the fields that are named. Of the mode that it had, nothing stays.</summary>
    public ServiceIpamResource Switch(ServiceIpamResource ipam)
    {
        var isNetwork = ipam.Mode == IpamMode.Subnet;
        RefuseFieldsOfOtherMode(isNetwork);
        var edit = Edit(isNetwork, bound.ContainsKey);
        var reserved = Prefix.TryParse(Network ?? "", out var range) ? Reserved(range, isNetwork ? PrefixSize : null) : [];
        edit.SetMode("excludeRanges", SpecTree.Ranges([.. Exclusions("Exclusion"), .. Exclusions("AddExclusion"), .. reserved]));
        return edit.ApplyInMode(
            ipam, ApiNames.ModeField(isNetwork ? IpamMode.Network : IpamMode.Subnet, ApiNames.IsNewModeField(ipam.ModeField!)));
    }

    /// <summary>A new object like another one, but for the fields that are named.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="modeField">The mode field; null for the object's own.</param>
    public ServiceIpamResource Copy(ServiceIpamResource ipam, string? modeField) => ChangesOf(ipam).Copy(
        ipam, Name ?? "", bound.ContainsKey("Namespace") ? Namespace : null, modeField);

    private ServiceIpamEdit ChangesOf(ServiceIpamResource ipam)
    {
        var isNetwork = ipam.Mode == IpamMode.Network;
        if (ipam.ModeField is not null) RefuseFieldsOfOtherMode(isNetwork);
        var edit = Edit(isNetwork, bound.ContainsKey);
        var exclusions = new ExclusionEdit(ipam);
        if (bound.ContainsKey("Exclusion")) exclusions.Replace(Exclusions("Exclusion"));
        exclusions.Remove(Ranges("RemoveExclusion"));
        exclusions.Add(Exclusions("AddExclusion"));
        if (Prefix.TryParse(Network ?? ipam.Network, out var range)) exclusions.Add(Reserved(range, isNetwork ? ipam.PrefixSize : null));
        exclusions.WriteTo(edit);
        return edit;
    }

    private void RefuseFieldsOfOtherMode(bool isNetwork)
    {
        foreach (var name in isNetwork ? SubnetFields : NetworkFields)
        {
            if (bound.ContainsKey(name))
                throw new ArgumentException($"{name} is no field of {(isNetwork ? "network" : "subnet")} mode.");
        }
    }

    private ServiceIpamEdit Edit(bool isNetwork, Func<string, bool> isGiven)
    {
        var edit = new ServiceIpamEdit();
        if (isGiven("PoolLabel")) edit.SetSpec(SpecTree.Map(Map("PoolLabel")), "metadata", "labels");
        if (isGiven("PoolAnnotation")) edit.SetSpec(SpecTree.Map(Map("PoolAnnotation")), "metadata", "annotations");
        if (isGiven("Network")) edit.SetMode(isNetwork ? "network" : "subnet", Network);
        if (isNetwork)
        {
            if (isGiven("GatewayIndex")) edit.SetMode("gatewayIndex", Convert<int>("GatewayIndex"));
            if (isGiven("PrefixSize")) edit.SetMode("prefixSize", PrefixSize);
            if (isGiven("Allocation")) edit.SetMode("allocations", SpecTree.Map(Map("Allocation")));
        }
        else
        {
            if (isGiven("Gateway")) edit.SetMode("gateway", Gateway);
            if (isGiven("PerNodeIPCount")) edit.SetMode("perNodeIPCount", PerNodeIPCount);
        }

        if (isGiven("DefaultGateway"))
            edit.SetMode("defaultGateway", Convert<bool>("DefaultGateway") == true ? true : null);
        if (isGiven("Route")) edit.SetMode("routes", SpecTree.Routes(Texts("Route")));
        if (isGiven("QuotaPerCluster"))
            edit.SetMode(isNetwork ? "subnetsPerDPUCluster" : "blocksPerDPUCluster", Convert<int>("QuotaPerCluster"));
        if (isGiven("ClusterSelector"))
            edit.SetSpec(SpecTree.Of((LabelSelector?)Selector("ClusterSelector", new LabelSelectorTransformationAttribute())), "dpuClusterSelector");
        if (isGiven("NodeSelector"))
            edit.SetSpec(SpecTree.Of((NodeSelector?)Selector("NodeSelector", new NodeSelectorTransformationAttribute())), "nodeSelector");
        if (isGiven("PoolName")) edit.SetPoolName(Text("PoolName"));
        return edit;
    }

    private IpRange[] Exclusions(string name) => Array.ConvertAll(Ranges(name), static range => range.Ends);

    private AddressRange[] Ranges(string name) =>
        (AddressRange[]?)Transform(name, new AddressRangeTransformationAttribute(), Split) ?? [];

    private IReadOnlyList<IpRange> Reserved(Prefix range, int? prefixSize) =>
        ReservedEnds.Of(range, prefixSize, Count("ReserveFirst"), Count("ReserveLast"));

    private int Count(string name) => Convert<int>(name) switch
    {
        null => 0,
        < 0 and var count => throw new ArgumentException($"{name}: {count} is negative."),
        var count => count.Value,
    };

    private object? Selector(string name, ArgumentTransformationAttribute transformation) =>
        Transform(name, transformation, static value => value);

    /// <summary>A parameter comes transformed; what comes from a row names its column when it is wrong.</summary>
    private object? Transform(string name, ArgumentTransformationAttribute transformation, Func<object, object> prepare)
    {
        if (Value(name) is not { } value) return null;
        try
        {
            return transformation.Transform(null!, prepare(value));
        }
        catch (Exception exception) when (exception is ArgumentTransformationMetadataException or ManifestException)
        {
            throw new ArgumentException($"{name}: {exception.Message}", exception);
        }
    }

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
        if (typeof(T) != typeof(bool) && WholeNumberAttribute.IsFraction(value))
            throw new ArgumentException($"{name}: '{value}' is no whole number.");

        // To PowerShell any text that is not empty is true, the text "false" of a CSV file too.
        if (typeof(T) == typeof(bool) && value is string text)
            return bool.TryParse(text, out var flagged) ? (T)(object)flagged : throw new ArgumentException($"{name}: '{text}' is no true or false.");
        return LanguagePrimitives.TryConvertTo<T>(value is SwitchParameter flag ? flag.IsPresent : value, out var result)
            ? result
            : throw new ArgumentException($"{name}: '{value}' is no {(typeof(T) == typeof(bool) ? "true or false" : "integer")}.");
    }

    private object? OfSource(string name) => source?.BaseObject is IDictionary row
        ? row.Keys.Cast<object>()
            .Where(key => name.Equals(key as string, StringComparison.OrdinalIgnoreCase))
            .Select(key => row[key])
            .FirstOrDefault()
        : source?.Properties[name]?.Value;

    private object? Value(string name)
    {
        if (!bound.TryGetValue(name, out var value))
            value = OfSource(name) ?? OfSource(name + "s");
        value = PowerShellTree.Unwrap(value);
        return value is string text && string.IsNullOrWhiteSpace(text) ? null : value;
    }
}
