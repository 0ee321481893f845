using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>A manifest that can't be used: malformed text, a value of the wrong type, or a document past the limits.</summary>
public sealed class ManifestException : Exception
{
    internal ManifestException(string message, SourceLocation location, string? field = null, Exception? inner = null)
        : base($"{location}: {(field is null ? "" : field + ": ")}{message}", inner)
    {
        File = location.File;
        Line = location.Line;
        Column = location.Column;
        Field = field;
    }

    /// <summary>Whether the document is a list of its own, which no object is: one of patches, or of values.</summary>
    internal bool IsOfList { get; init; }

    /// <summary>The file, as it was named by the caller; null for text that came without one.</summary>
    public string? File { get; }

    /// <summary>Line, counted from 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>Column, counted from 1; 0 when unknown.</summary>
    public int Column { get; }

    /// <summary>Path of the field at fault, such as <c>spec.prefixSize</c>; null when the text itself is malformed.</summary>
    public string? Field { get; }
}
