using System.Xml.Linq;

namespace DpuIpam.Cmdlets.Tests.Help;

/// <summary>The help that the build wrote into the module.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly IReadOnlyDictionary<string, XElement> Commands = XDocument
        .Load(Path.Combine(Places.Module, "en-US", "DpuIpam.dll-Help.xml"))
        .Descendants(Command + "command")
        .ToDictionary(static command => command.Element(Command + "details")!.Element(Command + "name")!.Value);

    public static IEnumerable<string> Names => Commands.Keys.Order(StringComparer.Ordinal);

    public static string Synopsis(string command) =>
        Commands[command].Element(Command + "details")!.Element(Maml + "description")!.Value.Trim();

    public static string Description(string command) => Commands[command].Element(Maml + "description")!.Value.Trim();

    /// <summary>Description per parameter.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(string command) => Commands[command]
        .Element(Command + "parameters")!
        .Elements(Command + "parameter")
        .ToDictionary(
            static parameter => parameter.Element(Maml + "name")!.Value,
            static parameter => parameter.Element(Maml + "description")?.Value.Trim() ?? "");

    /// <summary>Title and code of each example.</summary>
    public static IReadOnlyList<(string Title, string Code)> Examples(string command) =>
    [
        .. Commands[command].Element(Command + "examples")!.Elements(Command + "example").Select(static example =>
            (example.Element(Maml + "title")!.Value.Trim('-', ' '), example.Element(Dev + "code")!.Value)),
    ];
}
