using System.Text;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Api;

/// <summary>What a failed plugin wrote to its standard error, as far as it can be shown.</summary>
internal static partial class PluginMessage
{
    private const int Longest = 500;
    private const int LongestRead = 4000;

    /// <summary>The end of what it wrote, without what the kubeconfig gave it and without what looks like a token.</summary>
    public static string Of(
        string said, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> arguments)
    {
        foreach (var (_, value) in environment) said = Hide(said, value);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!NamesSecret().IsMatch(arguments[i])) continue;
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0) said = Hide(said, arguments[i][(equals + 1)..]);
            else if (i + 1 < arguments.Count) said = Hide(said, arguments[i + 1]);
        }

        // Cut only now: half a secret would not be found.
        if (said.Length > LongestRead) said = said[^LongestRead..];
        said = LikeToken().Replace(said, "***");
        var printable = new StringBuilder();
        foreach (var c in said)
        {
            if (!char.IsControl(c)) printable.Append(c);
            else if (printable.Length > 0 && printable[^1] != ' ') printable.Append(' ');
        }

        var text = printable.ToString().Trim();
        return text.Length == 0 ? "" : ": " + (text.Length <= Longest ? text : "..." + text[^Longest..]);
    }

    private static string Hide(string text, string secret) =>
        secret.Length < 4 ? text : text.Replace(secret, "***", StringComparison.Ordinal);

    [GeneratedRegex("^-.*(secret|password|token|key|pin)", RegexOptions.IgnoreCase)]
    private static partial Regex NamesSecret();

    /// <summary>Long runs of the letters of base64 with a digit among them: tokens, keys, hashes.</summary>
    [GeneratedRegex(@"(?=[A-Za-z+/_=.-]*[0-9])[A-Za-z0-9+/_=.-]{32,}")]
    private static partial Regex LikeToken();
}
