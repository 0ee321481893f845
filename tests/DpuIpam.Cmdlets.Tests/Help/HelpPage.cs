using System.Text.RegularExpressions;

namespace DpuIpam.Cmdlets.Tests.Help;

/// <summary>The examples of a page in docs/en-US, with what they are said to show: the help file has it as plain text.</summary>
internal static partial class HelpPage
{
    /// <summary>Page, title, code and output of every example that shows its output.</summary>
    public static IEnumerable<(string Page, string Title, string Code, string Output)> Outputs() =>
        from file in Directory.EnumerateFiles(Path.Combine(Places.Repository, "docs", "en-US"), "*-*.md").Order(StringComparer.Ordinal)
        from Match example in Example().Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
        select (
            Path.GetFileNameWithoutExtension(file), example.Groups["title"].Value,
            example.Groups["code"].Value, example.Groups["output"].Value);

    [GeneratedRegex(
        """
        ^\#\#\#\ (?<title>Example\ \d+):[^\n]*\n
        (?:(?!^\#\#|^```)[^\n]*\n)*
        ^```powershell\n(?<code>.*?)^```\n
        \n*
        ^```Output\n(?<output>.*?)\n?^```
        """,
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Example();
}
