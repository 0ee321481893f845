using System.Management.Automation;
using DpuIpam.Clusters.Folder;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;
using DpuIpam.Views;

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
            case FileSystemInfo file: AddFileOrFolder(file.FullName, file.FullName); break;
            case string path: AddPath(path); break;
            default: Report(Errors.InputNotSupported(item, wanted)); break;
        }
    }

    /// <summary>Reads files and folders by a path with wildcards.</summary>
    public void AddPath(string path)
    {
        var found = FilePath.Find(cmdlet.SessionState, path, ByName, out var error);
        if (error is not null) Report(error);
        else if (WildcardPattern.ContainsWildcardCharacters(path)) AddFiles(path, found);
        else AddFileOrFolder(found[0], path);
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
        if (Directory.Exists(resolved)) AddFiles(path, [resolved]);
        else if (!File.Exists(resolved)) Report(Errors.PathNotFound(path, ByName?.Invoke(path)));
        else if (!AddNamedFile(resolved, path)) Report(Errors.NothingInFile(path));
    }

    /// <summary>Of several files only some need be of use; all of them together must be.</summary>
    private void AddFiles(string path, IEnumerable<string> files)
    {
        var any = false;
        foreach (var file in files)
        {
            if (!Directory.Exists(file)) any |= AddFoundFile(file);
            else foreach (var inner in ManifestsIn(file)) any |= AddFoundFile(inner);
        }

        if (!any) Report(Errors.NothingInFile(path));
    }

    private string[] ManifestsIn(string folder)
    {
        var files = Directory.EnumerateFileSystemEntries(folder)
            .Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToArray();
        foreach (var twins in files.GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase).Where(static twins => twins.Skip(1).Any()))
        {
            cmdlet.WriteWarning($"{string.Join(" and ", twins.Select(Display))} differ by case only, and some file systems keep"
                + " one of them only; rename one.");
        }

        return files;
    }

    /// <summary>Adds a file that a user has named, whatever it is: a pipe has what a program writes. One that has nothing to
    /// say for ever is waited for until the user stops.</summary>
    /// <returns>False when it has none and nothing is wrong with it either.</returns>
    private bool AddNamedFile(string path, string name) => AddFile(name, () => IsRegular(path)
        ? ManifestReader.ReadFile(path, name, cancellation: stopping)
        : Task.Run(() => ManifestReader.ReadFile(path, name, cancellation: stopping), CancellationToken.None)
            .WaitAsync(stopping).GetAwaiter().GetResult());

    /// <summary>Adds a file that was found in a folder or by a wildcard, where nobody has looked at what it is: none but a
    /// regular file there is read.</summary>
    private bool AddFoundFile(string path)
    {
        var name = Display(path);
        return AddFile(name, () =>
        {
            var folder = RealPath.Of(Path.GetDirectoryName(path)!);
            if (RegularFile.FindFault(path, folder, out var real) is { } fault) throw new IOException(fault);
            using var file = RegularFile.Open(real, out var status) ?? throw new IOException(status.Kind.Describe());
            return ManifestReader.ReadFile(file, name, cancellation: stopping);
        });
    }

    private static bool IsRegular(string path) => FileStatus.Of(RealPath.Of(path)).Kind == FileKind.Regular;

    private bool AddFile(string displayName, Func<ManifestReadResult> read)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            return AddDocuments(read());
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
