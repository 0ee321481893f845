using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace DpuIpam.Build.Tests;

/// <summary>The real engine, with the sample module around the generated help.</summary>
internal sealed class Engine : IDisposable
{
    private readonly ConsoleHost _host = new();
    private readonly Runspace _runspace;

    public Engine(string modules)
    {
        CultureInfo.CurrentCulture = new English();
        var state = InitialSessionState.CreateDefault2();
        state.EnvironmentVariables.Add(new SessionStateVariableEntry("PSModulePath", modules, ""));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    /// <summary>What a console would show.</summary>
    public string Screen(string script)
    {
        Run(script + " | Out-Host");
        return _host.Text;
    }

    public PSObject Get(string script) => Assert.Single(Run(script));

    public IReadOnlyList<PSObject> Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        var results = shell.AddScript(script).Invoke();
        Assert.Empty(shell.Streams.Error);
        return results;
    }

    public void Dispose() => _runspace.Dispose();

    // The engine wraps at words only in some languages, and the invariant culture is none of them.
    private sealed class English() : CultureInfo("")
    {
        public override string TwoLetterISOLanguageName => "en";
    }
}
