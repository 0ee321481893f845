using System.Globalization;
using DpuIpam.Tests.Sweep;

namespace DpuIpam.Cmdlets.Tests.Sweep;

/// <summary>Swept documents for one command: each with a name and a range of its own, so that none stands in another's way.</summary>
internal static class SweptFiles
{
    /// <summary>Every value of the sweep, for commands that take thousands of documents at once.</summary>
    public static SweptDocument[] All(string document) => [.. Apart(Of(document))];

    /// <summary>Of each kind of value one, for commands that need a folder of files.</summary>
    public static SweptDocument[] Sample(string document) => [.. Apart(Of(document).Where(static swept => swept.Value is
        "absent" or "null" or "a text" or "2^63" or "a list of texts" or "a map of maps" or "80 maps deep"))];

    /// <summary>The document as it should be, under the name and in the range of a number.</summary>
    public static string Healthy(string document, int number) => Apart(FieldSweep.Documents[document], number);

    /// <summary>The name of the document of a number.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"swept-{number}");

    /// <summary>Writes each document into a file of its own.</summary>
    public static void Write(Folder folder, string under, IEnumerable<SweptDocument> documents)
    {
        var number = 0;
        foreach (var swept in documents) folder.Write(Path.Combine(under, FileName(number++)), swept.Json);
    }

    /// <summary>The file of the document of a number.</summary>
    public static string FileName(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:00000}.yaml");

    /// <summary>Of the older mode fields only what is in them: the rest is as beside the newer ones.</summary>
    private static IEnumerable<SweptDocument> Of(string document) => FieldSweep.Of(document).Where(swept =>
        !document.StartsWith("ipv4", StringComparison.Ordinal) || swept.Path.StartsWith($"spec.{document}", StringComparison.Ordinal));

    private static IEnumerable<SweptDocument> Apart(IEnumerable<SweptDocument> documents) =>
        documents.Select(static (swept, number) => swept with { Json = Apart(swept.Json, number) });

    private static string Apart(string json, int number) => json
        .Replace("\"name\":\"swept\"", $"\"name\":\"{Name(number)}\"", StringComparison.Ordinal)
        .Replace("10.7.0.", string.Create(CultureInfo.InvariantCulture, $"20.{number / 256}.{number % 256}."), StringComparison.Ordinal);
}
