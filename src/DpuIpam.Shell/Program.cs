using System.Globalization;
using DpuIpam.Shell.CommandLine;
using DpuIpam.Shell.Hosting;

namespace DpuIpam.Shell;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        // The engine reads this when it loads and would otherwise report usage to its makers.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        // Of a culture without a language the engine's views do not know where words end.
        CultureInfo.CurrentCulture = new EnglishCulture();
        var terminal = Terminal.Open();
        try
        {
            var request = RequestParser.Parse(arguments, terminal);
            switch (request.Kind)
            {
                case RequestKind.Help:
                    terminal.Out.Write(HelpText.Value);
                    return ExitCode.Success;
                case RequestKind.Version:
                    terminal.Out.WriteLine(VersionText.Value);
                    return ExitCode.Success;
                default:
                    using (var run = new ShellRun(request, terminal))
                        return run.Execute();
            }
        }
        catch (ShellException exception)
        {
            terminal.Error.WriteLine($"dpuipam: {exception.Message}");
            return ExitCode.Failure;
        }
        finally
        {
            terminal.Flush();
        }
    }
}
