using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using DpuIpam.Shell.CommandLine;
using DpuIpam.Shell.Hosting;
using DpuIpam.Shell.Output;

namespace DpuIpam.Shell;

/// <summary>Runs one request in one session and says how it went.</summary>
internal sealed class ShellRun : IDisposable
{
    private const string UnknownCommandAdvice =
        "dpuipam: Here are the engine's core commands and those of DpuIpam; 'dpuipam Get-Command' lists them. "
        + "Modules are imported by hand (Import-Module), and pwsh has all the others.";

    private readonly ShellRequest _request;
    private readonly Terminal _terminal;
    private readonly ShellUserInterface _userInterface;
    private readonly ShellHost _host;
    private readonly StopSignals _signals;
    private volatile Pipeline? _running;

    public ShellRun(ShellRequest request, Terminal terminal)
    {
        _request = request;
        _terminal = terminal;
        var canAsk = terminal is { InputIsTerminal: true, ErrorIsTerminal: true } && !request.NonInteractive;
        _userInterface = new ShellUserInterface(terminal, canAsk, keepOutputClean: request.Output != OutputFormat.Text);
        _host = new ShellHost(_userInterface);
        _signals = new StopSignals(Stop);
    }

    public int Execute()
    {
        PSStyle.Instance.OutputRendering = _terminal.HasColor ? OutputRendering.Host : OutputRendering.PlainText;
        using var runspace = ModuleSession.Open(_host);

        // Disposing writes the document's end: it is whole also after an error or a stop.
        using var writer = ObjectWriter.Create(_request.Output, _terminal.Out);
        var sink = new ResultSink(writer);
        var failure = Run(runspace, sink);
        _userInterface.ClearProgress();
        if (_signals.ExitCode != 0)
            return _signals.ExitCode;
        if (failure is not null)
            Report(runspace, sink, failure);
        if (sink.HasUnknownCommand)
            _userInterface.WriteErrorLine(UnknownCommandAdvice);
        return Outcome(runspace, sink, failure);
    }

    public void Dispose() => _signals.Dispose();

    private RuntimeException? Run(Runspace runspace, ResultSink sink)
    {
        // Only a pipeline for the history leaves its "$?" behind.
        using var pipeline = runspace.CreatePipeline(_request.Script, addToHistory: true);
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        if (ReadsInput())
        {
            var input = new Command(InputCommand.Name);
            input.Parameters.Add(nameof(InputCommand.Reader), _terminal.Input);
            pipeline.Commands.Insert(0, input);
        }

        pipeline.Commands.Add(Output(_request.Output == OutputFormat.Text ? OutputCommand.TextName : OutputCommand.DataName, sink));
        try
        {
            _running = pipeline;
            pipeline.Invoke();
            return null;
        }
        catch (RuntimeException exception)
        {
            return exception;
        }
        finally
        {
            _running = null;
        }
    }

    private static Command Output(string name, ResultSink sink)
    {
        var output = new Command(name);
        output.Parameters.Add(nameof(OutputCommand.Sink), sink);
        return output;
    }

    /// <summary>Only a script that names <c>$input</c> may wait for standard input: it could stay open for ever.</summary>
    private bool ReadsInput() =>
        !_terminal.InputIsTerminal
        && !_request.InputIsScript
        && _request.Script.Contains("$input", StringComparison.OrdinalIgnoreCase)
        && Parser.ParseInput(_request.Script, out _, out _).Find(
            ast => ast is VariableExpressionAst { VariablePath.UserPath: var name }
                && name.Equals("input", StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: true) is not null;

    /// <summary>Shows an uncaught error through the engine's views, as pwsh does.</summary>
    private void Report(Runspace runspace, ResultSink sink, RuntimeException failure)
    {
        if (failure is ParseException && ParseErrorText.Of(_request.Script) is { Length: > 0 } text)
        {
            // Text without a file has no place that the views could show.
            _userInterface.WriteErrorLine(text);
            return;
        }

        var report = new Command(ReportCommand.Name);
        report.Parameters.Add(nameof(ReportCommand.Record), failure.ErrorRecord);

        // The script's own preference may be to stop, which would end the report too.
        report.Parameters.Add("ErrorAction", ActionPreference.Continue);
        report.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        using var pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(report);
        pipeline.Commands.Add(Output(OutputCommand.TextName, sink));
        try
        {
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            // A view that fails must not hide what it was to show.
            _userInterface.WriteErrorLine(failure.Message);
        }
    }

    private int Outcome(Runspace runspace, ResultSink sink, RuntimeException? failure)
    {
        if (_host.RequestedExitCode is { } requested)
            return requested;
        if (sink.HasFailOn)
            return ExitCode.FailOn;
        if (failure is not null)
            return ExitCode.Failure;
        if (runspace.SessionStateProxy.GetVariable("?") is not false)
            return ExitCode.Success;

        // A script file that failed has said so by its exit code; a failed command has none.
        return _request.IsScriptFile && runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int and not 0 and var code
            ? code
            : ExitCode.Failure;
    }

    private bool Stop()
    {
        // An answer that is waited for can't be interrupted, and nothing has been done yet that it asks about.
        if (_running is not { } pipeline || _userInterface.IsAsking)
            return false;
        pipeline.StopAsync();
        return true;
    }
}
