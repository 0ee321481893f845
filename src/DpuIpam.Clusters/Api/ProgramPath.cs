namespace DpuIpam.Clusters.Api;

/// <summary>Finds programs where a shell does. The runtime looks in the current folder first, which may be anybody's.</summary>
internal static class ProgramPath
{
    /// <summary>The program's file; null when there is none.</summary>
    /// <param name="command">A path, or a bare name.</param>
    public static string? Find(string command)
    {
        if (Path.IsPathFullyQualified(command)) return WithExtension(command);
        var folders = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Path.IsPathFullyQualified(folder) && WithExtension(Path.Combine(folder, command)) is { } found) return found;
        }

        return null;
    }

    private static string? WithExtension(string file)
    {
        if (!OperatingSystem.IsWindows()) return File.Exists(file) ? file : null;
        if (Path.HasExtension(file) && File.Exists(file)) return file;
        foreach (var extension in (Environment.GetEnvironmentVariable("PATHEXT") ?? ".EXE").Split(';'))
            if (File.Exists(file + extension)) return file + extension;
        return null;
    }
}
