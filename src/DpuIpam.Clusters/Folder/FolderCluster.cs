using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Folder;

/// <summary>A folder of manifests that stands for a cluster: its files, without those of the folders below it.</summary>
/// <remarks>
/// The files are the user's: they may be edited, moved and renamed at any time, and what is written to them is what
/// <c>kubectl apply -f</c> takes. So uid and resourceVersion are made up when an object is handed out (the version is a hash
/// of all that it says) and never written; an object without namespace is in the connection's. A malformed document costs
/// only itself: lists name it in <see cref="ObjectList.Unreadable"/>, and what is asked for and not found is an error when
/// it could be the object. An object that is there twice is an error when it is asked for or listed. Writing changes the
/// text of that object only; what may get lost is said at <see cref="FolderFileEdit"/> and <see cref="YamlEdit"/>.
/// Documents have their file and line as their location. Files are replaced atomically, and one writer at a time works on
/// a folder; what editors save beside it is not lost (<see cref="AtomicFile"/>). What is no regular file in the folder is not
/// opened, and counts as something that can't be read. Like on a server, an object with finalizers outlives its deletion, and status is written apart from the rest.
/// </remarks>
internal sealed partial class FolderCluster : ICluster
{
    private readonly FolderLevel _level;
    private readonly SessionOptions _options;
    private readonly TimeProvider _clock;

    /// <param name="name">How messages name the cluster.</param>
    /// <param name="level">Its files.</param>
    /// <param name="options">Namespace, time-out, and whether writes are refused.</param>
    /// <param name="clock">Tells when an object's deletion was asked for; null for the system's.</param>
    public FolderCluster(string name, FolderLevel level, SessionOptions options, TimeProvider? clock = null)
    {
        Name = name;
        _level = level;
        _options = options;
        _clock = clock ?? TimeProvider.System;
    }

    public string Name { get; }

    /// <inheritdoc/>
    public bool ListsAllNodes => false;

    /// <inheritdoc/>
    public bool ReadsWholeObjects => true;

    public string Endpoint => _level.Folder;

    public Task<string?> VersionAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<ManifestDocument?> FindAsync(
        ResourceKind kind, ObjectName name, CancellationToken cancellation)
    {
        var content = await ReadAsync(cancellation).ConfigureAwait(false);
        return content.Find(kind, name)?.ViewAs(kind, _options.Namespace);
    }

    public async Task<ObjectList> ListAsync(ResourceKind kind, ListScope scope, CancellationToken cancellation)
    {
        var parsed = FolderScope.Of(scope, Name);
        var content = await ReadAsync(cancellation).ConfigureAwait(false);
        var objects = content.List(kind, parsed);
        var items = new List<ManifestDocument>(objects.Count);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in objects)
        {
            cancellation.ThrowIfCancellationRequested();
            items.Add(View(item, kind, scope));
            hash.AppendData(Encoding.UTF8.GetBytes($"{item.NameAs(kind, _options.Namespace)} {item.Version}\n"));
        }

        return new ObjectList(items, Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 16)).ToLowerInvariant())
        {
            Unreadable = [.. content.Bad.Select(static bad => bad.Error)],
            Doubtful = [.. content.Bad.Where(bad => bad.MayBe(kind)).Select(static bad => bad.Error)],
        };
    }

    /// <summary>Looks at the files a few times a second. Deletions come first; an object that may be in a document that is
    /// malformed at the moment, or that is there twice, is taken for unchanged until that is over.</summary>
    public IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceKind kind, ListScope scope, ObjectList from, CancellationToken cancellation)
    {
        var parsed = FolderScope.Of(scope, Name);
        var watch = new FolderWatch(kind, parsed, from, item => View(item, kind, scope));
        return watch.RunAsync(ReadAsync, cancellation);
    }

    /// <summary>The file system says who may what, and says it at the write.</summary>
    public Task<IReadOnlyList<AccessRight>> FindMissingAsync(
        IReadOnlyList<AccessRight> rights, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AccessRight>>([]);

    public Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation) =>
        Task.FromResult<bool?>(null);

    public void Dispose()
    {
        // Files are open only while they are read or written.
    }

    /// <summary>A file system that does not answer holds nobody up who wants to stop.</summary>
    private Task<FolderContent> ReadAsync(CancellationToken cancellation) =>
        Task.Run(() => _level.Read(cancellation), cancellation).WaitAsync(cancellation);

    private ManifestDocument View(FolderObject item, ResourceKind kind, ListScope scope) => scope.MetadataOnly
        ? item.MetadataAs(kind, _options.Namespace)
        : item.ViewAs(kind, _options.Namespace);

    private ManifestDocument Preview(ResourceKind kind, ObjectName name, JsonElement tree, FolderObject? stored) => new(
        ObjectView.Of(tree, kind, name, ObjectView.VersionOf(tree)),
        stored?.Document.Location ?? new SourceLocation(_level.DisplayName));
}
