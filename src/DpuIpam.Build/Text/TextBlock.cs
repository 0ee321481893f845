namespace DpuIpam.Build.Text;

/// <summary>
/// A piece of plain text between two line widths: it knows its prefixes and whether it may be wrapped, not yet how wide
/// it will be shown. MAML leaves wrapping to the console, a topic's text file is wrapped here.
/// </summary>
/// <param name="First">What stands before the first line: indentation, a list item's marker.</param>
/// <param name="Next">What stands before the other lines.</param>
/// <param name="Lines">The lines; those of prose may be wrapped.</param>
/// <param name="IsVerbatim">Code and tables: lines stay as they are.</param>
/// <param name="IsTight">No empty line between this and the text before it.</param>
internal sealed record TextBlock(string First, string Next, IReadOnlyList<string> Lines, bool IsVerbatim, bool IsTight)
{
    public IEnumerable<string> Unwrapped() => Lines.Select((line, i) => ((i == 0 ? First : Next) + line).TrimEnd());

    public IEnumerable<string> Wrapped(int width)
    {
        if (IsVerbatim)
            return Unwrapped();

        var lines = new List<string>();
        foreach (var line in Lines)
            Wrap(line, width, lines);
        return lines;
    }

    private void Wrap(string line, int width, List<string> lines)
    {
        var current = "";
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var prefix = lines.Count == 0 ? First : Next;
            if (current.Length == 0)
                current = prefix + word;
            else if (current.Length + 1 + word.Length <= width)
                current += " " + word;
            else
            {
                lines.Add(current);
                current = Next + word;
            }
        }

        if (current.Length > 0)
            lines.Add(current);
    }
}
