using System.Management.Automation;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DpuIpam.Input;

/// <summary>Gathers what cmdlets are given: objects, files and folders, in any mix. One bad item costs only itself.</summary>
internal sealed class ManifestInput(PSCmdlet cmdlet, CancellationToken stopping)
{
    /// <summary>What <see cref="Add(object, string)"/> takes, for error messages.</summary>
    public const string Supported = "ServiceIpam, Pool, Node or Cluster objects, files, or paths";

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public List<ServiceIpam> ServiceIpams { get; } = [];

    public List<Pool> Pools { get; } = [];

    public List<Cluster> Clusters { get; } = [];

    public List<Node> Nodes { get; } = [];

    /// <summary>Whether some item was refused, so that its error has been written.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Whether an object to plan or to test was found.</summary>
    public bool HasPools => ServiceIpams.Count + Pools.Count > 0;

    /// <summary>Takes one object of the pipeline.</summary>
    public void Add(object item, string wanted = Supported)
    {
        switch (item)
        {
            case ServiceIpam ipam: Add(ipam, ipam.Resource.Document.Location); break;
            case Pool pool: Add(pool, pool.Resource.Document.Location); break;
            case Cluster cluster: Add(cluster, cluster.Resource.Document.Location); break;
            case Node node: Nodes.Add(node); break;
            case FileSystemInfo file: AddLiteralPath(file.FullName); break;
            case string path: AddPath(path); break;
            default: Report(Errors.InputNotSupported(item, wanted)); break;
        }
    }

    /// <summary>Reads files and folders by a path with wildcards.</summary>
    public void AddPath(string path)
    {
        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (provider.Name != "FileSystem") Report(Errors.PathNotAFile(path));
            else if (found.Count == 0) Report(Errors.PathNotFound(path));
            else if (WildcardPattern.ContainsWildcardCharacters(path)) AddFiles(path, found);
            else AddFileOrFolder(found[0], path);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException)
        {
            Report(Errors.PathNotFound(path));
        }
    }

    /// <summary>Reads a file or folder by a path that is taken as it is.</summary>
    public void AddLiteralPath(string path)
    {
        string resolved;
        try
        {
            resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name != "FileSystem")
            {
                Report(Errors.PathNotAFile(path));
                return;
            }
        }
        catch (DriveNotFoundException)
        {
            Report(Errors.PathNotFound(path));
            return;
        }

        AddFileOrFolder(resolved, path);
    }

    /// <summary>Reads the documents of a text.</summary>
    /// <returns>The objects, in order.</returns>
    public IEnumerable<object> Read(string text) => Objects(ManifestReader.Read(text, null, cancellation: stopping));

    /// <summary>Reads the documents of a file.</summary>
    /// <returns>The objects, in order.</returns>
    public IEnumerable<object> ReadFile(string path, string displayName)
    {
        ManifestReadResult result;
        try
        {
            result = ManifestReader.ReadFile(path, displayName, cancellation: stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(Errors.FileUnreadable(displayName, exception));
            return [];
        }

        return Objects(result);
    }

    public void Report(ErrorRecord error)
    {
        HasErrors = true;
        cmdlet.WriteError(error);
    }

    private void AddFileOrFolder(string resolved, string path)
    {
        if (Directory.Exists(resolved)) AddFiles(path, FilesIn(resolved));
        else if (!File.Exists(resolved)) Report(Errors.PathNotFound(path));
        else if (!AddFile(resolved, path)) Report(Errors.NothingInFile(path));
    }

    /// <summary>Of several files only some need be of use; all of them together must be.</summary>
    private void AddFiles(string path, IEnumerable<string> files)
    {
        var any = false;
        foreach (var file in files.SelectMany(static found => Directory.Exists(found) ? FilesIn(found) : [found]))
            any |= AddFile(file, Display(file));
        if (!any) Report(Errors.NothingInFile(path));
    }

    private static IEnumerable<string> FilesIn(string folder) => Directory
        .EnumerateFiles(folder)
        .Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    /// <summary>Adds a file's objects; false when it has none and nothing is wrong with it either.</summary>
    private bool AddFile(string path, string displayName)
    {
        stopping.ThrowIfCancellationRequested();
        var hadErrors = HasErrors;
        HasErrors = false;
        var any = false;
        foreach (var item in ReadFile(path, displayName))
        {
            any = true;
            Add(item);
        }

        any |= HasErrors;
        HasErrors |= hadErrors;
        return any;
    }

    private IEnumerable<object> Objects(ManifestReadResult result)
    {
        foreach (var error in result.Errors) Report(Errors.ManifestInvalid(error));
        foreach (var document in result.Documents)
            if (ToObject(document) is { } item) yield return item;
    }

    private object? ToObject(ManifestDocument document)
    {
        try
        {
            switch (ResourceReader.Read(document))
            {
                case ServiceIpamResource ipam: return new ServiceIpam(ipam);
                case PoolResource pool: return new Pool(pool, null);
                case DpuClusterResource cluster: return new Cluster(cluster);
                case NodeResource node: return new Node(node.Name, node.Labels);
                default:
                    cmdlet.WriteVerbose($"{document.Location}: passed over, {document.Root.GetProperty("kind")} is not planned.");
                    return null;
            }
        }
        catch (ManifestException error)
        {
            Report(Errors.ManifestInvalid(error));
            return null;
        }
    }

    private void Add(ServiceIpam ipam, SourceLocation location)
    {
        if (IsNew(ipam.Resource.ToString(), location, ipam)) ServiceIpams.Add(ipam);
    }

    private void Add(Pool pool, SourceLocation location)
    {
        var name = pool.Cluster is null ? pool.Resource.ToString() : $"{pool.Resource} in {pool.Cluster}";
        if (IsNew(name, location, pool)) Pools.Add(pool);
    }

    private void Add(Cluster cluster, SourceLocation location)
    {
        if (IsNew(cluster.Resource.ToString(), location, cluster)) Clusters.Add(cluster);
    }

    private bool IsNew(string name, SourceLocation location, object target)
    {
        if (_sources.TryAdd(name, location.ToString())) return true;
        Report(Errors.DuplicateObject(name, _sources[name], target));
        return false;
    }

    /// <summary>A path as the user would write it: relative to where they are, if it is below.</summary>
    private string Display(string file)
    {
        var here = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var relative = Path.GetRelativePath(here, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
