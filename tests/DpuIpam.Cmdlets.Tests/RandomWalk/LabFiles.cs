using YamlDotNet.Core;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>All files of a lab as they are at one time, read without the module.</summary>
/// <remarks>
/// Nobody's addresses are given up because a file can't be read at the moment. So links are followed out of the folder
/// as well, what a link does not find any more is looked for beside its target (<see cref="Away"/>), and of a file that
/// is made unreadable by a line of garbage, the rest counts.
/// </remarks>
internal sealed class LabFiles
{
    /// <summary>Ends the name of what is not there for a while.</summary>
    public const string Away = ".away";

    /// <summary>Stands in lines that are no manifest.</summary>
    public const string Garbage = "garbage-of-the-walk";

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private LabFiles()
    {
    }

    /// <summary>All files but locks, with their text; a link's begins with where it leads.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that are no manifests, though they are named so.</summary>
    public HashSet<string> Malformed { get; } = new(StringComparer.Ordinal);

    public List<LabDocument> Documents { get; } = [];

    public static LabFiles Read(string root)
    {
        var lab = new LabFiles();
        lab.AddFolder(root, "");
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
            if (!IsManifest(folder)) lab.AddFolder(root, Path.GetFileName(folder));
        // A link to a folder that is not there is none of the folders.
        foreach (var file in Directory.EnumerateFiles(root)
            .Where(file => Target(file) is not null && !IsManifest(file)))
            lab.AddFolder(root, Path.GetFileName(file));
        return lab;
    }

    private void AddFolder(string root, string folder)
    {
        var path = Path.Combine(root, folder);
        if (Target(path) is { } target)
        {
            Texts[folder] = $"-> {target}";
            path = Directory.Exists(target) ? target : target + Away;
            if (!Directory.Exists(path)) return;
        }

        foreach (var file in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            var isFolder = Directory.Exists(file);
            if (name.StartsWith(".dpuipam.lock", StringComparison.Ordinal) || (isFolder && !IsManifest(file))) continue;
            AddFile(folder, Path.Combine(folder, name), file);
        }
    }

    private void AddFile(string folder, string name, string file)
    {
        var (prefix, source) = Target(file) is { } target
            ? ($"-> {target}\n", File.Exists(target) ? target : target + Away)
            : Directory.Exists(file) ? ("folder\n", Path.Combine(file, Away)) : ("", file);
        var text = File.Exists(source) ? File.ReadAllText(source) : "";
        Texts[name] = prefix + text;
        if (!IsManifest(file)) return;
        try
        {
            Add(folder, name, text);
        }
        catch (YamlException)
        {
            Malformed.Add(name);
            try
            {
                Add(folder, name, WithoutGarbage(text));
            }
            catch (YamlException)
            {
                // Nobody can tell what it was.
            }
        }
    }

    public static string WithoutGarbage(string text) => string.Join('\n',
        text.Split('\n').Where(static line => !line.Contains(Garbage, StringComparison.Ordinal)));

    private void Add(string folder, string file, string text) =>
        Documents.AddRange(Yaml.Read(text).Select((root, index) => new LabDocument(folder, file, index, root)));

    public static string? Target(string path) => new FileInfo(path).LinkTarget;

    private static bool IsManifest(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal);
}
