using System.Collections;
using DpuIpam.Validation;

namespace DpuIpam.Completion;

/// <summary>Completes rule ids.</summary>
public sealed class RuleIdCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        Rules.All.Select(static rule => (rule.RuleId, rule.Description));
}
