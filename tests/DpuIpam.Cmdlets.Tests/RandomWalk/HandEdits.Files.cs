namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <content>What happens to files, whatever is in them.</content>
internal sealed partial class HandEdits
{
    /// <summary>A folder beside the lab, where links lead.</summary>
    private const string Outside = "../outside";

    private HandStep? LinkPool(LabFiles lab) => Find(lab, "pool") is { } pool ? Link(pool.File) : null;

    private HandStep? LinkHost(LabFiles lab) =>
        Find(lab, Any("dpucluster", "dpuserviceipam")) is { } document ? Link(document.File) : null;

    private HandStep Link(string file)
    {
        var target = $"{Outside}/{++_count}.yaml";
        var isDangling = _random.Next(2) == 0;
        var away = isDangling ? target + LabFiles.Away : target;
        _undo.Add(lab => lab.Texts.GetValueOrDefault(file)?.StartsWith("-> ", StringComparison.Ordinal) == true
            ? new HandStep($"{file} is a file again",
                [new FileEdit(FileEditKind.Delete, file), new FileEdit(FileEditKind.Move, away, file)])
            : null);
        return new HandStep(
            $"{file} is a link out of the folder now{(isDangling ? ", to what is not there" : "")}",
            [new FileEdit(FileEditKind.Move, file, away), new FileEdit(FileEditKind.Link, file, target)]);
    }

    private HandStep? LinkFolder(LabFiles lab)
    {
        string[] folders = [.. Folders(lab)
            .Where(folder => !lab.Texts.ContainsKey(folder)
                && lab.Documents.Any(document => document.Folder == folder))];
        if (folders.Length == 0) return null;
        var folder = Any(folders);
        var target = $"{Outside}/folder-{++_count}";
        var isDangling = _random.Next(2) == 0;
        var away = isDangling ? target + LabFiles.Away : target;
        _undo.Add(now => now.Texts.ContainsKey(folder)
            ? new HandStep($"{folder} is a folder again",
                [new FileEdit(FileEditKind.Delete, folder), new FileEdit(FileEditKind.Move, away, folder)])
            : null);
        return new HandStep(
            $"{folder} is a link out of the folder now{(isDangling ? ", to what is not there" : "")}",
            [new FileEdit(FileEditKind.Move, folder, away), new FileEdit(FileEditKind.Link, folder, target)]);
    }

    private HandStep? FolderForFile(LabFiles lab)
    {
        if (Find(lab, Any("pool", "pool", "dpucluster", "node")) is not { } document) return null;
        var file = document.File;
        var away = $"{Outside}/{++_count}.yaml";
        _undo.Add(now => now.Texts.GetValueOrDefault(file)?.StartsWith("folder\n", StringComparison.Ordinal) == true
            ? new HandStep($"{file} is a file again",
            [
                new FileEdit(FileEditKind.Move, $"{file}/{LabFiles.Away}", away),
                    new FileEdit(FileEditKind.DeleteFolder, file),
                new FileEdit(FileEditKind.Move, away, file),
            ])
            : null);
        return new HandStep($"{file} is a folder now",
        [
            new FileEdit(FileEditKind.Move, file, away), new FileEdit(FileEditKind.Folder, file),
            new FileEdit(FileEditKind.Move, away, $"{file}/{LabFiles.Away}"),
        ]);
    }

    private HandStep? GarbageBefore(LabFiles lab) =>
        Find(lab, Any("pool", "dpucluster", "node", "dpuserviceipam")) is { } document
        ? Garbage(document.File, $"}}{{ {LabFiles.Garbage}\n---\n{lab.Texts[document.File]}")
        : null;

    private HandStep? GarbageInside(LabFiles lab) =>
        Find(lab, Any("pool", "dpucluster", "node", "dpuserviceipam")) is { } document
        ? Garbage(document.File, $"{lab.Texts[document.File].TrimEnd('\n')}\n}}{{ {LabFiles.Garbage}\n")
        : null;

    private HandStep Garbage(string file, string text)
    {
        _undo.Add(lab => lab.Malformed.Contains(file) && lab.Texts.TryGetValue(file, out var now)
            ? Make($"{file} is mended", file,
                LabFiles.WithoutGarbage(now).Replace("---\n---\n", "---\n", StringComparison.Ordinal))
            : null);
        return Make($"{file} is garbled", file, text);
    }

    /// <summary>What was cut off is lost.</summary>
    private HandStep? Truncate(LabFiles lab) => _random.Next(3) == 0 && Find(lab, "pool") is { } pool
        ? Make($"{pool.File} is cut short", pool.File, lab.Texts[pool.File][..(lab.Texts[pool.File].Length * 2 / 3)])
        : null;

    private HandStep? MisspellKind(LabFiles lab) =>
        Misspell(lab, Any("pool", "dpucluster", "dpucluster", "node"), "kind", static text => text switch
    {
        "DPUCluster" => "DPUcluster",
        "IPPool" => "IPpool",
        "CIDRPool" => "CidrPool",
        _ => text.ToLowerInvariant(),
    });

    private HandStep? MisspellGroup(LabFiles lab) =>
        Misspell(lab, Any("pool", "dpucluster"), "apiVersion", static text =>
        text.Replace("nvidia.com", "nvidia.co", StringComparison.Ordinal));

    private HandStep? Misspell(LabFiles lab, string kind, string field, Func<string, string> wrong)
    {
        if (Find(lab, kind) is not { } document || document.Root.Text(field) is not { Length: > 0 } right
            || wrong(right) == right) return null;
        _undo.Add(now => now.Documents
            .FirstOrDefault(other => other.Kind == document.Kind && other.Name == document.Name
                && other.Folder == document.Folder && other.Root.Text(field) == wrong(right)
                    && IsPlain(now, other.File)) is { } found
            ? Change($"{field} of {found.File} is right again", now, found, root => root.Children[field] = right)
            : null);
        return Change($"{field} of {document.File} is misspelt", lab, document,
            root => root.Children[field] = wrong(right));
    }

    private HandStep? Dpf(LabFiles lab)
    {
        if (lab.Texts.ContainsKey("dpf.yaml") || _random.Next(2) == 0) return null;
        _undo.Add(static _ => new HandStep("DPF is taken away", [new FileEdit(FileEditKind.Delete, "dpf.yaml")]));
        return Make("DPF is installed", "dpf.yaml", Any(Writing.Lab.RunningDpf, Writing.Lab.StoppedDpf));
    }

    private HandStep? SplitFile(LabFiles lab)
    {
        if (Find(lab, Any("pool", "dpucluster", "dpuserviceipam")) is not { } document) return null;
        var step = Remove($"{document.Kind} {document.Name} gets a file of its own", lab, document);
        return step with { Edits = [.. step.Edits,
            new FileEdit(FileEditKind.Write, Path.Combine(document.Folder, $"own-{++_count}.yaml"),
                Yaml.Write([document.Root]))] };
    }
}
