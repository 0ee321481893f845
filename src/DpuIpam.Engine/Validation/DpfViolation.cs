namespace DpuIpam.Validation;

/// <summary>One rule of DPF that an object breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Field">Path of the field.</param>
/// <param name="Message">What is wrong, in one clause.</param>
internal sealed record DpfViolation(Rule Rule, string Field, string Message);
