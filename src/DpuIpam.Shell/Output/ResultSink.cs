using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DpuIpam.Shell.Output;

/// <summary>Sees all that leaves the pipeline: results for a writer, and errors that nobody caught.</summary>
internal sealed class ResultSink(ObjectWriter? writer)
{
    /// <summary>The errors of commands that ran well and found what <c>-FailOn</c> asked for start so.</summary>
    private const string FailOnPrefix = "FailOn";

    /// <summary>A command found what its <c>-FailOn</c> asked for.</summary>
    public bool HasFailOn { get; private set; }

    /// <summary>A command was called that isn't here.</summary>
    public bool HasUnknownCommand { get; private set; }

    /// <summary>Takes a result, unless it is for the engine's formatter to show.</summary>
    public bool Take(PSObject? value)
    {
        if (value?.BaseObject is ErrorRecord error)
        {
            See(error);
            return false;
        }

        // Records of the other streams come here merged, as in "3>&1"; they are no results either.
        if (writer is null || value?.BaseObject is InformationalRecord or InformationRecord)
            return false;
        if (value != AutomationNull.Value)
            writer.Write(value);
        return true;
    }

    private void See(ErrorRecord error)
    {
        HasFailOn |= error.FullyQualifiedErrorId.StartsWith(FailOnPrefix, StringComparison.Ordinal);
        HasUnknownCommand |= error.Exception is CommandNotFoundException;
    }
}
