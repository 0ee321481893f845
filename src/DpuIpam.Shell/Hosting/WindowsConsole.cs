using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DpuIpam.Shell.Hosting;

/// <summary>Windows shows escape sequences only to programs that ask for it.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsConsole
{
    private const int StandardOutput = -11;

    private const uint VirtualTerminalProcessing = 0x0004;

    /// <summary>False on a console that can't, where colours would be letters.</summary>
    public static bool TryUseEscapeSequences()
    {
        var console = GetStdHandle(StandardOutput);
        return GetConsoleMode(console, out var mode)
            && ((mode & VirtualTerminalProcessing) != 0 || SetConsoleMode(console, mode | VirtualTerminalProcessing));
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
