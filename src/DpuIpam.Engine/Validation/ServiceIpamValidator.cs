using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>DPF's verdict on a DPUServiceIPAM: CRD and webhook, rule by rule and in their order (docs/upstream.md,
/// B).</summary>
internal static class ServiceIpamValidator
{
    /// <summary>The only namespace that DPF admits.</summary>
    public const string Namespace = "dpf-operator-system";

    private const int LongestName = 63;

    /// <summary>Rules on create, and on the new object of an update.</summary>
    public static List<DpfViolation> Validate(ServiceIpamResource ipam, ApiGeneration generation = ApiGeneration.G5)
    {
        var violations = new List<DpfViolation>();
        if (ipam.Namespace is not ("" or Namespace))
        {
            violations.Add(new DpfViolation(Rules.DpfNamespace, "metadata.namespace",
                $"the namespace is {ipam.Namespace}; currently only '{Namespace}' namespace is supported"));
        }

        if (generation >= ApiGeneration.G1 && ipam.Name.Length > LongestName)
        {
            violations.Add(new DpfViolation(Rules.DpfName, "metadata.name",
                $"the name has {ipam.Name.Length} characters; name length can't be bigger than 63 chars"));
        }

        if (ipam.Name.Length > 0 && Labels.CheckSubdomain(ipam.Name) is [var nameError, ..])
            violations.Add(new DpfViolation(Rules.DpfName, "metadata.name", $"the name {ipam.Name} is refused: {nameError}"));

        if (ipam.ModeFieldsSet.Count == 0)
        {
            violations.Add(new DpfViolation(Rules.ModeMissing, "spec", "no mode is set"));
            return violations;
        }

        if (ipam.ModeFieldsSet.Count > 1)
        {
            violations.Add(new DpfViolation(Rules.ModeTwice, "spec", $"{string.Join(" and ", ipam.ModeFieldsSet)} are set"));
        }

        if (generation < ApiGeneration.G5 && ipam.ModeField is "network" or "subnet")
        {
            violations.Add(new DpfViolation(Rules.ModeUnknown, $"spec.{ipam.ModeField}",
                $"{generation} does not take {ipam.ModeField}"));
            return violations;
        }

        if (ipam.Mode == IpamMode.Network) new NetworkModeRules(ipam, generation, violations).Check();
        else new SubnetModeRules(ipam, generation, violations).Check();
        return violations;
    }

    /// <summary>Rules on update: those of the new object, and those that compare it with the old one (B.4).</summary>
    public static List<DpfViolation> ValidateUpdate(
        ServiceIpamResource old, ServiceIpamResource @new, ApiGeneration generation = ApiGeneration.G5)
    {
        var violations = Validate(@new, generation);
        UpdateRules.Check(old, @new, generation, violations);
        return violations;
    }
}
