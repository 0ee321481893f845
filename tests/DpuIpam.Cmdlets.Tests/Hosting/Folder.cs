namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>A temporary folder of files.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("DpuIpam.Cmdlets.Tests-");

    public string Root => _folder.FullName;

    /// <returns>The file's full path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
