using System.Text;

namespace DpuIpam.Build;

/// <summary>Writes that leave an unchanged file's timestamp alone: nothing downstream of it is rebuilt.</summary>
internal static class OutputFile
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    public static void WriteIfChanged(string path, string content)
    {
        var bytes = WithoutMark.GetBytes(content);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            return;

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, bytes);
    }
}
