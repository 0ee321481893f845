using System.Management.Automation;
using DpuIpam.Clusters.Sync;
using DpuIpam.Validation;

namespace DpuIpam;

/// <summary>Errors about what is to be written.</summary>
internal static partial class Errors
{
    /// <summary>Reasons that a message names; the results hold them all.</summary>
    private const int MostReasons = 5;

    public static ErrorRecord NothingNamed(string cmdlet, string wanted) => Create(
        new ArgumentException($"{cmdlet} needs to be told what: {wanted}."),
        "NothingNamed", ErrorCategory.InvalidArgument, null, $"Give {wanted}; nothing named never means everything.");

    public static ErrorRecord ParametersExclude(string one, string other, string reason) => Create(
        new ArgumentException($"-{one} and -{other} can't be used together: {reason}."),
        "ParametersExclude", ErrorCategory.InvalidArgument, other, $"Leave -{one} or -{other} out.");

    public static ErrorRecord ParameterNeeds(string one, string other) => Create(
        new ArgumentException($"-{one} means nothing without -{other}."),
        "ParameterNeeds", ErrorCategory.InvalidArgument, one, $"Give -{other} too, or leave -{one} out.");

    public static ErrorRecord ConnectionReadOnly(Connection connection) => Create(
        new InvalidOperationException($"The connection {connection} is read-only: nothing is written."),
        "ConnectionReadOnly", ErrorCategory.PermissionDenied, connection, "Connect without -ReadOnly, or use -WhatIf.");

    /// <summary>Without a connection, only the object itself can be changed.</summary>
    public static ErrorRecord NothingToWriteTo(string cmdlet, ServiceIpam ipam) => Create(
        new InvalidOperationException($"{cmdlet} has no cluster to write to."),
        "NotConnected", ErrorCategory.ConnectionError, ipam,
        "Run Connect-DpuCluster, or use -AsObject to get the changed object.");

    /// <summary>What holds a write up; the id is that of the rule.</summary>
    /// <param name="finding">The obstacle.</param>
    /// <param name="subject">What is held up, as messages name it.</param>
    /// <param name="target">The object.</param>
    /// <param name="cluster">The DPU cluster, if it is about one, and the subject does not name it.</param>
    public static ErrorRecord HeldUp(Finding finding, string subject, object target, string? cluster = null) => Create(
        new InvalidOperationException($"{subject}: {(cluster is null ? "" : cluster + ": ")}{finding.Message}"),
        finding.RuleId, CategoryOf(finding), target, finding.Advice);

    /// <summary>A pool that a sync refuses to touch.</summary>
    public static ErrorRecord HeldUp(SyncResult result, string connection) => Create(
        new InvalidOperationException($"{connection}/{result.Owner ?? result.Pool}: {result.Error}"),
        result.Findings[0].RuleId, CategoryOf(result.Findings[0]), result, result.Findings[0].Advice);

    public static ErrorRecord WriteFirst(ServiceIpam ipam, string connection) => Create(
        new ItemNotFoundException($"{connection}: there is no DPUServiceIPAM '{ipam.Name}' yet."),
        "ServiceIpamNotFound", ErrorCategory.ObjectNotFound, ipam,
        "Write it with Set-DpuServiceIpam first: ... | Set-DpuServiceIpam | Sync-DpuPool.");

    public static ErrorRecord NeedsSizes(string name, string connection) => Create(
        new ItemNotFoundException($"{connection}: there is no DPUServiceIPAM '{name}'."),
        "ServiceIpamNotFound", ErrorCategory.ObjectNotFound, name,
        "Get-DpuServiceIpam lists them. To make it, give -Network and either -PerNodeIPCount or -PrefixSize.");

    public static ErrorRecord ObjectChanged(ServiceIpam ipam, string connection, string what) => Create(
        new InvalidOperationException($"{connection}/{ipam.Name}: the object given is not the one that is there: {what}."),
        "ObjectChanged", ErrorCategory.ResourceBusy, ipam,
        "It was edited since, or comes from elsewhere. Get it again with Get-DpuServiceIpam, or write yours with Set-DpuServiceIpam first.");

    public static ErrorRecord ObjectMadeAnew(object target, string subject) => Create(
        new InvalidOperationException($"{subject} was made anew since it was read."),
        "ObjectChanged", ErrorCategory.ResourceBusy, target, "Get it again, and decide anew.");

    public static ErrorRecord OtherNamespace(ServiceIpam ipam, Connection connection) => Create(
        new ArgumentException(
            $"{connection.Name}/{ipam.Name}: the object is of the namespace '{ipam.Namespace}'; the connection is for"
            + $" '{connection.Namespace}'."),
        "OtherNamespace", ErrorCategory.InvalidArgument, ipam, "Connect with -Namespace, or change the object's.");

