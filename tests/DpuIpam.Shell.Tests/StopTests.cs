using System.Diagnostics;
using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>Ctrl+C, which is a signal on Unix; Windows has no way to send it to one child alone.</summary>
public class StopTests
{
    private const string EndlessLoop =
        "$Host.UI.WriteLine('ready'); try { while ($true) { } } finally { [Console]::Error.WriteLine('cleanup') }";

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task The_first_signal_stops_the_pipeline(string signal, int exitCode)
    {
        using var process = await StartAsync(EndlessLoop);
        await SendAsync(process, signal);
        var result = await ShellProcess.EndAsync(process);
        Assert.Equal(new ShellResult(exitCode, "", "cleanup\n"), result);
    }

    [Fact]
    public async Task The_second_signal_ends_the_process()
    {
        using var process = await StartAsync("$Host.UI.WriteLine('ready'); [Threading.Thread]::Sleep(60000)");
        var clock = Stopwatch.StartNew();
        await SendAsync(process, "INT");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(process.HasExited);
        await SendAsync(process, "INT");
        var result = await ShellProcess.EndAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_stopped_document_is_still_whole()
    {
        using var process = await StartAsync("-Output", "Json", "-Command", "$Host.UI.WriteErrorLine('ready'); 1; while ($true) { }");
        await SendAsync(process, "INT");
        var result = await ShellProcess.EndAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("[\n  1\n]\n", result.Output);
    }

    private static async Task<Process> StartAsync(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");

        // A test run in the background ignores SIGINT, and its children would too.
        var process = OperatingSystem.IsLinux()
            ? ShellProcess.Start("env", ["--default-signal=INT", ShellProcess.Program, .. arguments])
            : ShellProcess.Start(ShellProcess.Program, arguments);
        var reader = arguments.Length > 1 ? process.StandardError : process.StandardOutput;
        Assert.Equal("ready", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        return process;
    }

    private static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
