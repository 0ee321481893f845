using System.ComponentModel;

namespace DpuIpam.Views;

/// <summary>What the views of sync results show beyond plain properties. Not for scripts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SyncFormat
{
    private const int Longest = 60;

    /// <summary>An action in its colour: what was not done stands out.</summary>
    public static string Action(SyncResult result, object? style)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Action switch
        {
            SyncAction.Refused or SyncAction.Failed or SyncAction.Unknown =>
                Format.Paint(result.Action.ToString(), FindingSeverity.Error, style),
            SyncAction.Deferred => Format.Paint(result.Action.ToString(), FindingSeverity.Warning, style),
            _ => result.Action.ToString(),
        };
    }

    /// <summary>Numbers of changes: <c>3 added, 1 moved</c>.</summary>
    public static string Changes(SyncResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int added = 0, moved = 0, dropped = 0;
        foreach (var change in result.Changes)
        {
            if (change.Change == AllocationChange.Added) added++;
            else if (change.Change == AllocationChange.Moved) moved++;
            else if (change.Change == AllocationChange.Dropped) dropped++;
        }

        return Format.Join((added, "added"), (moved, "moved"), (dropped, "dropped"));
    }

    /// <summary>Numbers of findings, coloured by the gravest.</summary>
    public static string Findings(SyncResult result, object? style)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Format.Findings(result.Findings, style);
    }

    /// <summary>The beginning of the error; the list shows all of it.</summary>
    public static string Error(SyncResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Error is not { } text) return "";
        var error = VisibleText.Line(text);
        return error.Length <= Longest ? error : error[..(Longest - 3)] + "...";
    }
}
