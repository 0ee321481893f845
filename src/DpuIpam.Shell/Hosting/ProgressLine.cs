using System.Management.Automation;

namespace DpuIpam.Shell.Hosting;

/// <summary>One line at the bottom of a terminal that says how far the work is; silent everywhere else.</summary>
/// <remarks>Not thread-safe: the user interface holds its lock around every call.</remarks>
internal sealed class ProgressLine(Terminal terminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly bool _isShown = terminal.ErrorIsTerminal && terminal.OutputIsTerminal;
    private long _lastWritten;
    private int _length;

    public void Write(ProgressRecord record)
    {
        if (!_isShown)
            return;
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        if (_length > 0 && TimeProvider.System.GetElapsedTime(_lastWritten) < Interval)
            return;
        Clear();
        _lastWritten = TimeProvider.System.GetTimestamp();
        var text = Text(record);

        // One cell stays free: a full line would wrap and could not be taken back.
        var room = Math.Max(terminal.Width - 1, 1);
        text = text.Length > room ? text[..room] : text;
        terminal.Error.Write(text);
        terminal.Error.Flush();
        _length = text.Length;
    }

    public void Clear()
    {
        if (_length == 0)
            return;
        terminal.Error.Write($"\r{new string(' ', _length)}\r");
        terminal.Error.Flush();
        _length = 0;
    }

    private static string Text(ProgressRecord record)
    {
        var percent = record.PercentComplete >= 0 ? $" {record.PercentComplete} %" : "";
        var operation = string.IsNullOrEmpty(record.CurrentOperation) ? "" : $" ({record.CurrentOperation})";
        return $"{record.Activity}: {record.StatusDescription}{percent}{operation}".ReplaceLineEndings(" ");
    }
}
