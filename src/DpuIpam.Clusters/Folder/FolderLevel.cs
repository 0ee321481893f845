using System.Diagnostics;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;

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
    private const string Empty =
        "is empty, so what was in it, or is about to be, is not known; delete it if nothing is to be in it";

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Files as they were read last, so that what has not changed is not parsed again.</summary>
    private Dictionary<string, FolderFile> _known = [];

    public string Folder => folder;

    public string DisplayName => displayName;

    /// <exception cref="ClusterException">It can't be looked at, is no folder, or is a link that leads out or nowhere.</exception>
    public bool Exists
    {
        get
        {
            try
            {
                var kind = FileStatus.Of(folder).Kind;
                // Links on its way may have been put there since it was opened.
                if (kind is FileKind.Link or FileKind.Folder && !RealPath.IsInside(RealPath.Of(folder), root))
                    throw FolderErrors.LeadsOut(cluster, folder);
                if (Directory.Exists(folder)) return true;
                if (kind == FileKind.Link) throw FolderErrors.LeadsNowhere(cluster, folder);
                return kind == FileKind.Missing ? false : throw FolderErrors.NotItsFolder(cluster, folder, kind);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw FolderErrors.Io(cluster, displayName, "read", error);
            }
        }
    }

    /// <summary>What the folder holds now; nothing if it is not there.</summary>
    /// <exception cref="ClusterException">The folder can't be read. A file that can't be is malformed content.</exception>
    public FolderContent Read(CancellationToken cancellation)
    {
        var known = _known;
        var files = new List<FolderFile>();
        var folders = new List<FolderFile>();
        var isThere = Exists;
        if (!mayBeMissing && !isThere) throw FolderErrors.NotAFolder(cluster, folder);
        try
        {
            string[] paths = isThere ? [.. Directory.EnumerateFileSystemEntries(folder).Where(IsManifest)] : [];
            Array.Sort(paths, StringComparer.Ordinal);
            foreach (var path in paths)
            {
                cancellation.ThrowIfCancellationRequested();
                if (ReadFile(path, known.GetValueOrDefault(path), cancellation) is not { } file) continue;
                if (Directory.Exists(path)) folders.Add(file);
                else files.Add(file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Io(cluster, displayName, "read", error);
        }

        files.AddRange(folders.Where(file => !IsOfCluster(Path.GetFileName(file.FilePath), files)));
        _known = files.ToDictionary(static file => file.FilePath, StringComparer.Ordinal);
        return new FolderContent(cluster, defaultNamespace, files) { Beside = [.. FindTwins(files)] };
    }

    /// <summary>Makes the folder, if it is one that may be missing.</summary>
    public void Make()
    {
        if (!mayBeMissing) throw FolderErrors.NotAFolder(cluster, folder);
        Do("WRITE", displayName, "made", () =>
        {
            Directory.CreateDirectory(folder);
            FileOwner.GiveFolder(folder);
        });
    }

    /// <summary>Writes a new object into a file of its own.</summary>
    /// <exception cref="FileChangedException">Somebody else has made that file meanwhile.</exception>
    public FolderObject Create(ResourceKind kind, ObjectName name, JsonElement tree, CancellationToken cancellation)
    {
        var path = FreePath(kind, name);
        var text = ManifestWriter.Write([tree], ManifestFormat.Yaml);
        var file = FolderFile.Parse(path, NameOf(path), System.Text.Encoding.UTF8.GetBytes(text), cancellation);
        Do("WRITE", file.DisplayName, "written", () => AtomicFile.Create(path, file.Bytes));
        return file.Objects[0];
    }

    /// <summary>Writes an object in the place of another; null if there is no safe way.</summary>
    /// <exception cref="FileChangedException">Somebody else has changed the file meanwhile.</exception>
    public FolderObject? Replace(FolderObject old, JsonElement changed, CancellationToken cancellation)
    {
        CheckReplaceable(old.File);
        if (FolderFileEdit.Replace(old, changed, cancellation) is not { } file) return null;
        Replace(old.File, file);
        return file.Objects[old.Index];
    }

    /// <summary>Removes an object, and its file if nothing else is in it; false if there is no safe way.</summary>
    /// <exception cref="FileChangedException">Somebody else has changed the file meanwhile.</exception>
    public bool Remove(FolderObject removed, CancellationToken cancellation)
    {
        CheckNoLink(removed.File);
        if (FolderFileEdit.Remove(removed, cancellation) is not { } file) return false;
        if (file.HasContent)
        {
            CheckReplaceable(removed.File);
            Replace(removed.File, file);
            return true;
        }

        Do("DELETE", file.DisplayName, "written", () => AtomicFile.Delete(file.FilePath, removed.File.Bytes));
        return true;
    }

    private static bool IsManifest(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private FolderFile? ReadFile(string path, FolderFile? known, CancellationToken cancellation)
    {
        var name = NameOf(path);
        var started = RequestLog.IsHeard ? Stopwatch.GetTimestamp() : 0;
        var file = Load(path, name, known, cancellation);
        if (file is not null && known is not null && file.IsUnreadableLike(known)) file = known;
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
            if (RegularFile.FindFault(path, root, out var real) is { } fault) return FolderFile.Refused(path, name, fault);
            using var stream = RegularFile.Open(real, out var status);
            if (stream is null)
            {
                return status.Kind == FileKind.Missing
                    ? FindGone(path, name)
                    : FolderFile.Refused(path, name, status.Kind.Describe());
            }

            if (known is not null && known.IsSameAs(stream)) return known;
            if (stream.CanSeek) stream.Position = 0;
            if (ManifestReader.Load(stream, ManifestLimits.Default.FileBytes) is not { } bytes)
                return FolderFile.Refused(path, name, "larger than what is read; split the file");
            // As an editor leaves a file between clearing and filling it, or a machine that lost its power.
            return bytes.Length > 0
                ? FolderFile.Parse(path, name, bytes, cancellation)
                : FolderFile.Refused(path, name, Empty);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return FindGone(path, name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FolderFile.Unreadable(path, name, $"can't be read: {FolderErrors.Reason(error)}", error);
        }
    }

    /// <summary>null for a file that is gone meanwhile; one whose name .NET can't hold never was found.</summary>
    private static FolderFile? FindGone(string path, string name) => Path.GetFileName(path).Contains('\uFFFD', StringComparison.Ordinal)
        ? FolderFile.Refused(path, name, "its name is not UTF-8, so it can't be opened; rename it")
        : null;

    /// <summary>Whether a folder is that of a DPU cluster, whatever its name ends with.</summary>
    private static bool IsOfCluster(string name, List<FolderFile> files) => files.Any(file => file.Objects.Any(candidate =>
        candidate.Is(ResourceKind.DpuCluster) && (candidate.Name == name || $"{candidate.Namespace}.{candidate.Name}" == name)));

    /// <summary>Files whose names differ by case only: a checkout on Windows or macOS keeps one of them.</summary>
    private static IEnumerable<BadManifest> FindTwins(List<FolderFile> files) => files
        .GroupBy(static file => Path.GetFileName(file.FilePath), StringComparer.OrdinalIgnoreCase)
        .Where(static twins => twins.Skip(1).Any())
        .Select(static twins => BadManifest.Harmless(new ManifestException(
            $"{string.Join(" and ", twins.Skip(1).Select(static file => Path.GetFileName(file.FilePath)))} differs from it by case "
            + "only, and some file systems keep one of them only; rename one", new SourceLocation(twins.First().DisplayName))));

    private void CheckNoLink(FolderFile file)
    {
        if (FileStatus.Of(file.FilePath).Kind == FileKind.Link) throw FolderErrors.IsLink(cluster, file.DisplayName);
    }

    /// <summary>Replacing a name would part it from what else leads to the file.</summary>
    private void CheckReplaceable(FolderFile file)
    {
        CheckNoLink(file);
        if (FileStatus.Of(file.FilePath).Links is var names and > 1) throw FolderErrors.HasOtherNames(cluster, file.DisplayName, names);
    }

    private void Replace(FolderFile old, FolderFile changed) => Do(
        "WRITE", changed.DisplayName, "written", () => AtomicFile.Replace(changed.FilePath, old.Bytes, changed.Bytes));

    /// <summary>Not everybody who writes to a file takes the lock: an editor does not.</summary>
    private void Do(string method, string name, string action, Func<bool> write) => Do(method, name, action, () =>
    {
        if (!write()) throw new FileChangedException(name);
    });

    private void Do(string method, string name, string action, Action write)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = "ok";
        try
        {
            write();
        }
        catch (FileChangedException error)
        {
            answer = error.Message;
            throw;
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
        // A name that differs from another by case only is taken on some file systems.
        var taken = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var free = $"{prefix}-{name.Name}.yaml";
        for (var i = 1; taken.Contains(free); i++) free = i == 1 ? $"{longer}.yaml" : $"{longer}-{i}.yaml";
        return Path.Combine(folder, free);
    }

    private string NameOf(string path) => Path.Combine(displayName, Path.GetFileName(path));
}
