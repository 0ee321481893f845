using System.Management.Automation;
using System.Text.RegularExpressions;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DpuIpam.Input;

/// <summary>Puts the lines of a manifest together that the pipeline brings one by one among paths.</summary>
internal sealed partial class PipedLines(PSCmdlet cmdlet)
{
    private readonly List<string> _lines = [];
    private bool _isText;

    /// <summary>Takes a line; false for a path. The first line decides for those behind it.</summary>
    public bool TryAdd(string text)
    {
        if (!_isText)
        {
            _isText = LooksLikeManifest().IsMatch(text.TrimStart('\uFEFF')) && !IsThere(text);
            if (!_isText && !string.IsNullOrWhiteSpace(text)) return false;
        }

        _lines.Add(text);
        return true;
    }

    /// <summary>The text of the lines so far; null without any.</summary>
    public string? Take()
    {
        if (_lines.Count == 0) return null;
        var text = string.Join('\n', _lines) + "\n";
        _lines.Clear();
        _isText = false;
        return text;
    }

    private bool IsThere(string path)
    {
        try
        {
            return cmdlet.InvokeProvider.Item.Exists(path);
        }
        catch (Exception exception) when (exception is DriveNotFoundException or ProviderNotFoundException
            or ItemNotFoundException or ArgumentException or NotSupportedException or ProviderInvocationException)
        {
            return false;
        }
    }

    /// <summary>A key with its colon, a comment, a bracket, a dash, or the line that begins a document.</summary>
    [GeneratedRegex("""^\s*(---(\s|$)|%YAML|#|[{\[\]}]|-\s|["']?[A-Za-z][\w./-]+["']?\s*:(\s|$))""", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeManifest();
}
