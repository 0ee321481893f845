namespace DpuIpam.Clusters.Folder;

/// <summary>Writes files so that there is always the old one or the new one, whenever the machine stops, and so that what
/// somebody else saves meanwhile is not lost.</summary>
/// <remarks>
/// Whether a file is still the one that was read is looked at last, and once more after the new one has its name: where the
/// system can exchange two names (Linux and macOS, on most of their file systems), the old file is then in our hands, and
/// goes back if it was saved to in between. What is left is a save into the old file, by somebody who had it open all the
/// while, after that second look. Elsewhere it is also the time between a last look at number, size and times, and the renaming.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>End of the names of files that are being written; no manifest's name ends so.</summary>
    public const string Unfinished = ".dpuipam-tmp";

    /// <summary>Makes a file.</summary>
    /// <param name="path">The file, which must not be there.</param>
    /// <param name="bytes">What it is to hold.</param>
    /// <returns>Whether it was made; false if there is one meanwhile.</returns>
    public static bool Create(string path, ReadOnlySpan<byte> bytes)
    {
        var unfinished = NextName(path);
        try
        {
            Write(unfinished, bytes, like: null);
            File.Move(unfinished, path, overwrite: false);
            return true;
        }
        catch (IOException) when (FileStatus.Of(path).Kind != FileKind.Missing)
        {
            return false;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Replaces a file; its owner, as far as that may be given, and its mode bits stay.</summary>
    /// <param name="path">The file.</param>
    /// <param name="old">What it held when it was read.</param>
    /// <param name="bytes">What it is to hold.</param>
    /// <returns>Whether it was replaced; false if somebody else has changed it.</returns>
    public static bool Replace(string path, ReadOnlySpan<byte> old, ReadOnlySpan<byte> bytes)
    {
        var unfinished = NextName(path);
        try
        {
            Write(unfinished, bytes, path);
            var looked = FileStatus.Of(path);
            if (!RegularFile.Holds(path, old)) return false;
            if (UnixCalls.Exchange(unfinished, path))
            {
                if (RegularFile.Holds(unfinished, old)) return true;
                // Saved in between: that goes back, unless somebody has saved once more, over what is ours.
                var isBack = UnixCalls.Exchange(unfinished, path);
                if (isBack && !RegularFile.Holds(unfinished, bytes)) UnixCalls.Exchange(unfinished, path);
                return false;
            }

            if (FileStatus.Of(path) != looked) return false;
            File.Move(unfinished, path, overwrite: true);
            return true;
        }
        catch (FileNotFoundException) when (FileStatus.Of(path).Kind == FileKind.Missing)
        {
            return false;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="old">What it held when it was read.</param>
    /// <returns>Whether it was deleted; false if somebody else has changed it.</returns>
    public static bool Delete(string path, ReadOnlySpan<byte> old)
    {
        if (!RegularFile.Holds(path, old)) return false;
        var aside = NextName(path);
        try
        {
            // There is nothing to overwrite, but only so is it one step.
            File.Move(path, aside, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        var isOld = false;
        try
        {
            isOld = RegularFile.Holds(aside, old);
            if (!isOld) File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (FileStatus.Of(path).Kind != FileKind.Missing)
        {
            // Saved once more: the newer one stays.
        }
        finally
        {
            File.Delete(aside);
        }

        return isOld;
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

    private static string NextName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}{Unfinished}");

    /// <summary>Never follows a link: whatever lies there already is an error.</summary>
    private static void Write(string unfinished, ReadOnlySpan<byte> bytes, string? like)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0,
        };
        UnixFileMode? mode = like is null || OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(like);
        if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(unfinished, options);
        FileOwner.Give(file.SafeFileHandle, like ?? Path.GetDirectoryName(unfinished)!, isNew: like is null);
        // What the process's mask took away, and the change of owner.
        if (mode is { } bits && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, bits);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
