namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Something that a command must not have done.</summary>
/// <param name="Rule">Which rule it breaks.</param>
/// <param name="Text">What happened.</param>
internal sealed record Violation(string Rule, string Text)
{
    public override string ToString() => $"{Rule}: {Text}";
}
