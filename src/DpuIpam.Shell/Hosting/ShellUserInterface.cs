using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;

namespace DpuIpam.Shell.Hosting;

/// <summary>
/// The engine's way to the streams: results to standard output, everything about them to standard error.
/// </summary>
internal sealed partial class ShellUserInterface : PSHostUserInterface
{
    private readonly Terminal _terminal;
    private readonly bool _canAsk;
    private readonly ProgressLine _progress;
    private readonly Lock _lock = new();
    private readonly TextWriter _out;
    private readonly bool _outHasColor;
    private readonly bool _errorHasColor;

    /// <param name="terminal">The process's streams.</param>
    /// <param name="canAsk">Whether a person is there to answer.</param>
    /// <param name="keepOutputClean">Standard output belongs to JSON, CSV or YAML: text for people goes to standard error.</param>
    public ShellUserInterface(Terminal terminal, bool canAsk, bool keepOutputClean)
    {
        _terminal = terminal;
        _canAsk = canAsk;
        _progress = new ProgressLine(terminal);
        _out = keepOutputClean ? terminal.Error : terminal.Out;
        _errorHasColor = terminal.HasColor && terminal.ErrorIsTerminal;
        _outHasColor = keepOutputClean ? _errorHasColor : terminal.HasColor;
        RawUI = new ShellRawUserInterface(terminal, canAsk);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => _terminal.HasColor;

    public override void Write(string value) => WriteTo(_out, _outHasColor, value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteTo(_out, _outHasColor, _outHasColor
            ? PSStyle.MapColorPairToEscapeSequence(foregroundColor, backgroundColor) + value + PSStyle.Instance.Reset
            : value);

    public override void WriteLine(string value) => WriteTo(_out, _outHasColor, value + Environment.NewLine);

    public override void WriteErrorLine(string value) => WriteNote(value, style: "");

    public override void WriteWarningLine(string message) =>
        WriteNote($"WARNING: {message}", PSStyle.Instance.Formatting.Warning);

    public override void WriteVerboseLine(string message) =>
        WriteNote($"VERBOSE: {message}", PSStyle.Instance.Formatting.Verbose);

    public override void WriteDebugLine(string message) =>
        WriteNote($"DEBUG: {message}", PSStyle.Instance.Formatting.Debug);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_lock)
            _progress.Write(record);
    }

    public void ClearProgress()
    {
        lock (_lock)
            _progress.Clear();
    }

    private void WriteNote(string text, string style) =>
        WriteTo(
            _terminal.Error,
            _errorHasColor,
            (_errorHasColor && style.Length > 0 ? style + text + PSStyle.Instance.Reset : text) + Environment.NewLine);

    private void WriteTo(TextWriter writer, bool hasColor, string text)
    {
        // Escape sequences can also come from the data itself, and redirected output is plain whatever they came from.
        var shown = hasColor || !text.Contains('\e')
            ? text
            : new StringDecorated(text).ToString(OutputRendering.PlainText);
        lock (_lock)
        {
            _progress.Clear();
            writer.Write(shown);
        }
    }
}
