namespace DpuIpam.Build.Pages;

/// <summary>The YAML at a page's top, with the keys that PlatyPS writes and expects.</summary>
internal static class FrontMatter
{
    public const string HelpFile = "external help file";
    public const string HelpUri = "HelpUri";
    private const string SchemaVersion = "2024-05-01";

    private static readonly string[] Required =
    [
        "document type", HelpFile, HelpUri, "Locale", "Module Name", "ms.date",
        "PlatyPS schema version", "title",
    ];

    public static YamlMap? Read(PageSource source, bool report = true)
    {
        if (source.FrontMatter is { } block)
            return YamlMap.Read(source, block, report);
        if (report)
            source.Problem(1, "The front matter is missing: begin with the keys of a PlatyPS page between '---'.");
        return null;
    }

    public static void Check(PageSource source, YamlMap map)
    {
        foreach (var key in Required.Where(key => !map.Has(key)))
            source.Problem(1, $"The front matter's key '{key}' is missing.");
        Expect(source, map, "document type", "cmdlet");
        Expect(source, map, "PlatyPS schema version", SchemaVersion);
        Expect(source, map, "title", source.Name);

        var file = map.Value(HelpFile);
        var isFileName = file.EndsWith("-Help.xml", StringComparison.Ordinal) && Path.GetFileName(file) == file;
        if (map.Has(HelpFile) && !isFileName)
            ReportHelpFile(source, $"'{file}' is no name of a help file: write <assembly>.dll-Help.xml.");
        if (map.Value(HelpUri) is { Length: > 0 } uri && !Link.IsAbsolute(uri))
        {
            var line = map.LineOf(HelpUri);
            source.Problem(line, $"'{uri}' is no http or https address: correct it, or leave it empty ('').");
        }
    }

    public static void ReportHelpFile(PageSource source, string text) =>
        source.Problem(Read(source, report: false)?.LineOf(HelpFile) ?? 1, text);

    private static void Expect(PageSource source, YamlMap map, string key, string value)
    {
        if (map.Has(key) && map.Value(key) != value)
            source.Problem(map.LineOf(key), $"'{key}' is '{map.Value(key)}'; in this page it must be '{value}'.");
    }
}
