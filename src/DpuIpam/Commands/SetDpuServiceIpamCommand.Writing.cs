using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <content>Plans, asks and writes.</content>
public sealed partial class SetDpuServiceIpamCommand
{
    /// <summary>Names and objects, in their order.</summary>
    private readonly List<object> _wanted = [];

    private readonly Dictionary<string, bool?> _fields = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_wanted.Count == 0) return;
        RequireWritable();
        var inventory = ReadAll();
        var agreed = new List<ServiceIpamEditPlan>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in _wanted)
        {
            if (Wanted(item, inventory) is not { } wanted) continue;
            if (!keys.Add(wanted.Key))
            {
                WriteError(Errors.DuplicateObject(wanted.ToString(), "before", item));
                continue;
            }

            var edit = ServiceIpamWriter.Prepare(Session, inventory, wanted, Options, StopToken);
            if (!Agree(edit)) continue;
            agreed.Add(edit);
            // The next one must not get what this one takes.
            inventory = inventory.With(edit.Wanted);
        }

        if (agreed.Count > 0) Work.Run(token => WriteAllAsync(agreed, token));
    }

    private SyncOptions Options => new()
    {
        Warn = Work.WriteWarning,
        Consent = new Consent(AllowRenumber || IsWhatIf, AllowDrop || IsWhatIf), Generation = ApiGeneration,
        Patience = TimeSpan.FromSeconds(TimeoutSec),
    };

    private ServiceIpamResource? Wanted(object item, Inventory inventory)
    {
        var isAsked = MyInvocation.BoundParameters.ContainsKey(nameof(ApiGeneration));
        var wish = new ServiceIpamWish(Used, MyInvocation.BoundParameters, isAsked ? ApiGeneration : null, HasField);
        try
        {
            var wanted = item is ServiceIpam given
                ? wish.Of(given, inventory, out var error)
                : wish.Of((string)item, inventory, out error);
            if (error is not null) WriteError(error);
            return wanted;
        }
        catch (Exception exception) when (IsAboutField(exception))
        {
            WriteError(Errors.FieldInvalid((item as ServiceIpam)?.Name ?? (string)item, exception.Message, item));
            return null;
        }
    }

    /// <summary>Judges an edit, and asks about it.</summary>
    /// <returns>Whether it is to be written.</returns>
    private bool Agree(ServiceIpamEditPlan edit)
    {
        if (!edit.IsChange)
        {
            WriteVerbose($"{Used.Name}/{edit.Wanted.Name} is as wanted.");
            WriteObject(new ServiceIpam(edit.Live!) { Source = Used });
            return false;
        }

        var target = new ServiceIpam(edit.Wanted);
        var subject = $"{Used.Name}/{target.Name}";
        if (edit.Live is { } live && !Force && OtherTools.Of(live) is { } tool)
        {
            WriteError(Errors.ManagedByTool(target, Used.Name, tool));
            return false;
        }

        var obstacles = Obstacles(edit);
        // What several clusters share is about the object.
        foreach (var same in obstacles.GroupBy(static finding => (finding.RuleId, finding.Message)))
            WriteError(Errors.HeldUp(same.First(), subject, target, same.Count() == 1 ? same.First().Cluster : null));
        if (obstacles.Count > 0) return false;
        var doubts = edit.Unit.Plans.SelectMany(static plan => plan.Findings)
            .Where(static finding => finding.Severity == FindingSeverity.Warning)
            .Select(static finding => finding.Message).Distinct(StringComparer.Ordinal);
        foreach (var doubt in doubts) WriteWarning($"{target.Name}: {doubt}");
        var question = $"{subject}: {EditText.Of(edit)}{LossText.Missing(edit.Caused, AllowRenumber, AllowDrop)}";
        if (Asks(question, out var isWhatIf)) return true;
        if (isWhatIf) WriteObject(new ServiceIpam(edit.Wanted) { Source = Used, IsForeseen = true });
        return false;
    }

    private static List<Finding> Obstacles(ServiceIpamEditPlan edit)
    {
        var obstacles = edit.Obstacles.ToList();
        // Of a cluster that can't be read, nobody knows whom the edit renumbers.
        var isAllowed = edit.Plan.Options.Consent is { AllowRenumber: true, AllowDrop: true };
        foreach (var plan in edit.Unit.PoolPlans)
        {
            if (isAllowed || edit.Live is null || edit.Plan.Member(plan.Cluster)?.Error is not { } error) continue;
            obstacles.Add(plan.Content.Find(Rules.ClusterUnreachable,
                $"Whether nodes would be renumbered can't be seen: {Sentences.End(error.Message)} With -AllowRenumber and -AllowDrop it is done all the same."));
        }

        return obstacles;
    }

    private async Task<bool> WriteAllAsync(List<ServiceIpamEditPlan> edits, CancellationToken cancellation)
    {
        for (var i = 0; i < edits.Count; i++)
        {
            var edit = edits[i];
            Work.ReportProgress(edit.Wanted.Name, i, edits.Count);
            try
            {
                var writing = edit.IsModeSwitch
                    ? ModeSwitch.RunAsync(edit, Force, cancellation)
                    : ServiceIpamWriter.WriteAsync(edit, Force, cancellation);
                Work.WriteObject(new ServiceIpam(await writing.ConfigureAwait(false)) { Source = Used });
            }
            catch (ClusterException error)
            {
                Work.WriteError(Errors.Cluster(error, new ServiceIpam(edit.Wanted)));
            }
            catch (HalfDoneException error)
            {
                Work.WriteError(Errors.NotMadeAnew(new ServiceIpam(edit.Wanted), Used.Name, error));
            }
        }

        return true;
    }

    private bool? HasField(string path)
    {
        if (!_fields.TryGetValue(path, out var known))
            _fields[path] = known = Work.Run(token => Session.Host.HasFieldAsync(ResourceKind.ServiceIpam, path, token));
        return known;
    }
}
