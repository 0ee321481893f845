using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Sweep;

/// <summary>The one session of a sweep. Runs commands, and judges whatever error comes of them.</summary>
public sealed class SweepSession : IDisposable
{
    /// <summary>What .NET says where nobody has thought of a case.</summary>
    private static readonly string[] RawTexts =
    [
        "Object reference", "The requested operation requires", "The node must be", "Sequence contains", "Nullable object",
        "was not present in the dictionary", "Unable to cast", "Specified argument was out of", "Index was", "Parameter '",
        "Arithmetic operation", "is an invalid start of", "input string", "Operation is not valid", "An item with the same key",
    ];

    private static readonly Type[] RawTypes =
    [
        typeof(NullReferenceException), typeof(KeyNotFoundException), typeof(InvalidCastException),
        typeof(ArgumentOutOfRangeException), typeof(IndexOutOfRangeException), typeof(OverflowException),
    ];

    internal Session Session { get; } = new();

    /// <summary>Runs a script of one command.</summary>
    /// <param name="script">The script.</param>
    /// <param name="failures">Takes errors that nobody has thought of.</param>
    /// <param name="input">What is piped to it.</param>
    internal Outcome Run(string script, ICollection<string> failures, params object?[] input)
    {
        var outcome = Session.Run(script, input);
        foreach (var error in outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>())
            if (Why(error) is { } why) failures.Add($"{Short(script)}: {why}: {Short(error.ToString())}");
        foreach (var item in outcome.Output)
            if (item is not null && Unreadable(item) is { } why) failures.Add($"{Short(script)}: {why}");
        return outcome;
    }

    /// <summary>Reads whatever a result shows.</summary>
    private static string? Unreadable(PSObject item)
    {
        if (item.BaseObject is string) return null;
        foreach (var property in item.Properties)
        {
            try
            {
                if (property.Value is System.Collections.IEnumerable list and not string)
                    foreach (var inner in list) _ = inner?.ToString();
            }
            catch (GetValueException error)
            {
                return $"{item.TypeNames[0]}.{property.Name}: {error.GetBaseException().Message}";
            }
        }

        return null;
    }

    public void Dispose() => Session.Dispose();

    /// <summary>What is wrong with an error; null for one that the module means.</summary>
    private static string? Why(ErrorRecord error)
    {
        var id = error.FullyQualifiedErrorId.Split(',')[0];
        if (error.CategoryInfo.Category == ErrorCategory.NotSpecified) return $"{id} without a category";
        if (string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction)) return $"{id} without advice";
        if (id.Contains('.', StringComparison.Ordinal) || id.EndsWith("Exception", StringComparison.Ordinal)) return $"{id} is no id of ours";
        for (var cause = error.Exception; cause is not null; cause = cause.InnerException)
            if (RawTypes.Contains(cause.GetType())) return $"{id} of {cause.GetType().Name}";
        return IsRaw(error.ToString()) is { } raw ? $"{id} says '{raw}'" : null;
    }

    /// <summary>What of a message only .NET says; null for one of ours.</summary>
    internal static string? IsRaw(string message) =>
        RawTexts.FirstOrDefault(text => message.Contains(text, StringComparison.Ordinal));

    private static string Short(string text) => text.Length > 300 ? text[..300] + "..." : text;
}
