using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Views;

namespace DpuIpam.Shell.Output;

/// <summary>RFC 4180 with the platform's line ends: the first object's properties are the columns.</summary>
/// <remarks>
/// A spreadsheet runs a cell that begins like a formula, quoted or not, and takes one that begins with an apostrophe for text;
/// a terminal acts on control characters. So neither stands in a cell as it is. JSON and YAML give every text as it is.
/// </remarks>
internal sealed class CsvWriter(TextWriter output) : ObjectWriter
{
    private const string OnlyColumn = "Value";

    private static readonly SearchValues<char> MustQuote = SearchValues.Create(",\"\r\n\t'");

    private readonly ObjectTree _tree = new(followsObjects: false);
    private string[]? _columns;

    public override void Write(object? value)
    {
        var node = _tree.Of(value);
        var row = node as JsonObject;
        if (_columns is null)
        {
            _columns = row is null ? [OnlyColumn] : [.. row.Select(property => property.Key)];
            WriteLine(_columns.Select(Field));
        }

        WriteLine(_columns.Select(column => row is null
            ? column == OnlyColumn ? Text(node) : ""
            : Text(row[column])));
    }

    public override void Dispose()
    {
    }

    /// <summary>A number is one, also below zero.</summary>
    private static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        ? Quoted(value.ToJsonString())
        : Field(Join(node));

    private static string Join(JsonNode? node) => node switch
    {
        null => "",
        JsonArray list => string.Join(';', list.Select(Join)),
        JsonObject table => string.Join(';', table.Select(entry => $"{entry.Key}={Join(entry.Value)}")),
        _ when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        _ => node.ToJsonString(),
    };

    private static string Field(string text)
    {
        var shown = VisibleText.Lines(text);
        return Quoted(BeginsFormula(shown) ? "'" + shown : shown);
    }

    private static bool BeginsFormula(string text) => text.TrimStart() is [ '=' or '+' or '-' or '@', ..];

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(MustQuote) >= 0 || text.StartsWith(' ') || text.EndsWith(' ') || BeginsFormula(text)
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;

    private void WriteLine(IEnumerable<string> fields) => output.WriteLine(string.Join(',', fields));
}
