using System.Management.Automation.Language;

namespace DpuIpam.Shell;

/// <summary>The parse errors of text that came from no file: the place, the line and what is wrong with it.</summary>
internal static class ParseErrorText
{
    /// <summary>Empty where the text itself can be parsed.</summary>
    public static string Of(string script)
    {
        Parser.ParseInput(script, out _, out var errors);
        return string.Join(Environment.NewLine, errors.Select(Of));
    }

    private static string Of(ParseError error)
    {
        var start = error.Extent.StartScriptPosition;
        var mark = new string(' ', Math.Max(start.ColumnNumber - 1, 0)) + "^";
        return string.Join(
            Environment.NewLine,
            $"ParserError: line {start.LineNumber}, column {start.ColumnNumber}: {error.Message}",
            $"  {start.Line}",
            $"  {mark}");
    }
}
