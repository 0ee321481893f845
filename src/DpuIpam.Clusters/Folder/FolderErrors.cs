namespace DpuIpam.Clusters.Folder;

/// <summary>What can go wrong with a folder, in words.</summary>
internal static class FolderErrors
{
    /// <summary>Number of the error "read-only file system" on Linux and macOS.</summary>
    private const int ReadOnlyFileSystem = 30;

    public static ClusterException NotAFolder(string cluster, string path) => new(
        ClusterFailure.Configuration, cluster,
        File.Exists(path)
            ? $"{path} is a file; give the folder that it lies in"
            : $"there is no folder {path}; check the path, or make the folder and put the manifests in it");

    public static ClusterException LeadsOut(string cluster, string path) => new(
        ClusterFailure.Configuration, cluster,
        $"{path} is a symbolic link that leads out of the folder, and is not followed; put the folder itself there");

    public static ClusterException Twice(
        string cluster, ResourceKind kind, ObjectName name, FolderObject first, FolderObject second) => new(
        ClusterFailure.Configuration, cluster,
        $"{kind} {name} is there twice, at {first.Document.Location} and {second.Document.Location}; remove one",
        [first.Document.Location.ToString(), second.Document.Location.ToString()]);

    public static ClusterException InDoubt(string cluster, ResourceKind kind, ObjectName name, BadManifest bad) => new(
        ClusterFailure.Configuration, cluster,
        $"{kind} {name} is not found, but may be in what can't be read; correct it first: {bad.Error.Message}",
        [bad.Error.Message], bad.Error);

    public static ClusterException NotFound(string cluster, ResourceKind kind, ObjectName name) =>
        new(ClusterFailure.NotFound, cluster, $"{kind} {name} is not there");

    public static ClusterException Exists(string cluster, ResourceKind kind, ObjectName name, FolderObject found) => new(
        ClusterFailure.AlreadyExists, cluster, $"{kind} {name} is there already, at {found.Document.Location}");

    public static ClusterException Changed(string cluster, ResourceKind kind, ObjectName name, FolderObject found) => new(
        ClusterFailure.Conflict, cluster,
        $"{kind} {name} has changed since it was read, at {found.Document.Location}; read it again and decide anew");

    public static ClusterException MadeAnew(string cluster, ResourceKind kind, ObjectName name, FolderObject found) => new(
        ClusterFailure.Conflict, cluster,
        $"{kind} {name} was made anew since it was read: another uid is at {found.Document.Location}; "
        + "read it again and decide anew");

    public static ClusterException Gone(string cluster, ResourceKind kind, ObjectName name) => new(
        ClusterFailure.Conflict, cluster,
        $"{kind} {name} was deleted since it was read; read it again and decide anew");

    public static ClusterException Invalid(string cluster, ResourceKind kind, string reason) =>
        new(ClusterFailure.Invalid, cluster, $"{kind}: {reason}");

    public static ClusterException ReadOnly(string cluster) => new(
        ClusterFailure.Forbidden, cluster, "the connection is read-only, so nothing is written; connect without -ReadOnly");

    public static ClusterException NotEditable(string cluster, ResourceKind kind, ObjectName name, FolderObject found) => new(
        ClusterFailure.Configuration, cluster,
        $"{kind} {name} at {found.Document.Location} can't be changed without harm to what else is in the file; "
        + "move it into a file of its own");

    public static ClusterException IsLink(string cluster, string displayName) => new(
        ClusterFailure.Configuration, cluster,
        $"{displayName} is a symbolic link, and writing would cut it off; put the file itself there");

    public static ClusterException HasOtherNames(string cluster, string displayName, uint names) => new(
        ClusterFailure.Configuration, cluster,
        $"{displayName} has {names} names (hard links), and writing would part this one from the others, which would keep "
        + "the old text; make it a file by itself: copy it, and move the copy over it");

    public static ClusterException KeepsChanging(string cluster, string displayName) => new(
        ClusterFailure.Conflict, cluster,
        $"{displayName} was changed again and again while it was to be written; let whoever does so finish, and try again");

    public static ClusterException NoLock(string cluster, string lockFile, FileKind kind) => new(
        ClusterFailure.Configuration, cluster,
        $"nothing is written, since {lockFile} keeps writers apart and {kind.Describe()}");

    public static ClusterException LeadsNowhere(string cluster, string path) => new(
        ClusterFailure.Configuration, cluster,
        $"{path} is a symbolic link that leads nowhere, so what the cluster holds is not known; put the folder itself there");

    public static ClusterException NotItsFolder(string cluster, string path, FileKind kind) => new(
        ClusterFailure.Configuration, cluster,
        $"{path} would be the folder of {cluster}, but {(kind == FileKind.Regular ? "it is a file" : kind.Describe())}; "
        + "give the folder that name, and this another");

    public static ClusterException OtherCase(string cluster, string displayName, string name, IEnumerable<string> found) => new(
        ClusterFailure.Configuration, cluster,
        $"the folder of {cluster} would be {name} in {displayName}, but there is {string.Join(" and ", found)}, in other "
        + "case; which of them holds its pools can't be told, so rename or remove what is not its folder");

    public static ClusterException Locked(string cluster, string lockFile, string? holder, TimeSpan timeout) => new(
        ClusterFailure.Unreachable, cluster,
        $"{lockFile} has been held for {timeout.TotalSeconds:0.#} s by {holder ?? "another process"}; "
        + "let it finish or end it, and try again");

    /// <summary>What the file system refuses.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="displayName">The file or folder.</param>
    /// <param name="action">read or written.</param>
    /// <param name="error">The refusal.</param>
    public static ClusterException Io(string cluster, string displayName, string action, Exception error) =>
        error is UnauthorizedAccessException || IsReadOnlyFileSystem(error)
            ? new ClusterException(
                ClusterFailure.Forbidden, cluster,
                $"{displayName} can't be {action}: {Reason(error)}; give this account the right, or use another folder",
                inner: error)
            : new ClusterException(
                ClusterFailure.Configuration, cluster, $"{displayName} can't be {action}: {Reason(error)}", inner: error);

    /// <summary>Where a path leads, or why that can't be told.</summary>
    public static string RealPathOf(string cluster, string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Io(cluster, path, "read", error);
        }
    }

    /// <summary>Why, without the path that the message names already.</summary>
    public static string Reason(Exception error) => error switch
    {
        UnauthorizedAccessException => "permission denied",
        _ when IsReadOnlyFileSystem(error) => "the file system is read-only",
        _ => error.Message.TrimEnd('.'),
    };

    private static bool IsReadOnlyFileSystem(Exception error) =>
        !OperatingSystem.IsWindows() && error is IOException { HResult: ReadOnlyFileSystem };
}
