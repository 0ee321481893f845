using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Views;

namespace DpuIpam.Shell.Output;

/// <summary>Always one array, also for one object or none: a reader needn't ask how many there were.</summary>
internal sealed class JsonWriter(TextWriter output) : ObjectWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",

        // The result is a file, not part of a web page: quotes and accents stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ObjectTree _tree = new(followsObjects: true);
    private bool _hasItems;

    /// <summary>What the encoder leaves as it is and a reader can't see, such as marks of direction, stands in strings only,
    /// where an escape is the same text.</summary>
    private static string Text(JsonNode? node) => node is null ? "null" : VisibleText.Json(node.ToJsonString(Options));

    public override void Write(object? value)
    {
        // No string in JSON holds a line end, so that all of them are the layout's.
        var text = Text(_tree.Of(value)).Replace("\n", "\n  ", StringComparison.Ordinal);
        output.Write((_hasItems ? ",\n  " : "[\n  ") + text);
        _hasItems = true;
    }

    public override void Dispose() => output.Write(_hasItems ? "\n]\n" : "[]\n");
}
