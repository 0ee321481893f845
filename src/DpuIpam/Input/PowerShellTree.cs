using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>Hash tables and arrays as the trees and maps they stand for.</summary>
internal static class PowerShellTree
{
    /// <summary>A map of strings; null for anything but a map.</summary>
    public static IReadOnlyDictionary<string, string>? TryMap(object? value) => Unwrap(value) switch
    {
        IReadOnlyDictionary<string, string> map => map,
        IDictionary map => map.Cast<DictionaryEntry>().ToDictionary(
            static entry => Text(entry.Key), static entry => Text(entry.Value), StringComparer.Ordinal),
        _ => null,
    };

    /// <summary>A document of a hash table, to be read as if it had stood in a manifest.</summary>
    public static FieldReader Document(IDictionary map)
    {
        return new FieldReader(new ManifestDocument(DocumentTree.Of(Of(map)!), default));
    }

    /// <summary>What a wrapper of PowerShell's is around; an object that is nothing but its wrapper stays as it is.</summary>
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    public static string Text(object? value) =>
        (string)LanguagePrimitives.ConvertTo(value ?? "", typeof(string), CultureInfo.InvariantCulture);

    private static JsonNode? Of(object? value)
    {
        switch (Unwrap(value))
        {
            case null: return null;
            case string text: return JsonValue.Create(text);
            case bool flag: return JsonValue.Create(flag);
            case int or long: return JsonValue.Create(Convert.ToInt64(Unwrap(value), CultureInfo.InvariantCulture));
            case IDictionary map:
                var tree = new JsonObject();
                foreach (DictionaryEntry entry in map) tree[Text(entry.Key)] = Of(entry.Value);
                return tree;
            case IEnumerable items:
                var list = new JsonArray();
                foreach (var item in items) list.Add(Of(item));
                return list;
            default: return JsonValue.Create(Text(value));
        }
    }
}
