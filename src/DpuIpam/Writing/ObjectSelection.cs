using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Sync;
using DpuIpam.Input;
using DpuIpam.Resources;

namespace DpuIpam.Writing;

/// <summary>Which DPUServiceIPAM objects of a connection a command is about: those named, those given, or all.</summary>
/// <param name="connection">The connection.</param>
/// <param name="report">Takes an error for each item that is not what it should be.</param>
internal sealed class ObjectSelection(Connection connection, Action<ErrorRecord> report)
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, ServiceIpam> _given = new(StringComparer.Ordinal);
    private readonly List<Plan> _plans = [];

    /// <summary>Whether every object is meant.</summary>
    public bool IsAll { get; set; }

    /// <summary>Whether nothing is meant: an empty pipeline.</summary>
    public bool IsEmpty => !IsAll && _names.Count + _given.Count + _plans.Count == 0;

    public bool HasPlans => _plans.Count > 0;

    /// <summary>The plans given, by the key of their object.</summary>
    public ILookup<string, Plan> Plans => _plans.ToLookup(static plan => plan.Content.Origin!.Key);

    /// <summary>The object that was given by this key; null when none was.</summary>
    public ServiceIpam? Given(string key) => _given.GetValueOrDefault(key);

    public void AddNames(IEnumerable<string> names) => _names.AddRange(names);

    /// <summary>Adds what the pipeline brings: objects, plans and names.</summary>
    /// <param name="input">What it brings; lists are unrolled.</param>
    /// <param name="wanted">What is taken, for the error about anything else.</param>
    /// <param name="takesPlans">Whether plans are.</param>
    public void Add(object? input, string wanted, bool takesPlans = false)
    {
        foreach (var item in PipelineItems.Of(input))
        {
            if (item is string name) _names.Add(name);
            else if (item is ServiceIpam ipam) Add(ipam);
            else if (item is Plan plan && takesPlans) Add(plan);
            else report(Errors.InputNotSupported(item, wanted));
        }
    }

    /// <summary>The objects as they are on the cluster; what is not there is an error.</summary>
    /// <param name="inventory">What is there.</param>
    public List<ServiceIpamResource> Find(Inventory inventory) =>
        Choose(inventory, report, (given, live) =>
        {
            if (live is null) report(Errors.ServiceIpamNotThere(given.Name, connection.Name));
            return live;
        });

    /// <summary>The objects to sync. One that is given must be the one that is there; under -WhatIf it may be what would
    /// be.</summary>
    /// <param name="inventory">What is there.</param>
    /// <param name="isWhatIf">Whether nothing will be written.</param>
    /// <param name="keep">Takes the errors: on the thread that calls, nothing can be written.</param>
    public List<ServiceIpamResource> Choose(
        Inventory inventory, bool isWhatIf, Action<ErrorRecord> keep) =>
        Choose(inventory, keep, (given, live) =>
        {
            if (isWhatIf) return inventory.AsWritten(given.Resource);
            var patch = live is null ? null : ServiceIpamWriter.PatchOf(live, given.Resource);
            if (live is not null && patch is null) return live;
            if (_plans.Find(plan => plan.Content.Origin!.Key == given.Resource.Key) is { } plan)
            {
                keep(Errors.PlanOutdated(plan, connection.Name, patch is null
                    ? "there is no such DPUServiceIPAM"
                    : $"the DPUServiceIPAM there differs in {FirstPath(patch)}"));
            }
            else
            {
                keep(patch is null
                    ? Errors.WriteFirst(given, connection.Name)
                    : Errors.ObjectChanged(given, connection.Name, $"it differs in {FirstPath(patch)}"));
            }

            return null;
        });

    /// <summary>Whether an object is meant, whenever it is asked; for work that goes on.</summary>
    public Func<string, bool> ToPredicate()
    {
        if (IsAll) return static _ => true;
        var names = new NameFilter([.. _names]);
        return key => _given.ContainsKey(key) || (_names.Count > 0 && names.Matches(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]));
    }

    private void Add(ServiceIpam ipam)
    {
        if (IsFromElsewhere(ipam, ipam.Name, ipam.Source)) return;
        if (_given.TryAdd(ipam.Resource.Key, ipam)) return;
        if (ServiceIpamWriter.PatchOf(_given[ipam.Resource.Key].Resource, ipam.Resource) is not null)
            report(Errors.DuplicateObject(ipam.Resource.ToString(), "before", ipam));
    }

    private void Add(Plan plan)
    {
        if (plan.Content.Origin is not { } origin)
        {
            report(Errors.PlanOfPool(plan));
            return;
        }

        if (IsFromElsewhere(plan, plan.Pool, plan.Source)) return;
        _plans.Add(plan);
        Add(new ServiceIpam(origin));
    }

    private bool IsFromElsewhere(object item, string name, Connection? source)
    {
        if (source is null || source.IsSame(connection)) return false;
        report(Errors.OtherConnection(item, name, source, connection));
        return true;
    }

    private List<ServiceIpamResource> Choose(
        Inventory inventory, Action<ErrorRecord> tell,
        Func<ServiceIpam, ServiceIpamResource?, ServiceIpamResource?> choose)
    {
        if (IsAll) return [.. inventory.ServiceIpams];
        var chosen = new Dictionary<string, ServiceIpamResource>(StringComparer.Ordinal);
        foreach (var (key, given) in _given)
        {
            if (given.Namespace != connection.Namespace)
            {
                tell(Errors.OtherNamespace(given, connection));
                continue;
            }

            var live = inventory.ServiceIpams.FirstOrDefault(ipam => ipam.Key == key);
            if (choose(given, live) is { } wanted) chosen[key] = wanted;
        }

        if (_names.Count > 0)
        {
            var names = new NameFilter([.. _names]);
            foreach (var ipam in inventory.ServiceIpams)
                if (names.Matches(ipam.Name)) chosen.TryAdd(ipam.Key, ipam);
            foreach (var name in names.NotFound) tell(Errors.ServiceIpamNotThere(name, connection.Name));
        }

        return [.. chosen.Values];
    }

    private static string FirstPath(System.Text.Json.Nodes.JsonObject patch)
    {
        var (name, value) = patch.First();
        return value is System.Text.Json.Nodes.JsonObject { Count: > 0 } inner && name != "annotations" ? $"{name}.{FirstPath(inner)}" : name;
    }
}
