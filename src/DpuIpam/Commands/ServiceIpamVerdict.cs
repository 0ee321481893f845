using System.Management.Automation;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Views;

namespace DpuIpam.Commands;

/// <summary>What the authoring cmdlets say of an object before they return it.</summary>
internal static class ServiceIpamVerdict
{
    /// <summary>Writes what is wrong as errors, and what is doubtful as warnings.</summary>
    /// <param name="cmdlet">Writes.</param>
    /// <param name="ipam">The object.</param>
    /// <param name="former">What it was before; null for a new one.</param>
    /// <param name="generation">The state of DPF's API whose rules count.</param>
    /// <returns>Whether DPF and nv-ipam take it.</returns>
    public static bool IsAccepted(PSCmdlet cmdlet, ServiceIpam ipam, ServiceIpam? former, ApiGeneration generation)
    {
        var isAccepted = true;
        var input = new PlanInput
        {
            ServiceIpams = [ipam.Resource],
            HasNodes = false,
            Generation = generation,
            Former = former is null
                ? new Dictionary<string, ServiceIpamResource>()
                : new Dictionary<string, ServiceIpamResource> { [$"{ipam.Namespace}/{ipam.Name}"] = former.Resource },
        };

        // The gravest come first: of what is refused, doubts are not worth a word.
        foreach (var finding in ServiceIpamTest.Run(input))
        {
            if (finding.Severity == FindingSeverity.Error)
            {
                isAccepted = false;
                cmdlet.WriteError(Errors.Refused(finding, ipam));
            }
            else if (isAccepted && finding.Severity == FindingSeverity.Warning)
            {
                cmdlet.WriteWarning(VisibleText.Lines($"{ipam.Name}: {finding.Message}"));
            }
        }

        return isAccepted;
    }
}
