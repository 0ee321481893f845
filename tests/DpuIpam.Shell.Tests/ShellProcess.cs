using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>The built program, run as its users run it.</summary>
internal static class ShellProcess
{
    /// <summary>Names a published program to test instead of the built one.</summary>
    private const string ProgramVariable = "DPUIPAM_SHELL";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static string Program { get; } = Environment.GetEnvironmentVariable(ProgramVariable) ?? BuiltProgram();

    public static string Folder => Path.GetDirectoryName(Program)!;

    public static Task<ShellResult> RunAsync(params string[] arguments) => RunWithAsync(input: "", arguments);

    public static async Task<ShellResult> RunWithAsync(string input, params string[] arguments)
    {
        using var process = Start(Program, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    public static Process Start(string program, params string[] arguments) => StartIn(Path.GetTempPath(), program, arguments);

    public static Process StartIn(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"'{program}' does not start.");
    }

    public static async Task<ShellResult> EndAsync(Process process)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new ShellResult(process.ExitCode, Lines(await output), Lines(await error));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Tests compare lines, whatever ends them here.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private static string BuiltProgram()
    {
        var configuration = typeof(ShellProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "DpuIpam.slnx")))
            root = root.Parent ?? throw new InvalidOperationException("The tests don't run below the repository's folder.");
        return Path.Combine(
            root.FullName, "src", "DpuIpam.Shell", "bin", configuration, "net10.0",
            OperatingSystem.IsWindows() ? "DpuIpam.Shell.exe" : "DpuIpam.Shell");
    }
}

/// <summary>What a run left behind.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error);
