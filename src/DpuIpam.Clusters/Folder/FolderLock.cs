using System.Diagnostics;

namespace DpuIpam.Clusters.Folder;

/// <summary>Keeps all others from writing to a folder, in this process and in others, while it is held.</summary>
/// <remarks>
/// The operating system holds the lock with the open file and lets go of it when the process ends, however it ends. The
/// file stays where it is: whoever deleted it could delete the lock of the next one. Nobody can read a locked file, so
/// who holds it stands in a second file.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = ".dpuipam.lock";
    private const string HolderName = ".dpuipam.lock.holder";

    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _file;
    private readonly string _holder;

    private FolderLock(FileStream file, string holder)
    {
        _file = file;
        _holder = holder;
    }

    /// <param name="folder">The folder, which must be there.</param>
    /// <param name="displayName">How messages name it.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="timeout">How long to wait for the lock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">Somebody else holds it for too long, or the folder can't be written.</exception>
    public static async Task<FolderLock> TakeAsync(
        string folder, string displayName, string cluster, TimeSpan timeout, CancellationToken cancellation)
    {
        var holder = Path.Combine(folder, HolderName);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var taken = new FolderLock(Open(Path.Combine(folder, FileName)), holder);
                taken.NameHolder();
                return taken;
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (Stopwatch.GetElapsedTime(started) >= timeout)
                    throw FolderErrors.Locked(cluster, Path.Combine(displayName, FileName), ReadHolder(holder), timeout);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw FolderErrors.Io(cluster, displayName, "written", error);
            }

            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_holder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It only says who held the lock; the next holder writes its own.
        }

        _file.Dispose();
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    private static bool IsHeld(IOException error) => OperatingSystem.IsWindows()
        ? error.HResult is SharingViolation or LockViolation
        : error.HResult is WouldBlockOnLinux or WouldBlockOnMac;

    private void NameHolder()
    {
        try
        {
            var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "a program";
            File.WriteAllText(_holder, $"{program} (process {Environment.ProcessId}) on {Environment.MachineName}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The lock holds all the same.
        }
    }

    private static string? ReadHolder(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text.Length is > 0 and < 500 ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
