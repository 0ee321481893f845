using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DpuIpam.Shell.Hosting;
using DpuIpam.Shell.Output;
using Microsoft.PowerShell;

namespace DpuIpam.Shell;

/// <summary>A PowerShell session with the module loaded from the program's own folder.</summary>
internal static class ModuleSession
{
    private const string SearchPath = "PSModulePath";

    public static Runspace Open(ShellHost host)
    {
        var modules = Path.Combine(AppContext.BaseDirectory, "Modules");
        var manifest = Path.Combine(modules, "DpuIpam", "DpuIpam.psd1");
        if (!File.Exists(manifest))
            throw new ShellException($"The module is missing: there is no '{manifest}'. Install dpuipam again as one folder.");

        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule(manifest);
        state.Commands.Remove(OutputCommand.TextName, typeof(SessionStateCmdletEntry));
        state.Commands.Add(new SessionStateCmdletEntry(OutputCommand.TextName, typeof(OutputCommand), helpFileName: null));
        state.Commands.Add(new SessionStateCmdletEntry(OutputCommand.DataName, typeof(OutputCommand), helpFileName: null));
        state.Commands.Add(new SessionStateCmdletEntry(InputCommand.Name, typeof(InputCommand), helpFileName: null));
        state.Commands.Add(new SessionStateCmdletEntry(ReportCommand.Name, typeof(ReportCommand), helpFileName: null));

        // Other modules are there for who imports them: the same line must not mean something else on another machine.
        state.Variables.Add(new SessionStateVariableEntry(
            "PSModuleAutoLoadingPreference", PSModuleAutoLoadingPreference.None, description: ""));

        // Windows refuses scripts, and with them the module's views, where nobody ever set a policy. One set by an
        // administrator still holds.
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;

        var inherited = Environment.GetEnvironmentVariable(SearchPath);
        var runspace = RunspaceFactory.CreateRunspace(host, state);
        try
        {
            runspace.Open();
        }
        catch (RuntimeException exception)
        {
            throw new ShellException($"The module '{manifest}' can't be loaded: {exception.Message}", exception);
        }

        // The engine puts folders of a PowerShell that isn't there into the environment, where child processes would see
        // them. The own folder stays for further runspaces, as ForEach-Object -Parallel opens them.
        Environment.SetEnvironmentVariable(
            SearchPath, string.IsNullOrEmpty(inherited) ? modules : modules + Path.PathSeparator + inherited);
        return runspace;
    }
}
