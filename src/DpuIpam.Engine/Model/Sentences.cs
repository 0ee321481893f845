namespace DpuIpam;

/// <summary>Puts texts of different origin one after the other, so that each is a sentence of its own.</summary>
internal static class Sentences
{
    public static string Join(IEnumerable<string> texts) => string.Join(' ', texts.Select(End));

    /// <summary>A text with the stop that it may lack.</summary>
    public static string End(string text) => text.Length == 0 || text[^1] is '.' or '?' or '!' ? text : text + ".";
}
