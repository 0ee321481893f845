namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>A session that is connected to a folder of its own: a host cluster with the DPU clusters dpu-east/east (rack1-a,
/// which has nothing yet, and rack1-b) and dpu-west/west (rack2-a), and the DPUServiceIPAM shared in both.</summary>
internal sealed class Lab : IDisposable
{
    private const string Example = "docs/examples/clusters";

    private readonly Folder _folder = new();

    public Lab(bool isConnected = true)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Places.Repository, Example), "*.yaml", SearchOption.AllDirectories))
            _folder.Write(Path.GetRelativePath(Path.Combine(Places.Repository, Example), file), File.ReadAllText(file));
        if (isConnected) Session.Results($"$connection = Connect-DpuCluster '{Root}' -Name lab");
    }

    public Session Session { get; } = new();

    public string Root => _folder.Root;

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Changes a file's text.</summary>
    public void Change(string name, string from, string to)
    {
        var path = Path.Combine(Root, name);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Makes a DPU cluster one that can't be opened: its folder becomes a file.</summary>
    public void Break(string cluster)
    {
        Directory.Delete(Path.Combine(Root, cluster), recursive: true);
        File.WriteAllText(Path.Combine(Root, cluster), "");
    }

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
    }
}
