using System.Management.Automation.Host;

namespace DpuIpam.Shell.Hosting;

/// <summary>The choices of one question with their keys: <c>[Y] Yes  [A] Yes to All  [?] Help (default is "Y")</c>.</summary>
internal sealed class ChoiceMenu
{
    public const string HelpKey = "?";

    private readonly int _defaultChoice;
    private readonly Choice[] _choices;

    public ChoiceMenu(IEnumerable<ChoiceDescription> choices, int defaultChoice)
    {
        _defaultChoice = defaultChoice;

        // The engine always offers to suspend to a nested prompt, which doesn't exist here.
        _choices = [.. choices
            .Select((choice, index) => new Choice(index, Key(choice.Label), choice.Label.Replace("&", "", StringComparison.Ordinal), choice.HelpMessage))
            .Where(choice => choice.Label != "Suspend")];
    }

    public string Question
    {
        get
        {
            var items = string.Join("  ", _choices.Select(choice => $"[{choice.Key}] {choice.Label}"));
            var byDefault = _choices.FirstOrDefault(choice => choice.Index == _defaultChoice);
            return $"{items}  [{HelpKey}] Help{(byDefault is null ? "" : $" (default is \"{byDefault.Key}\")")}: ";
        }
    }

    public string Help => string.Join(
        Environment.NewLine,
        _choices.Select(choice => $"{choice.Key} - {(string.IsNullOrEmpty(choice.Help) ? choice.Label : choice.Help)}"));

    /// <summary>The index the engine knows the answer by, or null for an answer that is none.</summary>
    public int? Find(string answer) =>
        answer.Length == 0
            ? _defaultChoice >= 0 ? _defaultChoice : null
            : _choices.FirstOrDefault(choice =>
                answer.Equals(choice.Key, StringComparison.OrdinalIgnoreCase)
                || answer.Equals(choice.Label, StringComparison.OrdinalIgnoreCase))?.Index;

    private static string Key(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label.Substring(mark + 1, 1).ToUpperInvariant() : label;
    }

    private sealed record Choice(int Index, string Key, string Label, string Help);
}
