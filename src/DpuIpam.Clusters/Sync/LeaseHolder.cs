using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DpuIpam.Clusters.Sync;

/// <summary>Who holds a Lease: <c>host_process_start_machine_number</c>. Whoever runs on the same machine can tell from it
/// whether the process is still there.</summary>
/// <remarks>
/// The names of hosts are not enough, since containers and copies share them, and numbers of processes are used again. So
/// the machine is a hash of the host's name, of the kernel's boot, and of the spaces in which it counts processes and time
/// (containers have spaces of their own); and the start of a process is counted by the kernel from its boot. Only Linux says all that: on
/// other systems, and of other machines, nothing is known, and a Lease runs out as ever.
/// </remarks>
internal static class LeaseHolder
{
    private const string Processes = "/proc";

    /// <summary>Places of fields in a process's status, counted behind its name.</summary>
    private const int State = 0;
    private const int Threads = 17;
    private const int Start = 19;

    private static readonly string? Machine = FindMachine();

    /// <summary>The name by which this process takes one Lease.</summary>
    public static string NewName()
    {
        var (host, process) = (Environment.MachineName, Environment.ProcessId);
        return Machine is not null && Read(process) is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"{host}_{process}_{status.Start}_{Machine}_{Guid.NewGuid():N}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}_{process}_{Guid.NewGuid():N}");
    }

    /// <summary>Whether the process that took a Lease by a name was one of this machine and is known to have ended.</summary>
    public static bool IsGone(string? name)
    {
        if (Machine is null || name?.Split('_') is not [.., var process, var start, var machine, _] || machine != Machine
            || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        try
        {
            // The files of processes may be hidden from other users: that there are none says nothing by itself.
            using var found = Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return true;
        }

        // Another one has its number, or it has ended and nobody has asked yet how.
        return Read(id) is { } status && (status.Start != start || status is { State: "Z" or "X", Threads: "0" or "1" });
    }

    /// <summary>Null where the kernel does not say.</summary>
    private static (string State, string Threads, string Start)? Read(int process)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"{Processes}/{process}/stat"));
            // The name may hold anything, brackets too.
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > Start ? (fields[State], fields[Threads], fields[Start]) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FindMachine()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var boot = File.ReadAllText($"{Processes}/sys/kernel/random/boot_id").Trim();
            var processes = new FileInfo($"{Processes}/self/ns/pid").LinkTarget;
            // Older kernels have one for all.
            var times = new FileInfo($"{Processes}/self/ns/time").LinkTarget;
            if (boot.Length == 0 || processes is null) return null;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{boot}\n{processes}\n{times}"));
            return Convert.ToHexString(hash.AsSpan(0, 8)).ToLowerInvariant();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
