using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json.Nodes;

namespace DpuIpam.Shell.Output;

/// <summary>A pipeline object as plain data: what JSON, CSV and YAML are written from.</summary>
/// <remarks>
/// Our own types, tables and custom objects are followed down to a depth. Of any other .NET object only the one in the
/// pipeline shows its properties; inside it such objects become text, since engine types lead to nearly everything.
/// </remarks>
/// <param name="followsObjects">Whether objects inside an object show their properties, or their short line.</param>
internal sealed class ObjectTree(bool followsObjects)
{
    /// <summary>Levels of objects, tables and lists before all becomes text: a circle ends here.</summary>
    private const int Depth = 10;

    public JsonNode? Of(object? value) => Node(value, level: 0);

    private JsonNode? Node(object? value, int level)
    {
        var item = value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
        return item switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            Enum name => JsonValue.Create(name.ToString()),
            _ when IsNumber(item) => Number((IFormattable)item),
            DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
            DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
            TimeSpan span => JsonValue.Create(span.ToString("c", CultureInfo.InvariantCulture)),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            _ when level > Depth => JsonValue.Create(Text(item)),
            IDictionary table => Table(table, level),
            IEnumerable list => List(list, level),
            _ when level == 0 || (followsObjects && IsPlainData(item)) => Properties(value!, level),
            _ => JsonValue.Create(Text(item)),
        };
    }

    private static bool IsPlainData(object item) =>
        item is PSObject || item.GetType().Namespace is { } space
        && (space == "DpuIpam" || space.StartsWith("DpuIpam.", StringComparison.Ordinal));

    private static bool IsNumber(object item) => item
        is int or long or double or decimal or uint or ulong or short or ushort or byte or sbyte or float
        or BigInteger or Int128 or UInt128;

    private static JsonNode? Number(IFormattable number) =>
        number is double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity)
            or float and (float.NaN or float.PositiveInfinity or float.NegativeInfinity)
            ? JsonValue.Create(number.ToString(null, CultureInfo.InvariantCulture))
            : JsonNode.Parse(number.ToString(null, CultureInfo.InvariantCulture));

    private static string Text(object item) =>
        Convert.ToString(item is PSObject custom ? custom.ToString() : item, CultureInfo.InvariantCulture) ?? "";

    private JsonArray List(IEnumerable list, int level)
    {
        var nodes = new JsonArray();
        foreach (var item in list)
            nodes.Add(Node(item, level + 1));
        return nodes;
    }

    private JsonObject Table(IDictionary table, int level)
    {
        var nodes = new JsonObject();
        foreach (DictionaryEntry entry in table)
            nodes[Text(entry.Key)] = Node(entry.Value, level + 1);
        return nodes;
    }

    private JsonObject Properties(object value, int level)
    {
        var nodes = new JsonObject();
        foreach (var property in PSObject.AsPSObject(value).Properties)
        {
            if (property.IsGettable)
                nodes[property.Name] = Node(Read(property), level + 1);
        }

        return nodes;
    }

    /// <summary>A property that throws has no value to show; the views leave it empty too.</summary>
    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
