using System.Text.RegularExpressions;

namespace DpuIpam.Resources;

/// <summary>Tells text that a tool has yet to make a manifest of: templates, placeholders, and what SOPS encrypted.</summary>
internal static partial class UnrenderedText
{
    /// <summary>What to do about an object that SOPS encrypted.</summary>
    public const string Encrypted =
        "is encrypted by SOPS; decrypt it first (sops decrypt FILE | ConvertFrom-DpuManifest)";

    /// <summary>What a text is if it is no manifest yet, and what to do; null for an ordinary text.</summary>
    public static string? Explain(string text) => Explain(text, out _);

    /// <summary>What a text is if it is no manifest yet, and what to do; null for an ordinary text.</summary>
    /// <param name="text">A value, or a line.</param>
    /// <param name="start">Where in it what is told begins.</param>
    public static string? Explain(string text, out int start)
    {
        start = 0;
        if (text.Contains("ENC[", StringComparison.Ordinal) && text.Contains("data:", StringComparison.Ordinal))
            return "the value " + Encrypted;
        if (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal))
        {
            if (Template().Match(text) is not { Success: true } template) return null;
            start = template.Index;
            return $"this is a template, and {Short(template.Value)} is not filled in; render it first "
                + "(helm template CHART | ConvertFrom-DpuManifest)";
        }

        if (!text.Contains('$') || Placeholder().Match(text) is not { Success: true } placeholder) return null;
        start = placeholder.Index;
        return $"the placeholder {Short(placeholder.Value)} is not replaced; replace it first "
            + "(envsubst < FILE | ConvertFrom-DpuManifest)";
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "...";

    [GeneratedRegex(@"\{\{.*?(\}\}|$)|\{%.*?(%\}|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Template();

    /// <summary>As envsubst, Flux and shells write them; variables without braces are in capitals.</summary>
    [GeneratedRegex(@"\$(\{[A-Za-z_]\w*([^\w{}][^{}]*)?\}|[A-Z_][A-Z0-9_]*(?!\w))", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
