using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>The real engine with the built module imported, at the repository's root.</summary>
internal sealed class Session : IDisposable
{
    private readonly TestHost _host;

    /// <param name="width">Columns of the console.</param>
    /// <param name="hasColour">Whether the console takes escape sequences.</param>
    /// <param name="module">The module to import, when it is another than the built one.</param>
    public Session(int width = 120, bool hasColour = false, string? module = null)
    {
        CultureInfo.CurrentCulture = new English();
        _host = new TestHost(width, hasColour);
        Runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        Runspace.Open();
        GoTo(Places.Repository);
        Run($"Import-Module '{module ?? Places.Manifest}'").Succeeded();
    }

    public Runspace Runspace { get; }

    /// <summary>Runs a script and keeps all that comes of it; what is piped to it is in <c>$input</c>.</summary>
    public Outcome Run(string script, params object?[] input)
    {
        using var shell = PowerShell.Create(Runspace);
        var output = new PSDataCollection<PSObject>();
        ErrorRecord? terminating = null;
        try
        {
            // In a script by itself, a terminating error ends the statement and looks like any other.
            shell.AddScript($"try {{ {script}\n }} catch {{ throw }}").Invoke(input, output);
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        return new Outcome(
            [.. output], [.. shell.Streams.Error], terminating, [.. shell.Streams.Verbose.Select(record => record.Message)]);
    }

    /// <summary>The results of a script without errors.</summary>
    public IReadOnlyList<PSObject> Results(string script, params object?[] input) => Run(script, input).Succeeded();

    /// <summary>The one result of a script without errors.</summary>
    public PSObject Get(string script, params object?[] input) => Assert.Single(Results(script, input));

    /// <summary>The results as text.</summary>
    public string[] Texts(string script, params object?[] input) =>
        [.. Results(script, input).Select(static result => result?.ToString() ?? "")];

    /// <summary>What a console would show: without the empty lines around, and without blanks at line ends.</summary>
    public string Screen(string script)
    {
        Run($"& {{ {script} }} | Out-Default").Succeeded();
        var lines = _host.Take().Split('\n').Select(static line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n');
    }

    /// <summary>What a console would show of a script, its errors and other streams included.</summary>
    public string Shown(string script)
    {
        Run($"try {{ & {{ {script} }} *>&1 | Out-Default }} catch {{ $_ | Out-Default }}");
        return _host.Take();
    }

    /// <summary>Makes a folder the current one.</summary>
    public void GoTo(string folder) => Runspace.SessionStateProxy.Path.SetLocation(folder);

    public void Dispose() => Runspace.Dispose();
}
