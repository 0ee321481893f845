using System.Runtime.InteropServices;

namespace DpuIpam.Shell;

/// <summary>Ctrl+C and the system's wish to end: the first stops the pipeline, the second ends the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Func<bool> _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    /// <param name="stop">Asks the pipeline to stop without waiting for it; false if nothing runs that could be stopped.</param>
    public StopSignals(Func<bool> stop)
    {
        _stop = stop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>The exit code of a stopped run, or zero before any signal.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        var code = context.Signal == PosixSignal.SIGTERM ? Shell.ExitCode.Terminated : Shell.ExitCode.Interrupted;
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) != 0 || !_stop())
            Environment.Exit(code);
    }
}
