namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Syncs copies of a lab with every consent, to see what its objects lead to.</summary>
internal sealed class Trial : IDisposable
{
    private readonly Session _session = new();

    /// <returns>The folder of a copy of a lab. Links lead where they led.</returns>
    public static Folder Copy(string root)
    {
        var copy = new Folder();
        Copy(new DirectoryInfo(root), Path.Combine(copy.Root, "lab"));
        return copy;
    }

    /// <summary>Syncs an object in a copy.</summary>
    /// <returns>The copy as it is then; null unless the sync did all there was to do.</returns>
    public LiveState? Sync(Folder copy, string name)
    {
        var root = Path.Combine(copy.Root, "lab");
        var outcome = _session.Run(
            $"$null = Connect-DpuCluster -Path '{root}' -Name trial;"
            + $" Sync-DpuPool {name} -Allocate -TimeoutSec 0 -AllowRenumber -AllowDrop -WarningAction Ignore");
        _session.Run("Disconnect-DpuCluster trial");
        return Walk.IsDone(outcome) ? new LiveState(LabFiles.Read(root)) : null;
    }

    public void Dispose() => _session.Dispose();

    private static void Copy(DirectoryInfo from, string to)
    {
        if (from.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(to, target);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
        {
            if (file.Name.StartsWith(".dpuipam.", StringComparison.Ordinal)) continue;
            if (file.LinkTarget is { } link) File.CreateSymbolicLink(Path.Combine(to, file.Name), link);
            else file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories()) Copy(folder, Path.Combine(to, folder.Name));
    }
}
