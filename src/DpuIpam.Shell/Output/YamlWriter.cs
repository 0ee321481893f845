using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DpuIpam.Views;

namespace DpuIpam.Shell.Output;

/// <summary>One YAML sequence in block style, empty as <c>[]</c>.</summary>
internal sealed partial class YamlWriter(TextWriter output) : ObjectWriter
{
    private readonly ObjectTree _tree = new(followsObjects: true);
    private readonly StringBuilder _text = new();
    private bool _hasItems;

    public override void Write(object? value)
    {
        _hasItems = true;
        WriteItem(_tree.Of(value), indent: 0);

        // The stream is flushed with every write: one for each object.
        output.Write(_text);
        _text.Clear();
    }

    public override void Dispose()
    {
        if (!_hasItems)
            output.Write("[]\n");
    }

    private void WriteItem(JsonNode? node, int indent)
    {
        _text.Append("- ");
        switch (node)
        {
            case JsonObject { Count: > 0 } table:
                WriteTable(table, indent + 2, startsInLine: true);
                break;
            case JsonArray { Count: > 0 } list:
                WriteList(list, indent + 2, startsInLine: true);
                break;
            default:
                WriteScalar(node);
                break;
        }
    }

    private void WriteTable(JsonObject table, int indent, bool startsInLine)
    {
        foreach (var (key, value) in table)
        {
            Indent(startsInLine ? 0 : indent);
            startsInLine = false;
            _text.Append(Quoted(key));
            _text.Append(':');
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    _text.Append('\n');
                    WriteTable(inner, indent + 2, startsInLine: false);
                    break;
                case JsonArray { Count: > 0 } inner:
                    _text.Append('\n');
                    WriteList(inner, indent, startsInLine: false);
                    break;
                default:
                    _text.Append(' ');
                    WriteScalar(value);
                    break;
            }
        }
    }

    private void WriteList(JsonArray list, int indent, bool startsInLine)
    {
        foreach (var item in list)
        {
            Indent(startsInLine ? 0 : indent);
            startsInLine = false;
            WriteItem(item, indent);
        }
    }

    private void WriteScalar(JsonNode? node)
    {
        _text.Append(node switch
        {
            null => "null",
            JsonObject => "{}",
            JsonArray => "[]",
            _ when node.GetValueKind() == JsonValueKind.String => Quoted(node.GetValue<string>()),
            _ => node.ToJsonString(),
        });
        _text.Append('\n');
    }

    private void Indent(int count) => _text.Append(' ', count);

    /// <summary>Plain only where no YAML of any version could read anything but this string.</summary>
    private static string Quoted(string text)
    {
        if (Plain().IsMatch(text) && !Reserved().IsMatch(text))
            return text;

        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(character),
            };
        }

        return VisibleText.Line(quoted.Append('"').ToString());
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_./-]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?:true|false|yes|no|on|off|y|n|null)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}
