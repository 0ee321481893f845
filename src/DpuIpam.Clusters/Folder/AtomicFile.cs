namespace DpuIpam.Clusters.Folder;

/// <summary>Writes files so that there is always the old one or the new one, whenever the process or the machine stops.</summary>
internal static class AtomicFile
{
    /// <summary>End of the names of files that are being written; no manifest's name ends so.</summary>
    public const string Unfinished = ".dpuipam-tmp";

    /// <summary>Makes a file or replaces its contents; its mode bits stay.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What it is to hold.</param>
    /// <param name="isNew">Whether a file that is there already is an error.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool isNew)
    {
        var unfinished = Path.Combine(
            Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}{Unfinished}");
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0,
            };
            UnixFileMode? mode = isNew || OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
            if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using (var file = new FileStream(unfinished, options))
            {
                // What the process's mask took away.
                if (mode is { } bits && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, bits);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: !isNew);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Deletes what writers left behind that were stopped. Only whoever holds the folder's lock may do so.</summary>
    public static void DeleteUnfinished(string folder)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, ".*" + Unfinished)) File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // They are in nobody's way.
        }
    }
}
