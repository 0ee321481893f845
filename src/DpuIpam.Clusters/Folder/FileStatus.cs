using Microsoft.Win32.SafeHandles;

namespace DpuIpam.Clusters.Folder;

/// <summary>What the file system says of a path or an open file; links are not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Volume">Where it is stored; 0 where the system does not say.</param>
/// <param name="Number">Its number there: two names of one number are one file; 0 where the system does not say.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Owner">The user it belongs to; 0 where there are none.</param>
/// <param name="Group">The group it belongs to; 0 where there are none.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">When its contents changed last, in nanoseconds.</param>
/// <param name="Changed">When anything of it changed last, in nanoseconds.</param>
internal readonly record struct FileStatus(
    FileKind Kind, ulong Volume, ulong Number, uint Links, uint Owner, uint Group, long Size, long Modified, long Changed)
{
    /// <exception cref="IOException">The file system does not say.</exception>
    /// <exception cref="UnauthorizedAccessException">The way to it may not be gone.</exception>
    public static FileStatus Of(string path) => UnixCalls.Status(path, null) ?? FromAttributes(path);

    /// <summary>What is open, whatever has become of its name.</summary>
    public static FileStatus Of(SafeFileHandle file) => UnixCalls.Status("", file) ?? new FileStatus(
        FileKind.Regular, 0, 0, 1, 0, 0, RandomAccess.GetLength(file), Nanoseconds(File.GetLastWriteTimeUtc(file)), 0);

    /// <summary>Whether both are the same file, whatever has been written to it in between.</summary>
    public bool IsSameFile(FileStatus other) => Kind == other.Kind && Volume == other.Volume && Number == other.Number;

    /// <summary>As far as it can be told everywhere.</summary>
    private static FileStatus FromAttributes(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null) return default(FileStatus) with { Kind = FileKind.Link, Links = 1 };
        if (Directory.Exists(path)) return default(FileStatus) with { Kind = FileKind.Folder, Links = 1 };
        return info.Exists
            ? new FileStatus(FileKind.Regular, 0, 0, 1, 0, 0, info.Length, Nanoseconds(info.LastWriteTimeUtc), 0)
            : default;
    }

    private static long Nanoseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;
}
