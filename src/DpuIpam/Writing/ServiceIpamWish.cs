using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Sync;
using DpuIpam.Input;
using DpuIpam.Resources;

namespace DpuIpam.Writing;

/// <summary>What a command wants DPUServiceIPAM objects of a connection to be: its fields, laid over what is there now.</summary>
/// <param name="connection">The connection.</param>
/// <param name="bound">The fields.</param>
/// <param name="generation">The state of DPF's API whose field names a new object gets; null when that is not said.</param>
/// <param name="hasField">Whether the host cluster's definition has a field; null when that can't be known.</param>
internal sealed class ServiceIpamWish(
    Connection connection, IReadOnlyDictionary<string, object> bound, ApiGeneration? generation, Func<string, bool?> hasField)
{
    /// <summary>The object of a name as it should be.</summary>
    /// <param name="name">The name.</param>
    /// <param name="inventory">What is there.</param>
    /// <param name="error">Why there is none.</param>
    public ServiceIpamResource? Of(string name, Inventory inventory, out ErrorRecord? error)
    {
        error = null;
        if (Find(inventory, name) is { } live) return Change(live);
        var own = new Dictionary<string, object>(bound.ToDictionary(), StringComparer.OrdinalIgnoreCase) { ["Name"] = name };
        var fields = new ServiceIpamFields(own, null);
        var mode = fields.PrefixSize is null ? IpamMode.Subnet : IpamMode.Network;
        if (fields.Network is not null && (fields.PrefixSize is null) != (fields.PerNodeIPCount is null))
            return fields.Build(connection.Namespace, NewField(mode, fields.Network));
        error = Errors.NeedsSizes(name, connection.Name);
        return null;
    }

    /// <summary>An object of the pipeline as it should be: one of this connection as it is there now, any other one as it was
    /// given, with the fields.</summary>
    /// <param name="given">The object.</param>
    /// <param name="inventory">What is there.</param>
    /// <param name="error">Why there is none.</param>
    public ServiceIpamResource? Of(ServiceIpam given, Inventory inventory, out ErrorRecord? error)
    {
        error = null;
        var ipam = given.Resource;
        if (ipam.Namespace.Length > 0 && ipam.Namespace != connection.Namespace)
        {
            error = Errors.OtherNamespace(given, connection);
            return null;
        }

        var live = Find(inventory, ipam.Name);
        if (given is { Source: { } source, IsForeseen: false } && source.IsSame(connection))
        {
            if (live is not null) return Change(live);
            error = Errors.ServiceIpamNotThere(ipam.Name, connection.Name);
            return null;
        }

        if (live is null) return Fit(Change(new ServiceIpamEdit().Copy(ipam, ipam.Name, connection.Namespace, null)));
        if (IsOlder(ipam, live))
        {
            error = Errors.ObjectChanged(given, connection.Name, "that one has been edited since");
            return null;
        }

        var wanted = Change(ipam);
        if (SyncPlanner.IsModeSwitch(live, wanted)) return Fit(new ServiceIpamEdit().Copy(wanted, wanted.Name, connection.Namespace, null));
        return generation is null && live.ModeField is { } field ? ServiceIpamEdit.Rename(wanted, field) : Fit(wanted);
    }

    private ServiceIpamResource Change(ServiceIpamResource ipam)
    {
        var fields = new ServiceIpamFields(bound, null);
        if (!fields.IsModeSwitch(ipam)) return fields.Change(ipam);
        var switched = fields.Switch(ipam);
        return new ServiceIpamEdit().Copy(switched, switched.Name, connection.Namespace, null);
    }

    private ServiceIpamResource? Find(Inventory inventory, string name) =>
        inventory.ServiceIpams.FirstOrDefault(ipam => ipam.Name == name && ipam.Namespace == connection.Namespace);

    /// <summary>Whether an object is an earlier form of the one that is there: written back, it would undo what others did.</summary>
    private static bool IsOlder(ServiceIpamResource ipam, ServiceIpamResource live) => ipam.Uid.Length > 0 && ipam.Uid == live.Uid
        && (ipam.Generation is { } number && live.Generation is { } now
            ? number != now
            : ipam.ResourceVersion is { } version && version != live.ResourceVersion);

    /// <summary>The object by field names that the cluster knows.</summary>
    private ServiceIpamResource Fit(ServiceIpamResource ipam)
    {
        if (ipam.ModeField is not { } field) return ipam;
        if (generation is { } asked) return ServiceIpamEdit.Rename(ipam, ApiNames.ModeField(ipam.Mode, asked >= ApiGeneration.G5));
        return hasField("spec." + field) == false
            ? ServiceIpamEdit.Rename(ipam, ApiNames.ModeField(ipam.Mode, !ApiNames.IsNewModeField(field)))
            : ipam;
    }

    private string NewField(IpamMode mode, string network)
    {
        var isNew = generation is { } asked
            ? asked >= ApiGeneration.G5
            : hasField("spec.network") ?? network.Contains(':', StringComparison.Ordinal);
        return ApiNames.ModeField(mode, isNew);
    }
}
