namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>One change of a lab's files, by hand.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">The file or folder, relative to the lab's folder.</param>
/// <param name="Text">The text, or the second path.</param>
internal sealed record FileEdit(FileEditKind Kind, string Path, string Text = "")
{
    /// <summary>Does it; what can't be done any more is not.</summary>
    public void Apply(string root)
    {
        var path = System.IO.Path.Combine(root, Path);
        try
        {
            switch (Kind)
            {
                case FileEditKind.Write:
                    Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
                    File.WriteAllText(path, Text);
                    break;
                case FileEditKind.Delete:
                    File.Delete(path);
                    break;
                case FileEditKind.Move:
                    var target = System.IO.Path.Combine(root, Text);
                    Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                    if (Directory.Exists(path)) Directory.Move(path, target);
                    else File.Move(path, target);
                    break;
                case FileEditKind.Link:
                    File.CreateSymbolicLink(path, System.IO.Path.GetFullPath(System.IO.Path.Combine(root, Text)));
                    break;
                case FileEditKind.Folder:
                    Directory.CreateDirectory(path);
                    break;
                case FileEditKind.DeleteFolder:
                    Directory.Delete(path);
                    break;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // In a replay with steps left out, it need not be there.
        }
    }

    /// <summary>The line of PowerShell that does it, in the lab's folder.</summary>
    public override string ToString() => Kind switch
    {
        FileEditKind.Write =>
            $"$null = New-Item -Force '{Path}' -Value @'\n{Text}\n'@",
        FileEditKind.Delete => $"Remove-Item '{Path}'",
        FileEditKind.Move => $"Move-Item '{Path}' '{Text}'",
        FileEditKind.Link => $"$null = New-Item -ItemType SymbolicLink '{Path}' -Target \"$PWD/{Text}\"",
        FileEditKind.Folder => $"$null = New-Item -ItemType Directory '{Path}'",
        _ => $"Remove-Item '{Path}'",
    };
}

/// <summary>What a <see cref="FileEdit"/> does.</summary>
internal enum FileEditKind
{
    Write,
    Delete,
    Move,
    Link,
    Folder,
    DeleteFolder,
}
