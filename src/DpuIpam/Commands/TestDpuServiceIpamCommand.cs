using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Commands;

/// <summary>Checks DPUServiceIPAM objects as DPF does, then as nv-ipam checks the pools that would result, and for what
/// both accept and serve badly.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DpuServiceIpam", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Finding), typeof(bool))]
public sealed class TestDpuServiceIpamCommand : ConnectedManifestCmdlet
{
    private PlanObjects? _objects;

    /// <summary>Objects to check; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set => field = value ?? []; } = [];

    /// <summary>What the objects were before: objects, files or paths. DPF's rules on updates are checked as well.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Against { get; set; } = [];

    /// <summary>The state of DPF's API whose rules count; the newest without it.</summary>
    [Parameter]
    public ApiGeneration ApiGeneration { get; set; } = ApiGeneration.G5;

    /// <summary>Ranges in use elsewhere, which no pool should touch: CIDRs, or first and last address.</summary>
    [Parameter]
    [Alias("ReservedRanges")]
    [AddressRangeTransformation]
    public AddressRange[] ReservedRange { get; set; } = [];

    /// <summary>Returns only whether no finding is an error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Ends in an error when a finding is at least this grave, after all findings were written.</summary>
    [Parameter]
    public FindingSeverity? FailOn { get; set; }

    private PlanObjects Objects => _objects ??= new PlanObjects(Input.Report);

    private protected override string LineOf(string name) => $"Test-DpuServiceIpam -Name {name}";

    private protected override void Take(object item)
    {
        if (item is not ServiceIpam ipam || Follow(ipam)) Objects.Add(item);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        if (!HasNoInput && Objects.ServiceIpams.Count == 0)
        {
            if (!Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NoServiceIpam());
            if (Quiet && (Input.HasErrors || ParameterSetName != InputSet)) WriteObject(false);
            return;
        }

        // Against half of what was there, a verdict would be too kind.
        if (!TryReadFormer(out var former))
        {
            if (Quiet) WriteObject(false);
            return;
        }

        var source = new PlanSource(Objects, IsLive ? ReadSurroundings() : null);
        var names = new NameFilter(Name);
        var input = source.Input with
        {
            Chains = Objects.Chains,
            Generation = ApiGeneration,
            ReservedRanges = Array.ConvertAll(ReservedRange, static range => range.Reserved),
        };
        if (Against.Length > 0) input = input with { Former = former };
        var findings = ServiceIpamTest
            .Run(input, plan => source.IsMeant(plan) && names.Matches(plan.Content.Origin!.Name))
            .ToArray();

        // What could not be read may have had the name.
        if (!Input.HasErrors)
        {
            foreach (var name in names.NotFound)
                Input.Report(IsLive ? Errors.ServiceIpamNotThere(name, Used.Name) : Errors.ServiceIpamNotFound(name));
        }

        FindingReport.Write(this, findings, Quiet, Input.HasErrors, FailOn);
    }

    private bool TryReadFormer(out Dictionary<string, ServiceIpamResource> former)
    {
        var read = former = new Dictionary<string, ServiceIpamResource>(StringComparer.Ordinal);
        if (Against.Length == 0) return true;
        PlanObjects? objects = null;
        var input = new ManifestInput(this, item =>
        {
            if (item is ServiceIpam ipam && objects!.Add(ipam)) read[$"{ipam.Namespace}/{ipam.Name}"] = ipam.Resource;
        }, null, StopToken);
        objects = new PlanObjects(input.Report);
        foreach (var item in Against)
            input.Add(PowerShellTree.Unwrap(item)!, "ServiceIpam objects, files, or paths");
        input.Complete();
        foreach (var ipam in Objects.ServiceIpams)
        {
            if (!former.ContainsKey($"{ipam.Namespace}/{ipam.Name}"))
                WriteWarning($"{ipam.Name}: -Against has no object of this name; it is checked as a new one.");
        }

        return !input.HasErrors;
    }
}
