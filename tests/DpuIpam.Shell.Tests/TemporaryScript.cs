namespace DpuIpam.Shell.Tests;

/// <summary>A script file that is gone after the test.</summary>
internal sealed class TemporaryScript : IDisposable
{
    public TemporaryScript(string text, string name = "script.ps1")
    {
        Folder = Directory.CreateTempSubdirectory("dpuipam-").FullName;
        Path = System.IO.Path.Combine(Folder, name);
        File.WriteAllText(Path, text);
    }

    public string Folder { get; }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
