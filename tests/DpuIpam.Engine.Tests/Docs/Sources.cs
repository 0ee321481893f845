using System.Reflection;

namespace DpuIpam.Engine.Tests.Docs;

/// <summary>The repository that the tests were built from.</summary>
internal static class Sources
{
    public static string Root { get; } = typeof(Sources).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The comments of every source file, on one line.</summary>
    public static IEnumerable<(string File, string Text)> Comments { get; } =
    [
        .. new[] { "src", "tests" }
            .Select(static folder => Path.Combine(Root, folder))
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(Root, file))
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .Select(static file => (file, string.Join(' ', File.ReadLines(Path.Combine(Root, file)).SelectMany(CommentOf)))),
    ];

    private static IEnumerable<string> CommentOf(string line) =>
        line.IndexOf("//", StringComparison.Ordinal) is >= 0 and var start ? [line[start..].TrimStart('/').Trim()] : [];
}
