using System.Diagnostics;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>The files of one folder, without those of the folders below it.</summary>
/// <param name="cluster">How messages name the cluster.</param>
/// <param name="root">The folder that no link may lead out of, without links on its own way.</param>
/// <param name="folder">The folder.</param>
/// <param name="displayName">How messages name the folder.</param>
/// <param name="defaultNamespace">Where objects are that name no namespace.</param>
/// <param name="mayBeMissing">Whether a folder that is not there is an empty one.</param>
internal sealed class FolderLevel(
    string cluster, string root, string folder, string displayName, string defaultNamespace, bool mayBeMissing)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Files as they were read last, so that what has not changed is not parsed again.</summary>
    private Dictionary<string, FolderFile> _known = [];

    public string Folder => folder;

    public string DisplayName => displayName;

    public bool Exists => Directory.Exists(folder);

    /// <summary>What the folder holds now; nothing if it is not there.</summary>
    /// <exception cref="ClusterException">The folder can't be read. A file that can't be is in the content as malformed.</exception>
    public FolderContent Read(CancellationToken cancellation)
    {
        var known = _known;
        var files = new List<FolderFile>();
        try
        {
            if (!mayBeMissing && !Exists) throw FolderErrors.NotAFolder(cluster, folder);
            var paths = Exists ? Directory.EnumerateFiles(folder) : [];
            foreach (var path in paths.Where(IsManifest).Order(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                if (ReadFile(path, known.GetValueOrDefault(path), cancellation) is { } file) files.Add(file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Io(cluster, displayName, "read", error);
        }

        _known = files.ToDictionary(static file => file.FilePath, StringComparer.Ordinal);
        return new FolderContent(cluster, defaultNamespace, files);
    }

    /// <summary>Makes the folder.</summary>
    public void Make() => Do("WRITE", displayName, "made", () => Directory.CreateDirectory(folder));

    /// <summary>Writes a new object into a file of its own.</summary>
    public FolderObject Create(ResourceKind kind, ObjectName name, JsonElement tree, CancellationToken cancellation)
    {
        var path = FreePath(kind, name);
        var text = ManifestWriter.Write([tree], ManifestFormat.Yaml);
        var file = FolderFile.Parse(path, NameOf(path), System.Text.Encoding.UTF8.GetBytes(text), cancellation);
        Write(file, isNew: true);
        return file.Objects[0];
    }

    /// <summary>Writes an object in the place of another; null if there is no safe way.</summary>
    public FolderObject? Replace(FolderObject old, JsonElement changed, CancellationToken cancellation)
    {
        CheckNoLink(old.File);
        if (FolderFileEdit.Replace(old, changed, cancellation) is not { } file) return null;
        CheckCurrent(old.File);
        Write(file, isNew: false);
        return file.Objects[old.Index];
    }

    /// <summary>Removes an object, and its file if nothing else is in it; false if there is no safe way.</summary>
    public bool Remove(FolderObject removed, CancellationToken cancellation)
    {
        CheckNoLink(removed.File);
        if (FolderFileEdit.Remove(removed, cancellation) is not { } file) return false;
        CheckCurrent(removed.File);
        if (file.HasContent) Write(file, isNew: false);
        else Do("DELETE", file.DisplayName, "written", () => File.Delete(file.FilePath));
        return true;
    }

    private static bool IsManifest(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private FolderFile? ReadFile(string path, FolderFile? known, CancellationToken cancellation)
    {
        var name = NameOf(path);
        var started = RequestLog.IsHeard ? Stopwatch.GetTimestamp() : 0;
        var file = Load(path, name, known, cancellation);
        if (RequestLog.IsHeard && file is not null)
        {
            var answer = file.Bad.Count == 0 ? "ok" : file.Bad[0].Error.Message;
            RequestLog.Add(new RequestRecord(
                cluster, "READ", name, answer, Stopwatch.GetElapsedTime(started), IsWrite: false));
        }

        return file;
    }

    /// <summary>null for a file that is gone meanwhile.</summary>
    private FolderFile? Load(string path, string name, FolderFile? known, CancellationToken cancellation)
    {
        try
        {
            var isLink = new FileInfo(path).LinkTarget is not null;
            if (isLink && !RealPath.IsInside(RealPath.Of(path), root))
                return FolderFile.Refused(path, name, "a symbolic link that leads out of the folder is not followed; put the file there");
            using var stream = Open(path);
            if (known is not null && known.IsSameAs(stream)) return known;
            if (stream.CanSeek) stream.Position = 0;
            return ManifestReader.Load(stream, ManifestLimits.Default.FileBytes) is { } bytes
                ? FolderFile.Parse(path, name, bytes, cancellation)
                : FolderFile.Unreadable(path, name, "larger than what is read; split the file");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileInfo(path).LinkTarget is null
                ? null
                : FolderFile.Refused(path, name, "a symbolic link that leads nowhere; remove it or put the file there");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FolderFile.Unreadable(path, name, $"can't be read: {FolderErrors.Reason(error)}", error);
        }
    }

    private void CheckNoLink(FolderFile file)
    {
        if (new FileInfo(file.FilePath).LinkTarget is not null) throw FolderErrors.IsLink(cluster, file.DisplayName);
    }

    /// <summary>Not everybody who writes to a file takes the lock: an editor does not.</summary>
    private void CheckCurrent(FolderFile file)
    {
        try
        {
            using var stream = Open(file.FilePath);
            if (file.IsSameAs(stream)) return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Io(cluster, file.DisplayName, "read", error);
        }

        throw FolderErrors.FileChanged(cluster, file.DisplayName);
    }

    private void Write(FolderFile file, bool isNew) =>
        Do("WRITE", file.DisplayName, "written", () => AtomicFile.Write(file.FilePath, file.Bytes, isNew));

    private void Do(string method, string name, string action, Action write)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = "ok";
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            answer = FolderErrors.Reason(error);
            throw FolderErrors.Io(cluster, name, action, error);
        }
        finally
        {
            if (RequestLog.IsHeard)
            {
                RequestLog.Add(new RequestRecord(
                    cluster, method, name, answer, Stopwatch.GetElapsedTime(started), IsWrite: true));
            }
        }
    }

    /// <summary>A file that is not there yet, by the object's kind and name; with the namespace if that is taken.</summary>
    private string FreePath(ResourceKind kind, ObjectName name)
    {
        var prefix = kind.Kind.ToLowerInvariant();
        var longer = name.Namespace.Length == 0 ? $"{prefix}-{name.Name}" : $"{prefix}-{name.Namespace}-{name.Name}";
        var path = Path.Combine(folder, $"{prefix}-{name.Name}.yaml");
        for (var i = 1; Path.Exists(path) || new FileInfo(path).LinkTarget is not null; i++)
            path = Path.Combine(folder, i == 1 ? $"{longer}.yaml" : $"{longer}-{i}.yaml");
        return path;
    }

    private string NameOf(string path) => Path.Combine(displayName, Path.GetFileName(path));

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
}
