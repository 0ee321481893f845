namespace DpuIpam.Clusters.Folder;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows; more can only be a circle.</summary>
    private const int MostLinks = 40;

    /// <exception cref="IOException">The links run in a circle.</exception>
    public static string Of(string path)
    {
        var rest = new Stack<string>();
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        Push(rest, full[real.Length..]);
        var links = 0;
        while (rest.TryPop(out var name))
        {
            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) throw new IOException($"the symbolic links of {path} lead in a circle");
            full = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(full)!;
            Push(rest, full[real.Length..]);
        }

        return real;
    }

    /// <summary>Whether a path that has no links any more lies in a folder that has none either, or is the folder.</summary>
    public static bool IsInside(string path, string folder)
    {
        var relative = Path.GetRelativePath(folder, path);
        return !Path.IsPathRooted(relative) && relative != ".."
            && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static void Push(Stack<string> names, string path)
    {
        var parts = path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--) names.Push(parts[i]);
    }
}
