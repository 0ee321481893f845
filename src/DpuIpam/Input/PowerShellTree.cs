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
    /// <summary>Levels of an object, which may be in a list.</summary>
    private const int Deepest = 102;

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

    /// <summary>Whether a value is an object of Kubernetes as ConvertFrom-Json makes it, or a hash table like one.</summary>
    public static bool IsObject(object value) => value switch
    {
        IDictionary map => map.Contains("kind") || map.Contains("apiVersion"),
        PSObject custom => custom.Properties["kind"] is not null || custom.Properties["apiVersion"] is not null,
        _ => false,
    };

    /// <summary>An object as JSON.</summary>
    /// <exception cref="ManifestException">It is nested too deeply, or contains itself.</exception>
    public static string ToJson(object value) => Of(value)!.ToJsonString();

    /// <summary>What a wrapper of PowerShell's is around; an object that is nothing but its wrapper stays as it is.</summary>
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    public static string Text(object? value) =>
        (string)LanguagePrimitives.ConvertTo(value ?? "", typeof(string), CultureInfo.InvariantCulture);

    private static JsonNode? Of(object? value, int depth = 0)
    {
        if (depth > Deepest)
            throw new ManifestException("nested too deeply; no manifest needs that", default);
        switch (Unwrap(value))
        {
            case null: return null;
            case string text: return JsonValue.Create(text);
            case bool flag: return JsonValue.Create(flag);
            case int or long: return JsonValue.Create(Convert.ToInt64(Unwrap(value), CultureInfo.InvariantCulture));
            case double or float or decimal or short or byte or uint or ulong or System.Numerics.BigInteger:
                return Number(Text(value));
            // ConvertFrom-Json makes times of texts that look like one.
            case DateTime time: return JsonValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
            case IDictionary map:
                var tree = new JsonObject();
                foreach (DictionaryEntry entry in map) tree[Text(entry.Key)] = Of(entry.Value, depth + 1);
                return tree;
            case PSObject custom:
                var fields = new JsonObject();
                foreach (var property in custom.Properties) fields[property.Name] = Of(property.Value, depth + 1);
                return fields;
            case IEnumerable items:
                var list = new JsonArray();
                foreach (var item in items) list.Add(Of(item, depth + 1));
                return list;
            default: return JsonValue.Create(Text(value));
        }
    }

    /// <summary>Infinity and the like are no numbers of JSON.</summary>
    private static JsonNode? Number(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
