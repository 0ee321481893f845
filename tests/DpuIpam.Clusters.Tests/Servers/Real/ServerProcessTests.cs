using System.Diagnostics;
using System.Globalization;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>No program outlives the tests.</summary>
public class ServerProcessTests
{
    [Fact]
    public async Task A_program_goes_with_its_folder_when_its_input_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh on Windows.");
        var folder = ServerProcess.MakeFolder("sleeper");
        var note = Path.Combine(folder, "id");
        var process = ServerProcess.Start("/bin/sh", folder, ["-c", $"echo $$ > {note}; sleep 1000"]);
        await Eventually.HoldsAsync("the program's id", () => Task.FromResult(File.Exists(note) && new FileInfo(note).Length > 0));
        var id = int.Parse(await File.ReadAllTextAsync(note), CultureInfo.InvariantCulture);
        Assert.False(process.HasEnded);
        // What a test process that dies leaves behind is a closed pipe, which is all that this does.
        await process.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(File.Exists(process.Log));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task What_a_program_said_that_ended_by_itself_can_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh on Windows.");
        await using var process = ServerProcess.Start(
            "/bin/sh", ServerProcess.MakeFolder("talker"), ["-c", "echo no such flag; exit 3"]);
        await Eventually.HoldsAsync("the end", () => Task.FromResult(process.HasEnded));
        Assert.Contains("no such flag", process.Tail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(process.Folder));
    }
}
