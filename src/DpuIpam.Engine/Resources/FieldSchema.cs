using System.Collections.Frozen;

namespace DpuIpam.Resources;

/// <summary>What a field takes.</summary>
internal enum FieldType
{
    Text,
    Integer,
    Integer32,
    Flag,

    /// <summary>A map with known fields.</summary>
    Map,

    /// <summary>A map of any keys to texts.</summary>
    TextMap,
    List,

    /// <summary>Whatever it holds is of no matter here.</summary>
    Any,
}

/// <summary>What is known of a field: its type, and what it may hold.</summary>
internal sealed class FieldSchema
{
    public static readonly FieldSchema Text = new(FieldType.Text);
    public static readonly FieldSchema Integer = new(FieldType.Integer);
    public static readonly FieldSchema Integer32 = new(FieldType.Integer32);
    public static readonly FieldSchema Flag = new(FieldType.Flag);
    public static readonly FieldSchema TextMap = new(FieldType.TextMap);
    public static readonly FieldSchema Any = new(FieldType.Any);

    private FieldSchema(FieldType type) => Type = type;

    public FieldType Type { get; private init; }

    /// <summary>The fields of a map, by name.</summary>
    public FrozenDictionary<string, FieldSchema> Fields { get; private init; } = FrozenDictionary<string, FieldSchema>.Empty;

    /// <summary>What a list holds.</summary>
    public FieldSchema? Item { get; private init; }

    /// <summary>Whether the API server refuses an object without it.</summary>
    public bool IsRequired { get; private init; }

    /// <summary>Whether a map may have fields that are not known here: only a name that nearly is a known one is worth a
    /// word then.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>The same, required.</summary>
    public FieldSchema Required => new(Type) { Fields = Fields, Item = Item, IsOpen = IsOpen, IsRequired = true };

    /// <summary>The same map, with fields that are not known here.</summary>
    public FieldSchema Open => new(Type) { Fields = Fields, Item = Item, IsOpen = true, IsRequired = IsRequired };

    public static FieldSchema Map(params (string Name, FieldSchema Schema)[] fields) => new(FieldType.Map)
    {
        Fields = fields.ToFrozenDictionary(static field => field.Name, static field => field.Schema, StringComparer.Ordinal),
    };

    public static FieldSchema List(FieldSchema item) => new(FieldType.List) { Item = item };
}
