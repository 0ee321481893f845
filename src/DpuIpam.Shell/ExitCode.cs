namespace DpuIpam.Shell;

/// <summary>What the process says to its caller; <c>exit N</c> in a script says N.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>An uncaught error, a failed last statement, or a command line that makes no sense.</summary>
    public const int Failure = 1;

    /// <summary>A command ran and found what its <c>-FailOn</c> asked for.</summary>
    public const int FailOn = 2;

    /// <summary>Stopped by Ctrl+C: 128 + SIGINT, as Unix shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>Asked to end by SIGTERM: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
