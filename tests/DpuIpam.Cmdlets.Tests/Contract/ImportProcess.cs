using System.Diagnostics;

namespace DpuIpam.Cmdlets.Tests.Contract;

/// <summary>A script in a process of its own: what an import does to a process can be seen only in a fresh one.</summary>
internal static class ImportProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <returns>The lines the script wrote; an error of any kind fails the test.</returns>
    public static async Task<string[]> RunAsync(string script, string? modulePath = null)
    {
        var start = new ProcessStartInfo(Places.ImportHost)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Places.Repository,
        };
        start.Environment["PSModulePath"] = modulePath ?? "";
        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Limit);
        try
        {
            await process.StandardInput.WriteAsync(script);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            Assert.Equal("", await error);
            Assert.Equal(0, process.ExitCode);
            return (await output).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
