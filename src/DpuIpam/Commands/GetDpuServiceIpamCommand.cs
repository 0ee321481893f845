using System.Management.Automation;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Gets DPUServiceIPAM objects from manifests.</summary>
[Cmdlet(VerbsCommon.Get, "DpuServiceIpam", DefaultParameterSetName = "Path")]
[OutputType(typeof(ServiceIpam))]
public sealed class GetDpuServiceIpamCommand : CancellableCmdlet
{
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);
    private ManifestInput? _input;
    private PlanObjects? _objects;

    /// <summary>Names of the objects; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Files or folders; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files or folders, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    private ManifestInput Input => _input ??= new ManifestInput(this, Take, null, StopToken);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path) Input.AddPath(path);
        foreach (var path in LiteralPath) Input.AddLiteralPath(path);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // What could not be read may have had the name.
        if (Input.HasErrors) return;
        foreach (var name in Name)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !_found.Contains(name))
                WriteError(Errors.ServiceIpamNotFound(name));
        }
    }

    private void Take(object item)
    {
        if (item is not ServiceIpam ipam) return;
        if (!Array.Exists(Name, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(ipam.Name))) return;
        _found.Add(ipam.Name);
        if ((_objects ??= new PlanObjects(Input.Report)).Add(ipam)) WriteObject(ipam);
    }
}
