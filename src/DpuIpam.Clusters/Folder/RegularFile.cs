namespace DpuIpam.Clusters.Folder;

/// <summary>Opens files of folders that are not trusted: none but regular ones, and without following a link.</summary>
internal static class RegularFile
{
    /// <summary>How often a file may be replaced while it is opened.</summary>
    private const int MostTries = 20;

    /// <summary>Opens a file for reading; never waits for anybody.</summary>
    /// <param name="path">The path, whose last part is no link.</param>
    /// <param name="status">What lies there.</param>
    /// <returns>Null if that is no regular file.</returns>
    /// <remarks>What is looked at and what is opened are compared, so that nothing else can be put there in between.</remarks>
    public static FileStream? Open(string path, out FileStatus status)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            status = FileStatus.Of(path);
            if (status.Kind != FileKind.Regular) return null;
            var handle = UnixCalls.Open(path);
            if (handle is null)
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            try
            {
                var opened = FileStatus.Of(handle);
                if (!opened.IsSameFile(status)) continue;
                status = opened;
                var stream = new FileStream(handle, FileAccess.Read, 1);
                handle = null;
                return stream;
            }
            finally
            {
                handle?.Dispose();
            }
        }

        throw new IOException("it is replaced again and again; let whoever does so finish");
    }

    /// <summary>Whether a path is a regular file that holds just this.</summary>
    public static bool Holds(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var file = Open(path, out _);
            return file is not null && Holds(file, bytes);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether an open file holds just this.</summary>
    public static bool Holds(FileStream file, ReadOnlySpan<byte> bytes)
    {
        if (!file.CanSeek || file.Length != bytes.Length) return false;
        var block = new byte[Math.Min(1 << 16, bytes.Length + 1)];
        var at = 0;
        int read;
        while ((read = file.Read(block)) > 0)
        {
            if (at + read > bytes.Length || !bytes.Slice(at, read).SequenceEqual(block.AsSpan(0, read))) return false;
            at += read;
        }

        return at == bytes.Length;
    }

    /// <summary>Whether a path, or where its links lead, is a regular file inside a folder.</summary>
    /// <param name="path">The path.</param>
    /// <param name="root">The folder, without links on its own way.</param>
    /// <param name="real">The file without links.</param>
    /// <returns>Why it is not to be read; null if it is.</returns>
    public static string? FindFault(string path, string root, out string real)
    {
        real = path;
        var kind = FileStatus.Of(path).Kind;
        if (kind == FileKind.Link)
        {
            try
            {
                real = RealPath.Of(path);
            }
            catch (IOException error)
            {
                return $"it is a symbolic link, and {FolderErrors.Reason(error)}";
            }

            if (!RealPath.IsInside(real, root))
                return "it is a symbolic link that leads out of the folder, which is not followed; put the file itself there";
            kind = FileStatus.Of(real).Kind;
            if (kind == FileKind.Missing) return "it is a symbolic link that leads nowhere; remove it, or put the file there";
            if (kind != FileKind.Regular) return $"it is a symbolic link, and where it leads to, {kind.Describe()}";
        }

        // One that is gone meanwhile is for the caller to tell from one that never was.
        return kind is FileKind.Regular or FileKind.Missing ? null : kind.Describe();
    }
}
