using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DpuIpam.Planning;

namespace DpuIpam.Completion;

/// <summary>A completer never throws: without an idea it has nothing to offer.</summary>
public abstract class Completer : IArgumentCompleter
{
    /// <summary>How many are offered.</summary>
    private protected virtual int Most => int.MaxValue;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            var word = (wordToComplete ?? "").Trim('\'', '"');
            var pattern = WildcardPattern.Get(word + "*", WildcardOptions.IgnoreCase);
            return [.. Candidates(fakeBoundParameters)
                .Where(candidate => pattern.IsMatch(candidate.Text) && ArgumentText.IsPrintable(candidate.Text))
                .Take(Most)
                .Select(static candidate => new CompletionResult(
                    ArgumentText.Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.Tip))];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return [];
        }
    }

    private protected abstract IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters);
}
