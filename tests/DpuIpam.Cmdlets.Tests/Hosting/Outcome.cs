using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>All that came of a script.</summary>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">Errors that did not end it.</param>
/// <param name="Terminating">The error that ended it, if one did.</param>
/// <param name="Verbose">Verbose messages.</param>
internal sealed record Outcome(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, ErrorRecord? Terminating,
    IReadOnlyList<string> Verbose)
{
    /// <summary>The output, if there was no error.</summary>
    public IReadOnlyList<PSObject> Succeeded()
    {
        Assert.Null(Terminating);
        Assert.Empty(Errors);
        return Output;
    }

    /// <summary>The one error that did not end the script.</summary>
    public ErrorRecord Error()
    {
        Assert.Null(Terminating);
        return Assert.Single(Errors);
    }

    /// <summary>The one error, which ended the script.</summary>
    public ErrorRecord End()
    {
        Assert.Empty(Errors);
        return Assert.IsType<ErrorRecord>(Terminating);
    }

    /// <summary>A property of each result, as text.</summary>
    public string[] Texts(string property) => [.. Output.Select(item => item.Text(property))];
}
