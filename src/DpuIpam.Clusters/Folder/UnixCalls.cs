using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DpuIpam.Clusters.Folder;

/// <summary>What the C library of Linux and macOS offers and .NET does not: kind, number and owner of a file, opening without
/// waiting, a change of owner, and the exchange of two names.</summary>
/// <remarks>On other systems each says that it can't; whoever asks has another way.</remarks>
internal static partial class UnixCalls
{
    private const string Library = "libc";

    private const int NotAllowed = 1;
    private const int NotThere = 2;
    private const int Interrupted = 4;
    private const int NotPermitted = 13;
    private const int NoFolder = 20;
    private const int Unknown = 38;

    /// <summary>Paths are relative to the current folder.</summary>
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int OfHandle = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const uint Exchanged = 2;

    private static readonly bool IsLinux = OperatingSystem.IsLinux();
    private static readonly bool IsMac = OperatingSystem.IsMacOS();

    /// <param name="path">The path; links are not followed.</param>
    /// <param name="file">An open file in its place.</param>
    /// <returns>Null where the system does not say.</returns>
    public static FileStatus? Status(string path, SafeFileHandle? file)
    {
        if (!IsLinux && !IsMac) return null;
        Span<byte> buffer = stackalloc byte[256];
        try
        {
            var result = (IsLinux, file) switch
            {
                (true, null) => Statx(CurrentFolder, path, NoFollow, BasicStatus, ref buffer[0]),
                (true, not null) => Statx(file, "", OfHandle, BasicStatus, ref buffer[0]),
                (false, null) when IsArm => LinkStatus(path, ref buffer[0]),
                (false, null) => LinkStatusOnIntel(path, ref buffer[0]),
                (false, not null) when IsArm => HandleStatus(file, ref buffer[0]),
                (false, not null) => HandleStatusOnIntel(file, ref buffer[0]),
            };
            if (result == 0) return IsLinux ? ReadLinux(buffer) : ReadMac(buffer);
            var error = Marshal.GetLastPInvokeError();
            if (error is NotThere or NoFolder) return default(FileStatus);
            // A container may forbid the call, or the kernel not know it.
            return error is NotAllowed or Unknown ? null : throw Failure(error);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading without waiting for anybody, as a pipe would have it.</summary>
    /// <returns>Null where the system can't.</returns>
    public static SafeFileHandle? Open(string path)
    {
        if (!IsLinux && !IsMac) return null;
        var flags = IsLinux ? 0x800 | 0x80000 : 0x4 | 0x1000000;
        while (true)
        {
            var file = Open(path, flags);
            if (file >= 0) return new SafeFileHandle(file, ownsHandle: true);
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            throw error == NotThere ? new FileNotFoundException(null, path) : Failure(error);
        }
    }

    /// <summary>Gives an open file to a user and a group.</summary>
    /// <returns>Whether that could be done.</returns>
    public static bool ChangeOwner(SafeFileHandle file, uint owner, uint group) =>
        (IsLinux || IsMac) && ChangeHandleOwner(file, owner, group) == 0;

    /// <summary>Gives a folder to a user and a group.</summary>
    /// <returns>Whether that could be done.</returns>
    public static bool ChangeOwner(string path, uint owner, uint group) =>
        (IsLinux || IsMac) && ChangeLinkOwner(path, owner, group) == 0;

    /// <summary>Gives two files each other's names in one step.</summary>
    /// <returns>Whether that could be done; not every file system can.</returns>
    public static bool Exchange(string first, string second)
    {
        try
        {
            return (IsLinux && RenameAt(CurrentFolder, first, CurrentFolder, second, Exchanged) == 0)
                || (IsMac && RenameWith(first, second, Exchanged) == 0);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static Exception Failure(int error)
    {
        var message = Marshal.GetPInvokeErrorMessage(error);
        return error is NotPermitted or NotAllowed ? new UnauthorizedAccessException(message) : new IOException(message, error);
    }

    private static FileStatus ReadLinux(ReadOnlySpan<byte> statx) => new(
        KindOf(U16(statx, 28)), ((ulong)U32(statx, 136) << 32) | U32(statx, 140), (ulong)I64(statx, 32), U32(statx, 16),
        U32(statx, 20), U32(statx, 24), I64(statx, 40), (I64(statx, 112) * 1_000_000_000) + U32(statx, 120),
        (I64(statx, 96) * 1_000_000_000) + U32(statx, 104));

    private static FileStatus ReadMac(ReadOnlySpan<byte> stat) => new(
        KindOf(U16(stat, 4)), U32(stat, 0), (ulong)I64(stat, 8), U16(stat, 6), U32(stat, 16), U32(stat, 20), I64(stat, 96),
        (I64(stat, 48) * 1_000_000_000) + I64(stat, 56), (I64(stat, 64) * 1_000_000_000) + I64(stat, 72));

    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0x1000 => FileKind.Pipe,
        0xC000 => FileKind.Socket,
        _ => FileKind.Device,
    };

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BitConverter.ToUInt16(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BitConverter.ToUInt32(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BitConverter.ToInt64(bytes[at..]);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, ref byte status);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatus(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatusOnIntel(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int HandleStatus(SafeFileHandle file, ref byte status);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int HandleStatusOnIntel(SafeFileHandle file, ref byte status);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeHandleOwner(SafeFileHandle file, uint owner, uint group);

    [LibraryImport(Library, EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeLinkOwner(string path, uint owner, uint group);

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt(int firstFolder, string first, int secondFolder, string second, uint flags);

    [LibraryImport(Library, EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameWith(string first, string second, uint flags);
}
