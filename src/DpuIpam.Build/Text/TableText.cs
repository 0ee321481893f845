using System.Collections.Immutable;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace DpuIpam.Build.Text;

/// <summary>A table in the shape PowerShell gives its own: padded columns, the header underlined.</summary>
internal static class TableText
{
    public static ImmutableArray<string> Of(Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(CellText).ToArray()).ToArray();
        var widths = Enumerable.Range(0, rows.Max(row => row.Length))
            .Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0)).ToArray();

        // An empty header is how Markdown writes a table without one.
        var hasHeader = rows[0].Any(cell => cell.Length > 0);
        string[][] header = hasHeader ? [rows[0], [.. rows[0].Select(cell => new string('-', cell.Length))]] : [];
        return [.. header.Concat(rows.Skip(1)).Select(row => Join(row, widths))];
    }

    private static string CellText(TableCell cell) =>
        string.Join(' ', cell.OfType<ParagraphBlock>().Select(text => InlineText.Of(text.Inline)));

    private static string Join(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
