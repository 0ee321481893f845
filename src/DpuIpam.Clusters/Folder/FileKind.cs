namespace DpuIpam.Clusters.Folder;

/// <summary>What lies at a path; a link counts as itself.</summary>
internal enum FileKind
{
    Missing,
    Regular,
    Folder,
    Link,
    Pipe,
    Socket,
    Device,
}

/// <summary>Kinds of files in words.</summary>
internal static class FileKinds
{
    /// <summary>Why something is not read as a file.</summary>
    public static string Describe(this FileKind kind) => kind switch
    {
        FileKind.Missing => "it is not there",
        FileKind.Folder => "it is a folder, not a file; rename it, or put a file there",
        FileKind.Link => "it is a symbolic link, which is not followed; put the file itself there",
        FileKind.Pipe => "it is a named pipe, not a file; remove it, or put a file there",
        FileKind.Socket => "it is a socket, not a file; remove it, or put a file there",
        FileKind.Device => "it is a device, not a file; remove it, or put a file there",
        _ => "it is a file",
    };
}
