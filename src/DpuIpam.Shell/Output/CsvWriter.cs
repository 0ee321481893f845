using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Shell.Output;

/// <summary>RFC 4180 with the platform's line ends: the first object's properties are the columns.</summary>
internal sealed class CsvWriter(TextWriter output) : ObjectWriter
{
    private const string OnlyColumn = "Value";

    private readonly ObjectTree _tree = new(followsObjects: false);
    private string[]? _columns;

    public override void Write(object? value)
    {
        var node = _tree.Of(value);
        var row = node as JsonObject;
        if (_columns is null)
        {
            _columns = row is null ? [OnlyColumn] : [.. row.Select(property => property.Key)];
            WriteLine(_columns);
        }

        WriteLine(_columns.Select(column => row is null
            ? column == OnlyColumn ? Text(node) : ""
            : Text(row[column])));
    }

    public override void Dispose()
    {
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray list => string.Join(';', list.Select(Text)),
        JsonObject table => string.Join(';', table.Select(entry => $"{entry.Key}={Text(entry.Value)}")),
        _ when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        _ => node.ToJsonString(),
    };

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text.StartsWith(' ') || text.EndsWith(' ')
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;

    private void WriteLine(IEnumerable<string> fields) => output.WriteLine(string.Join(',', fields.Select(Field)));
}
