using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Folder;

/// <summary>The kinds that a text says at its top, as far as it can be read.</summary>
internal static class TopKinds
{
    /// <returns>The kinds; none if the text says none, or says it where it can't be read.</returns>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> text)
    {
        var start = text.TrimStart(" \t\r\n\uFEFF"u8);
        return start.Length > 0 && start[0] == '{' ? FindInJson(start) : FindInYaml(text);
    }

    private static List<string> FindInJson(ReadOnlySpan<byte> text)
    {
        var kinds = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("kind"u8))
                    continue;
                if (reader.Read() && reader.TokenType == JsonTokenType.String) kinds.Add(reader.GetString()!);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Up to here it could be read.
        }

        return kinds;
    }

    private static List<string> FindInYaml(ReadOnlySpan<byte> text)
    {
        var kinds = new List<string>();
        foreach (var line in Encoding.UTF8.GetString(text).AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("kind", StringComparison.Ordinal)) continue;
            var rest = line[4..].TrimStart();
            if (rest is not [':', ..]) continue;
            var value = rest[1..].Trim().Trim("\"'");
            var end = value.IndexOf(" #", StringComparison.Ordinal);
            kinds.Add((end < 0 ? value : value[..end].TrimEnd()).Trim("\"'").ToString());
        }

        return kinds;
    }
}
