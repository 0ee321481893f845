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

    private readonly PipedLines _lines = new(cmdlet);
    private readonly ErrorTally _tally = new(cmdlet);
    private readonly List<string> _others = [];
    private bool _hasPiped;

    /// <summary>Whether some item was refused, so that its error has been written.</summary>
    public bool HasErrors { get; set; }

    /// <summary>How an object is named that a path may have been meant for; null where none can be.</summary>
    public Func<string, string?>? ByName { get; init; }

    /// <summary>Takes one object of the pipeline.</summary>
    public void Add(object item, string wanted)
    {
        if (item is string text)
        {
            AddString(text);
            return;
        }

        TakeLines();
        switch (item)
        {
            case ServiceIpam or Pool or Cluster or Node:
                _hasPiped = true;
                take(item);
                break;
            case FileSystemInfo file: AddFileOrFolder(file.FullName, file.FullName); break;
            case not null when PowerShellTree.IsObject(item): AddObject(item); break;
            default: Report(Errors.InputNotSupported(item!, wanted)); break;
        }
    }

    /// <summary>Ends the reading, when nothing more comes: of texts and objects, all of them together must be of use, since a
    /// cluster has kinds of the same names for others.</summary>
    public void Complete()
    {
        TakeLines();
        if (!_hasPiped && _others.Count > 0) Report(Errors.NothingInFile("input", _others));
    }

    /// <summary>Reads what came line by line.</summary>
    private void TakeLines()
    {
        if (_lines.Take() is { } text) AddText(text);
    }

    /// <summary>A string is a path, the text of manifests, or one of its lines, as Get-Content gives them.</summary>
    private void AddString(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            TakeLines();
            AddText(text);
        }
        else if (!_lines.TryAdd(text))
        {
            AddPath(text);
        }
    }

    /// <summary>Reads an object that ConvertFrom-Json made, or a hash table.</summary>
    private void AddObject(object item)
    {
        try
        {
            // Places in a text that nobody wrote help nobody.
            var result = ManifestReader.Read(PowerShellTree.ToJson(item), null, cancellation: stopping);
            _hasPiped |= AddDocuments(
                result with { Documents = [.. result.Documents.Select(static document => new ManifestDocument(document.Root, default))] },
                isAlone: true, _others);
        }
        catch (ManifestException error)
        {
            Report(Errors.ManifestInvalid(error));
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
    public void AddText(string text) =>
        _hasPiped |= AddDocuments(ManifestReader.Read(text, null, cancellation: stopping), isAlone: true, _others);

    public void Report(ErrorRecord error)
    {
        HasErrors = true;
        _tally.Write(error);
    }

    private void AddFileOrFolder(string resolved, string path)
    {
        if (Directory.Exists(resolved)) AddFiles(path, [resolved]);
        else if (!File.Exists(resolved)) Report(Errors.PathNotFound(path, ByName?.Invoke(path)));
        else AddNamedFile(resolved, path);
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

        if (!any) Report(Errors.NothingInFile(path, []));
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
    private void AddNamedFile(string path, string name)
    {
        var others = new List<string>();
        var any = AddFile(name, others, () => IsRegular(path)
            ? ManifestReader.ReadFile(path, name, cancellation: stopping)
            : Task.Factory.StartNew(
                () => ManifestReader.ReadFile(path, name, cancellation: stopping), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stopping).GetAwaiter().GetResult());
        if (!any) Report(Errors.NothingInFile(name, others));
    }

    /// <summary>Adds a file that was found in a folder or by a wildcard, where nobody has looked at what it is: none but a
    /// regular file there is read.</summary>
    private bool AddFoundFile(string path)
    {
        var name = Display(path);
        return AddFile(name, null, () =>
        {
            var folder = RealPath.Of(Path.GetDirectoryName(path)!);
            if (RegularFile.FindFault(path, folder, out var real) is { } fault) throw new IOException(fault);
            using var file = RegularFile.Open(real, out var status) ?? throw new IOException(status.Kind.Describe());
            return ManifestReader.ReadFile(file, name, cancellation: stopping);
        });
    }

    private static bool IsRegular(string path) => FileStatus.Of(RealPath.Of(path)).Kind == FileKind.Regular;

    /// <summary>Adds a file's objects; false when it has none and nothing is wrong with it either.</summary>
    /// <param name="displayName">How messages name it.</param>
    /// <param name="others">Takes what else is in a file that was named; null for one of several.</param>
    /// <param name="read">Reads it.</param>
    private bool AddFile(string displayName, List<string>? others, Func<ManifestReadResult> read)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            return AddDocuments(read(), others is not null, others);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(Errors.FileUnreadable(displayName, exception));
            return true;
        }
    }

    private bool AddDocuments(ManifestReadResult result, bool isAlone, List<string>? others)
    {
        _tally.Begin();
        var any = result.MoreErrors > 0;
        foreach (var error in result.Errors)
        {
            if (!isAlone && error.IsOfList)
            {
                cmdlet.WriteVerbose(VisibleText.Line($"{error.Message}: passed over."));
                continue;
            }

            any = true;
            Report(Errors.ManifestInvalid(error));
        }

        foreach (var document in result.Documents) any |= AddDocument(document, isAlone, others);
        _tally.End(result.MoreErrors, result.IsCut);
        return any;
    }

    private bool AddDocument(ManifestDocument document, bool isAlone, List<string>? others)
    {
        try
        {
            if (ResourceReader.IsNoObject(document.Root))
            {
                if (!isAlone) return PassOver(document, null);
                throw new ManifestException(
                    $"the document has no kind; it is {OtherDocument.Describe(document)}", document.Location, "kind");
            }

            if (ResourceReader.IsOurs(document.Root))
            {
                if (ManifestTexts.Unrendered(document) is { } unrendered) throw unrendered;
                foreach (var word in ManifestTexts.Invisible(document)) cmdlet.WriteWarning(VisibleText.Line(word));
            }

            switch (ResourceReader.Read(document))
            {
                case ServiceIpamResource ipam: take(new ServiceIpam(ipam)); break;
                case PoolResource pool: take(new Pool(pool, cluster)); break;
                case DpuClusterResource dpuCluster: take(new Cluster(dpuCluster)); break;
                case ServiceChainResource chain: take(chain); break;
                case NodeResource node: take(Node.Of(node, cluster)); break;
                default: return PassOver(document, others);
            }
        }
        catch (ManifestException error)
        {
            Report(Errors.ManifestInvalid(error));
        }

        return true;
    }

    private bool PassOver(ManifestDocument document, List<string>? others)
    {
        var description = OtherDocument.Describe(document);
        if (others is { Count: < 5 } && !others.Contains(description)) others.Add(description);
        cmdlet.WriteVerbose(VisibleText.Line($"{document.Location}: passed over, {description} is not planned."));
        if (OtherDocument.KustomizeChanges(document) is { Length: > 0 } changes)
        {
            cmdlet.WriteWarning(VisibleText.Line(
                $"{document.Location}: Kustomize changes manifests by this file ({string.Join(", ", changes)}), which is not done"
                + " here; render them first (kubectl kustomize DIR | ConvertFrom-DpuManifest)."));
        }

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
