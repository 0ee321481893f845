using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Validation;

namespace DpuIpam.Commands;

/// <summary>Lists the rules that findings come from.</summary>
[Cmdlet(VerbsCommon.Get, "DpuIpamRule")]
[OutputType(typeof(Rule))]
public sealed class GetDpuIpamRuleCommand : PSCmdlet
{
    /// <summary>Ids of the rules; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleIdCompleter))]
    public string[] RuleId { get; set; } = ["*"];

    /// <summary>Whose rules.</summary>
    [Parameter]
    public FindingSource[] Source { get; set => field = value ?? []; } = [];

    /// <summary>Rules of this severity.</summary>
    [Parameter]
    public FindingSeverity[] Severity { get; set => field = value ?? []; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in RuleId)
        {
            var pattern = WildcardPattern.Get(id, WildcardOptions.IgnoreCase);
            var isKnown = false;
            foreach (var rule in Rules.All)
            {
                if (!pattern.IsMatch(rule.RuleId)) continue;
                isKnown = true;
                if (Source.Length > 0 && !Source.Contains(rule.Source)) continue;
                if (Severity.Length > 0 && !Severity.Contains(rule.Severity)) continue;
                WriteObject(rule);
            }

            if (!isKnown && !WildcardPattern.ContainsWildcardCharacters(id)) WriteError(Errors.RuleNotFound(id));
        }
    }
}
