using System.Management.Automation;
using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <content>Prepares, asks, and runs.</content>
public sealed partial class SyncDpuPoolCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Selection.IsEmpty) return;
        if (Continuous && !IsWhatIf)
        {
            RunContinuously();
            return;
        }

        var plan = Prepare();
        WriteVerbose($"{Used.Name}: {(plan.IsBesideDpf ? "DPF holds the pools" : "no DPF holds the pools")} ({plan.Inventory.Dpf.Reason}).");
        CheckRegime(plan);
        if (HandBackToDpf || (!plan.IsBesideDpf && plan.Units.Any(unit => unit.Obstacles.Count == 0 && UnitRun.HasWork(plan, unit))))
            RequireWritable();
        var output = new SyncOutput(Used.Name, WriteObject, WriteError) { IsKeeping = Wait && !IsWhatIf };
        var agreed = Agree(plan, output);
        if (agreed.Count == 0)
        {
            output.Flush(static _ => []);
            return;
        }

        Work.Run(token => RunAsync(plan, agreed, output, token));
        if (output.IsKeeping) Finish(plan, agreed, output);
    }

    private SyncPlan Prepare()
    {
        var errors = new List<ErrorRecord>();
        var isWhatIf = IsWhatIf;
        var plan = Work.Run(token => SyncPlanner.PrepareAsync(
            Session, inventory => Selection.Choose(inventory, isWhatIf, errors.Add), Options, token));
        foreach (var error in plan.Inventory.Unreadable) WriteError(Errors.ManifestInvalid(error));
        foreach (var error in errors) WriteError(error);
        return plan;
    }

    /// <summary>What can't be done while DPF holds the pools, or does not make sense.</summary>
    private void CheckRegime(SyncPlan plan)
    {
        var dpf = plan.Inventory.Dpf;
        if (HandBackToDpf && dpf.State == DpfState.Present) Refuse(nameof(HandBackToDpf));
        if (HandBackToDpf) return;
        if (TakeOverFromDpf && dpf.State == DpfState.Present) Refuse(nameof(TakeOverFromDpf));
        if (Allocate && plan.IsBesideDpf) Refuse(nameof(Allocate));
        if (ReleaseCluster.Length > 0 && plan.IsBesideDpf) Refuse(nameof(ReleaseCluster));
        // Somebody who consents to what is not there has taken something for something else.
        if (plan.NotReleased.Count > 0) ThrowTerminatingError(Errors.NothingKept(Used.Name, plan.NotReleased, ReleaseCluster));
        if (Continuous && plan.IsBesideDpf) Refuse(nameof(Continuous));

        void Refuse(string parameter) => ThrowTerminatingError(Errors.DpfHoldsPools(parameter, Used.Name, dpf.Reason));
    }

    /// <summary>Asks about each object; what is refused, outdated or only planned is told here.</summary>
    /// <returns>The objects to sync.</returns>
    private List<SyncUnit> Agree(SyncPlan plan, SyncOutput output)
    {
        var report = new SyncReport(plan, output.Take, WriteWarning);
        var plans = Selection.Plans;
        var agreed = new List<SyncUnit>();
        foreach (var unit in plan.Units)
        {
            if (IsOutdated(plans[unit.Ipam.Key], unit)) continue;
            if (HandBackToDpf)
            {
                var pools = HandBackRun.PoolsOf(plan, unit).Count();
                if (Asks($"{Used.Name}/{unit.Ipam.Name}: hand {pools} {(pools == 1 ? "pool" : "pools")} back to DPF", out _)) agreed.Add(unit);
            }
            else if (unit.Obstacles.Count > 0)
            {
                report.Refuse(unit);
            }
            else if (plan.IsBesideDpf ? !IsWhatIf : !UnitRun.HasWork(plan, unit))
            {
                // Nothing is written: there is nothing to ask.
                agreed.Add(unit);
            }
            else if (Asks($"{Used.Name}/{unit.Ipam.Name}: {Describe(plan, unit)}", out var isWhatIf))
            {
                agreed.Add(unit);
            }
            else if (isWhatIf)
            {
                report.Foresee(unit);
            }
        }

        return agreed;
    }

    /// <summary>Beside DPF nothing is written here, and no consent is missing.</summary>
    private string Describe(SyncPlan plan, SyncUnit unit) => plan.IsBesideDpf
        ? $"see DPF through, {unit.Describe(plan)}"
        : unit.Describe(plan) + LossText.Missing(LiveChanges.Of(unit.Plans, unit.Unnamed), AllowRenumber, AllowDrop);

    private bool IsOutdated(IEnumerable<Plan> given, SyncUnit unit)
    {
        Plan[] plans = [.. given];
        if (plans.Length == 0) return false;
        var isOutdated = false;
        foreach (var (plan, what) in PlanCheck.FindOutdated(plans, unit))
        {
            isOutdated = true;
            WriteError(Errors.PlanOutdated(plan, Used.Name, what));
        }

        return isOutdated;
    }

    private async Task<bool> RunAsync(SyncPlan plan, List<SyncUnit> agreed, SyncOutput output, CancellationToken cancellation)
    {
        var total = agreed.Sum(static unit => unit.PoolPlans.Count() + unit.Removals.Count);
        var done = 0;
        if (HandBackToDpf) await HandBackRun.RunAsync(plan, agreed, Take, cancellation).ConfigureAwait(false);
        else if (plan.IsBesideDpf)
        {
            await DpfFollower.RunAsync(
                plan, agreed, Take, seen => ReadinessProgress.Report(Work, seen), Work.WriteWarning, cancellation).ConfigureAwait(false);
        }
        else await SyncRun.RunAsync(plan, agreed, Take, Work.WriteWarning, cancellation).ConfigureAwait(false);
        return true;

        void Take(SyncResult result)
        {
            Work.ReportProgress(result.ToString(), Math.Min(++done, total), total);
            Work.Post(() => output.Take(result));
        }
    }

    /// <summary>Waits until what was synced serves its nodes; what is missing then is an error, and in the results.</summary>
    private void Finish(SyncPlan plan, List<SyncUnit> agreed, SyncOutput output)
    {
        string[] keys = [.. agreed.Where(unit => !output.Failed.Contains(unit.Ipam.Name)).Select(static unit => unit.Ipam.Key)];
        // Beside DPF the sync has waited already.
        var options = plan.IsBesideDpf ? plan.Options with { Patience = TimeSpan.Zero } : plan.Options;
        var states = keys.Length == 0
            ? []
            : Work.Run(token => ReadinessWatch.WaitAsync(
                Session, keys, options, seen => ReadinessProgress.Report(Work, seen), token));
        var reasons = states.Where(static state => state.Ipam is not null)
            .ToDictionary(static state => state.Ipam!.Name, static state => state.Reasons, StringComparer.Ordinal);
        output.Flush(result => reasons.GetValueOrDefault(result.Owner ?? "", [])
            .Where(reason => (reason.Cluster is null || reason.Cluster == result.Cluster)
                && result.Findings.All(finding => finding.ToString() != reason.ToString())));
        foreach (var state in states)
        {
            if (state.Ipam is not { } ipam || state.Reasons.Count == 0) continue;
            var target = new ServiceIpam(ipam) { Source = Used };
            WriteError(Errors.NotReady(Used.Name, target, state.Reasons, plan.Options.Patience, plan.Inventory.Dpf));
        }
    }

    private void RunContinuously()
    {
        if (Selection.HasPlans)
            ThrowTerminatingError(Errors.ParametersExclude(nameof(Continuous), nameof(InputObject), "a plan is for one time"));
        var plan = Prepare();
        CheckRegime(plan);
        Work.Run(token => SyncRights.CheckAsync(plan, plan.Units, token));
        if (!Asks($"{Used.Name}: sync {(All ? "all DPUServiceIPAM objects" : "the objects named")} every {IntervalSec} s until stopped", out _)) return;
        Work.HasProgress = false;
        var output = new SyncOutput(Used.Name, WriteObject, WriteError) { IsRepeating = true };
        Work.Run(async token =>
        {
            var loop = new SyncLoop(
                Session, Selection.ToPredicate(), Options, TimeSpan.FromSeconds(IntervalSec),
                result => Work.Post(() => output.Take(result)), Work.WriteWarning);
            await loop.RunAsync(token).ConfigureAwait(false);
            return true;
        });
    }
}
