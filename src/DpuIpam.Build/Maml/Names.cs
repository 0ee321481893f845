using System.Xml.Linq;

namespace DpuIpam.Build.Maml;

/// <summary>The namespaces of MAML.</summary>
internal static class Names
{
    public static readonly XNamespace Items = "http://msh";
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>An element of paragraphs, or nothing: an empty one would show as an empty line.</summary>
    public static XElement? Text(XName name, IReadOnlyCollection<string> paragraphs) =>
        paragraphs.Count == 0 ? null : new(name, paragraphs.Select(text => new XElement(Maml + "para", text)));
}