    /// <summary>An object that belongs to other clusters: what has its name here is another one, even with the same uid.</summary>
    /// <param name="target">The object.</param>
    /// <param name="name">Its name.</param>
    /// <param name="source">The connection that it comes from.</param>
    /// <param name="connection">The connection that is used.</param>
    public static ErrorRecord OtherConnection(object target, string name, Connection source, Connection connection) => Create(
        new ArgumentException($"{connection.Name}/{name}: the object comes from the connection {source}; {connection} is used."),
        "OtherConnection", ErrorCategory.InvalidArgument, target,
        $"Use the connection that it comes from (-Connection {source.Name}), or get it from {connection.Name}.");

    public static ErrorRecord ManagedByTool(ServiceIpam ipam, string connection, string tool) => Create(
        new InvalidOperationException($"{connection}/{ipam.Name} is managed by {tool}, which would take the change back."),
        "ManagedByTool", ErrorCategory.ResourceBusy, ipam, $"Change it at its source, or use -Force if {tool} is not to have it any more.");

    /// <summary>A mode switch that was half done.</summary>
    public static ErrorRecord NotMadeAnew(ServiceIpam ipam, string connection, HalfDoneException error) => Create(
        new InvalidOperationException(
            $"{connection}/{ipam.Name} {(error.IsDeleted ? "was deleted, and could not be" : "is being deleted, and is not")}"
            + $" made anew: {error.Message}", error),
        "NotMadeAnew", ErrorCategory.WriteError, ipam,
        "The object as it should be is the TargetObject of this error: pipe it to Set-DpuServiceIpam once the cause is gone"
        + (error.IsDeleted ? "." : "; -TimeoutSec says how long it waits."));

    public static ErrorRecord PlanOutdated(Plan plan, string connection, string what) => Create(
        new InvalidOperationException($"{connection}/{plan.Pool}: the plan is outdated: {what}."),
        "PlanOutdated", ErrorCategory.ResourceBusy, plan, "Plan again with Get-DpuIpamPlan, and look at what has changed.");

    /// <summary>Clusters are named to let their addresses go, and keep none.</summary>
    public static ErrorRecord NothingKept(string connection, IReadOnlyList<string> reasons, string[] names) => Create(
        new ArgumentException($"{connection}: nothing was done, since {string.Join(" And ", reasons)}"),
        "NothingKept", ErrorCategory.InvalidArgument, names,
        "Sync-DpuPool -WhatIf tells which clusters keep addresses (ReclaimPending): name those, literally.");

    public static ErrorRecord PlanOfPool(Plan plan) => Create(
        new ArgumentException($"{plan.Pool}: this is the plan of a pool by itself; nothing says what the pool should be."),
        "PlanOfPool", ErrorCategory.InvalidArgument, plan, "Give plans of DPUServiceIPAM objects.");

    public static ErrorRecord DpfHoldsPools(string parameter, string connection, string reason) => Create(
        new InvalidOperationException($"{connection}: -{parameter} is refused, since DPF holds the pools: {reason}."),
        "DpfHoldsPools", ErrorCategory.ResourceBusy, connection,
        "Leave the pools to DPF; Sync-DpuPool without it sees DPF through. To do without DPF, stop it first.");

    public static ErrorRecord DpfHoldsPool(Pool pool, string subject, string reason) => Create(
        new InvalidOperationException(
            $"{subject} is of the DPUServiceIPAM '{pool.Owner}', and DPF holds the pools ({reason}): DPF re-creates it, and nv-ipam deals afresh."),
        "DpfHoldsPools", ErrorCategory.ResourceBusy, pool,
        "Remove the DPUServiceIPAM with Remove-DpuServiceIpam, or change its cluster selector.");

    /// <summary>What is still missing when patience ends; where nobody would do it, the advice says so.</summary>
    public static ErrorRecord NotReady(
        string connection, ServiceIpam ipam, IReadOnlyList<Finding> reasons, TimeSpan patience, DpfPresence dpf)
    {
        var named = reasons.Take(MostReasons).Select(static reason =>
            reason.Cluster is null ? reason.Message : $"{reason.Cluster}: {reason.Message}");
        var more = reasons.Count > MostReasons ? $" And {reasons.Count - MostReasons} more." : "";
        var isForDpf = reasons.Any(static reason => reason.Rule == Rules.PoolMissing || reason.Rule == Rules.PoolDiffers);
        var advice = (isForDpf, dpf.State) switch
        {
            (true, DpfState.Stopped) => Rules.DpfStopped.Advice,
            (true, DpfState.Absent) => "No DPF is here that would make the pools: run Sync-DpuPool.",
            _ => reasons[0].Advice,
        };
        return Create(
            new TimeoutException($"{connection}/{ipam.Name} is not ready after {patience.TotalSeconds:0} s: {Sentences.Join(named)}{more}"),
            "NotReady", ErrorCategory.OperationTimeout, ipam, advice);
    }

    private static ErrorCategory CategoryOf(Finding finding) =>
        finding.Rule == Rules.ClusterUnreachable ? ErrorCategory.ConnectionError
        : finding.Source == FindingSource.DpuIpam ? ErrorCategory.InvalidOperation
        : ErrorCategory.InvalidData;
}
