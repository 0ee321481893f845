using System.Diagnostics;
using System.Text;

namespace DpuIpam.Clusters.Folder;

/// <summary>Keeps all others from writing to a folder, in this process and in others, while it is held.</summary>
/// <remarks>
/// The operating system holds the lock with the open file and lets go of it when the process ends, however it ends. The
/// file stays where it is: whoever deleted it could delete the lock of the next one. Nobody can read a locked file, so
/// who holds it stands in a second file. Neither is made or opened through a link, and what lies there instead is not touched.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = ".dpuipam.lock";
    private const string HolderName = ".dpuipam.lock.holder";

    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;

    /// <summary>What more a note of the holder can't say.</summary>
    private const int MostOfHolder = 500;

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
        var (file, holder) = (Path.Combine(folder, FileName), Path.Combine(folder, HolderName));
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (FileStatus.Of(file).Kind is var kind and not (FileKind.Regular or FileKind.Missing or FileKind.Folder))
                    throw FolderErrors.NoLock(cluster, Path.Combine(displayName, FileName), kind);
                if (Open(file) is { } opened)
                {
                    var taken = new FolderLock(opened, holder);
                    taken.NameHolder();
                    return taken;
                }
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

    /// <returns>Null when something else lies there than was just looked at.</returns>
    private static FileStream? Open(string path)
    {
        var found = FileStatus.Of(path);
        var isNew = found.Kind == FileKind.Missing;
        FileStream? file = null;
        try
        {
            // What is new is never made through a link, and what is there already is compared with what was looked at.
            file = new FileStream(
                path, isNew ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            if (isNew) FileOwner.Give(file.SafeFileHandle, Path.GetDirectoryName(path)!, isNew: true);
            var opened = FileStatus.Of(file.SafeFileHandle);
            if (opened.Kind != FileKind.Regular || !opened.IsSameFile(FileStatus.Of(path))) return null;
            var taken = file;
            file = null;
            return taken;
        }
        catch (FileNotFoundException) when (!isNew)
        {
            return null;
        }
        catch (IOException error) when (isNew && !IsHeld(error) && FileStatus.Of(path).Kind != FileKind.Missing)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static bool IsHeld(IOException error) => OperatingSystem.IsWindows()
        ? error.HResult is SharingViolation or LockViolation
        : error.HResult is WouldBlockOnLinux or WouldBlockOnMac;

    private void NameHolder()
    {
        try
        {
            var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "a program";
            // What lies there goes away itself, not what it may lead to.
            File.Delete(_holder);
            using var file = new FileStream(_holder, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            FileOwner.Give(file.SafeFileHandle, Path.GetDirectoryName(_holder)!, isNew: true);
            file.Write(Encoding.UTF8.GetBytes(
                $"{program} (process {Environment.ProcessId}) on {Environment.MachineName}"));
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
            using var file = RegularFile.Open(path, out _);
            if (file is null) return null;
            Span<byte> bytes = stackalloc byte[MostOfHolder];
            var length = file.ReadAtLeast(bytes, MostOfHolder, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(bytes[..length]);
            // Anybody may have written it.
            return text.Length == 0 || length == MostOfHolder || text.Any(char.IsControl) ? null : text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
