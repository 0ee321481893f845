namespace DpuIpam.Clusters.Folder;

/// <summary>Lists in brackets, as JSON and YAML have them.</summary>
internal static class FlowList
{
    /// <summary>The text without a stretch, and without the comma that parted it from its neighbour.</summary>
    public static string Remove(string text, int start, int end)
    {
        var next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        if (next < text.Length && text[next] == ',')
        {
            // The next item moves to where this one stood.
            next++;
            while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
            return text.Remove(start, next - start);
        }

        var before = start - 1;
        while (before >= 0 && char.IsWhiteSpace(text[before])) before--;
        if (before >= 0 && text[before] == ',') start = before;
        return text.Remove(start, end - start);
    }
}
