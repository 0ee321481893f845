namespace DpuIpam.Resources;

/// <summary>Where a document, or a place inside one, was read.</summary>
/// <param name="File">The file's path as the caller gave it; null for text that came without a file.</param>
/// <param name="Line">Line, counted from 1; 0 when unknown.</param>
/// <param name="Column">Column, counted from 1; 0 when unknown.</param>
internal readonly record struct SourceLocation(string? File, int Line = 0, int Column = 0)
{
    /// <summary>The form that compilers print: <c>file:line:column</c>, as much of it as is known.</summary>
    public override string ToString()
    {
        var file = File ?? "input";
        return Line == 0 ? file : Column == 0 ? $"{file}:{Line}" : $"{file}:{Line}:{Column}";
    }
}
