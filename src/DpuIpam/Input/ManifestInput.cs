using System.Management.Automation;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;
using DpuIpam.Views;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DpuIpam.Input;

/// <summary>Reads what cmdlets are given: objects, files and folders, in any mix. One bad item costs only itself.</summary>
/// <param name="cmdlet">Writes errors and verbose lines, and knows where the user is.</param>
/// <param name="take">Receives the objects, in order.</param>
/// <param name="cluster">The DPU cluster that pools and nodes of the documents are in, if it is known.</param>
/// <param name="stopping">Ends the reading.</param>
internal sealed class ManifestInput(
    PSCmdlet cmdlet, Action<object> take, string? cluster, CancellationToken stopping)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Whether some item was refused, so that its error has been written.</summary>
    public bool HasErrors { get; set; }

    /// <summary>How an object is named that a path may have been meant for; null where none can be.</summary>
    public Func<string, string?>? ByName { get; init; }

    /// <summary>Takes one object of the pipeline.</summary>
    public void Add(object item, string wanted)
    {
        switch (item)
        {
            case ServiceIpam or Pool or Cluster or Node: take(item); break;
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
            else if (found.Count == 0) Report(Errors.PathNotFound(path, ByName?.Invoke(path)));
            else if (WildcardPattern.ContainsWildcardCharacters(path)) AddFiles(path, found);
            else AddFileOrFolder(found[0], path);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException)
        {
            Report(Errors.PathNotFound(path, ByName?.Invoke(path)));
        }
        catch (ProviderNotFoundException)
        {
            Report(Errors.PathNotAFile(path));
        }
    }

    /// <summary>Reads a file or folder by a path that is taken as it is.</summary>
    public void AddLiteralPath(string path)
    {
        var resolved = FilePath.Resolve(cmdlet.SessionState, path, out var error);
        if (error is null) AddFileOrFolder(resolved, path);
        else Report(error);
    }

    /// <summary>Reads the documents of a text.</summary>
    public void AddText(string text) => AddDocuments(ManifestReader.Read(text, null, cancellation: stopping));

    public void Report(ErrorRecord error)
    {
        HasErrors = true;
        cmdlet.WriteError(error);
    }

    private void AddFileOrFolder(string resolved, string path)
    {
        if (Directory.Exists(resolved)) AddFiles(path, FilesIn(resolved));
        else if (!File.Exists(resolved)) Report(Errors.PathNotFound(path, ByName?.Invoke(path)));
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
        try
        {
            return AddDocuments(ManifestReader.ReadFile(path, displayName, cancellation: stopping));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(Errors.FileUnreadable(displayName, exception));
            return true;
        }
    }

    private bool AddDocuments(ManifestReadResult result)
    {
        foreach (var error in result.Errors) Report(Errors.ManifestInvalid(error));
        var any = result.Errors.Count > 0;
        foreach (var document in result.Documents) any |= AddDocument(document);
        return any;
    }

    private bool AddDocument(ManifestDocument document)
    {
        try
        {
            switch (ResourceReader.Read(document))
            {
                case ServiceIpamResource ipam: take(new ServiceIpam(ipam)); break;
                case PoolResource pool: take(new Pool(pool, cluster)); break;
                case DpuClusterResource dpuCluster: take(new Cluster(dpuCluster)); break;
                case ServiceChainResource chain: take(chain); break;
                case NodeResource node: take(Node.Of(node, cluster)); break;
                default:
                    cmdlet.WriteVerbose(VisibleText.Line(
                        $"{document.Location}: passed over, {document.Root.GetProperty("kind")} is not planned."));
                    return false;
            }
        }
        catch (ManifestException error)
        {
            Report(Errors.ManifestInvalid(error));
        }

        return true;
    }

    /// <summary>A path as the user would write it: relative to where they are, if it is below.</summary>
    private string Display(string file)
    {
        var here = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var relative = Path.GetRelativePath(here, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
