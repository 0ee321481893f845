using System.Text.Json;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Walks over one JSON object: checks what a parser would let pass, and notes the items of a list.</summary>
/// <remarks>
/// What is malformed throws <see cref="JsonException"/>; everything else that is wrong is kept per item.
/// </remarks>
internal sealed class JsonScan
{
    private readonly SourceText _source;
    private readonly ManifestLimits _limits;
    private readonly JsonKeys _keys = new();
    private SourcePosition _position;
    private int _depth;
    private int _itemDepth;
    private Item _item;
    private bool _inItem;

    /// <param name="source">The text.</param>
    /// <param name="start">Where the object begins.</param>
    /// <param name="limits">The limits.</param>
    public JsonScan(SourceText source, SourcePosition start, ManifestLimits limits)
    {
        _source = source;
        _limits = limits;
        _position = start;
        End = start;
    }

    /// <summary>An item of the field <c>items</c>: where it lies, and what is wrong with it.</summary>
    internal record struct Item(SourcePosition Start, int End, ManifestException? Error);

    public string? ApiVersion { get; private set; }

    public string? Kind { get; private set; }

    /// <summary>The items; null if there is no such list.</summary>
    public List<Item>? Items { get; private set; }

    /// <summary>What is wrong outside the items.</summary>
    public ManifestException? Error { get; private set; }

    /// <summary>Where the object ends.</summary>
    public SourcePosition End { get; private set; }

    public void Run(int end)
    {
        var begin = _position.Offset;
        var text = _source.Utf8.Span[begin..end];
        var options = new JsonReaderOptions { MaxDepth = JsonTree.TextDepth(_limits) + 1 };
        var reader = new Utf8JsonReader(text, options);
        var name = "";
        do
        {
            reader.Read();
            var token = reader.TokenType;
            if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                Leave(token, begin + (int)reader.BytesConsumed);
                continue;
            }

            if (_depth == 2 && _itemDepth == 2 && !_inItem) EnterItem(begin + (int)reader.TokenStartIndex);
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (_depth == 1 && name == "items" && token == JsonTokenType.StartArray && Items is null)
                    {
                        Items = [];
                        _itemDepth = 2;
                    }

                    Enter(token, ref reader, begin);
                    break;
                case JsonTokenType.PropertyName:
                    name = AddKey(ref reader, begin) && _depth == 1 ? RootField(ref reader) : "";
                    break;
                case JsonTokenType.String:
                    if (CheckEscapes(ref reader, begin) && _depth == 1) Name(name, ref reader);
                    break;
                case JsonTokenType.Number:
                    CheckNumber(ref reader, begin);
                    break;
                default:
                    break;
            }

            if (_inItem && _depth == 2) LeaveItem(begin + (int)reader.BytesConsumed);
        }
        while (_depth > 0);

        End = _position.Advance(_source.Utf8.Span, begin + (int)reader.BytesConsumed);
    }

    private void Name(string field, ref Utf8JsonReader reader)
    {
        if (field == "apiVersion") ApiVersion = reader.GetString();
        else if (field == "kind") Kind = reader.GetString();
    }

    private static string RootField(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("items") ? "items"
        : reader.ValueTextEquals("kind") ? "kind"
        : reader.ValueTextEquals("apiVersion") ? "apiVersion"
        : "";

    private void Enter(JsonTokenType token, ref Utf8JsonReader reader, int begin)
    {
        _depth++;
        if (_depth > JsonTree.TextDepth(_limits))
        {
            throw new ManifestException(
                $"nested more than {_limits.Depth} levels deep; no manifest needs that",
                Locate(begin + (int)reader.TokenStartIndex));
        }

        if (token == JsonTokenType.StartObject) _keys.Begin();
    }

    private void Leave(JsonTokenType token, int end)
    {
        if (token == JsonTokenType.EndObject) _keys.End();
        _depth--;
        if (_depth == 1 && _itemDepth == 2) _itemDepth = 0;
        if (_inItem && _depth == 2) LeaveItem(end);
    }

    private void EnterItem(int offset)
    {
        _position = _position.Advance(_source.Utf8.Span, offset);
        _item = new Item(_position, offset, null);
        _inItem = true;
    }

    private void LeaveItem(int end)
    {
        _inItem = false;
        Items!.Add(_item with { End = end });
    }

    /// <summary>False for a key that nobody can read.</summary>
    private bool AddKey(ref Utf8JsonReader reader, int begin)
    {
        if (!CheckEscapes(ref reader, begin)) return false;
        var start = begin + (int)reader.TokenStartIndex;
        var unescaped = reader.ValueIsEscaped ? reader.GetString() : null;
        if (!_keys.Add(_source.Utf8.Span, start + 1, reader.ValueSpan.Length, unescaped))
            Fail($"the key \"{reader.GetString()}\" is there twice; remove one", start);
        return true;
    }

    /// <summary>Half a surrogate pair can be written as an escape, but nobody can read it as text.</summary>
    private bool CheckEscapes(ref Utf8JsonReader reader, int begin)
    {
        if (!reader.ValueIsEscaped) return true;
        var value = reader.ValueSpan;
        if (value.IndexOf("\\ud"u8) < 0 && value.IndexOf("\\uD"u8) < 0) return true;
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            Fail("an escape stands for half of a surrogate pair; replace it", begin + (int)reader.TokenStartIndex);
            return false;
        }
    }

    private void CheckNumber(ref Utf8JsonReader reader, int begin)
    {
        if (reader.ValueSpan.Length < 300 && reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0) return;
        if (reader.TryGetDouble(out var number) && double.IsFinite(number)) return;
        Fail("the number is too large for any field; correct it", begin + (int)reader.TokenStartIndex);
    }

    private void Fail(string message, int offset)
    {
        if (_inItem) _item.Error ??= new ManifestException(message, Locate(offset));
        else Error ??= new ManifestException(message, Locate(offset));
    }

    private Resources.SourceLocation Locate(int offset) => _position.Advance(_source.Utf8.Span, offset).In(_source);
}
