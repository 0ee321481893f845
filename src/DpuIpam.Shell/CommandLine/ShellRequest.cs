using DpuIpam.Shell.Output;

namespace DpuIpam.Shell.CommandLine;

/// <summary>What the command line asks for.</summary>
internal enum RequestKind
{
    Run,
    Help,
    Version,
}

/// <summary>A command line, understood.</summary>
internal sealed record ShellRequest
{
    public RequestKind Kind { get; init; }

    /// <summary>PowerShell text to run.</summary>
    public string Script { get; init; } = "";

    /// <summary>One script file with its arguments: its <c>exit N</c> is the process's.</summary>
    public bool IsScriptFile { get; init; }

    /// <summary>Standard input held the script, so there's nothing left there for <c>$input</c>.</summary>
    public bool InputIsScript { get; init; }

    public OutputFormat Output { get; init; }

    /// <summary>Questions are refused even on a terminal.</summary>
    public bool NonInteractive { get; init; }
}
