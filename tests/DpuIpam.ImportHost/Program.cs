using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DpuIpam.ImportHost;

/// <summary>Runs the script on standard input in a fresh engine: one line per result, errors to standard error.</summary>
internal static class Program
{
    private static int Main()
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(Console.In.ReadToEnd());
        try
        {
            foreach (var result in shell.Invoke()) Console.Out.WriteLine(result);
        }
        catch (RuntimeException exception)
        {
            Console.Error.WriteLine(exception.ErrorRecord.FullyQualifiedErrorId);
            Console.Error.WriteLine(exception);
            return 1;
        }

        foreach (var error in shell.Streams.Error) Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
        return shell.Streams.Error.Count == 0 ? 0 : 1;
    }
}
