using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>A program that never outlives the tests, however they end.</summary>
/// <remarks>
/// A shell stands between: it waits for the end of its input, which comes when this process closes it or dies, and then
/// kills the program and removes its folder.
/// </remarks>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Watch = """
        exec 3<&0 2>/dev/null
        "$@" </dev/null >"$LOG" 2>&1 3<&- &
        program=$!
        (read -r _ <&3; rm -f "$LOG"; kill -9 $program) >/dev/null 2>&1 &
        watch=$!
        wait $program
        code=$?
        kill $watch 2>/dev/null
        rm -rf "$OWN"
        exit $code
        """;

    private readonly Process _shell;

    private ServerProcess(Process shell, string folder, string log)
    {
        _shell = shell;
        Folder = folder;
        Log = log;
    }

    /// <summary>The program's own folder, which goes with it.</summary>
    public string Folder { get; }

    /// <summary>The file that takes its output: what a program said that ended by itself can still be read.</summary>
    public string Log { get; }

    public bool HasEnded => _shell.HasExited;

    /// <summary>The last lines of its output.</summary>
    public string Tail
    {
        get
        {
            try
            {
                using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(file);
                return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(20));
            }
            catch (IOException error)
            {
                return error.Message;
            }
        }
    }

    /// <summary>Makes a folder in which a program may live; it must be handed to <see cref="Start"/>.</summary>
    public static string MakeFolder(string name) => Directory.CreateTempSubdirectory($"dpuipam-test-{name}-").FullName;

    public static ServerProcess Start(string program, string folder, IEnumerable<string> arguments)
    {
        var log = folder + ".log";
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        start.Environment["OWN"] = folder;
        start.Environment["LOG"] = log;
        foreach (var argument in (string[])["-c", Watch, "sh", program, .. arguments]) start.ArgumentList.Add(argument);
        return new ServerProcess(Process.Start(start)!, folder, log);
    }

    /// <summary>A port of the loopback address that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        File.Delete(Log);
    }
}
