using System.Text;
using System.Xml;
using System.Xml.Linq;
using DpuIpam.Build.Pages;

namespace DpuIpam.Build.Maml;

/// <summary>The file Get-Help reads for an assembly's cmdlets.</summary>
internal static class MamlFile
{
    public static string Render(IEnumerable<CommandPage> pages)
    {
        // "schema" is what tells Get-Help that this is MAML; the prefixes are those it compares names with.
        var root = new XElement(
            Names.Items + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Names.Maml),
            new XAttribute(XNamespace.Xmlns + "command", Names.Command),
            new XAttribute(XNamespace.Xmlns + "dev", Names.Dev),
            pages.Select(MamlCommand.Of));

        var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using (var writer = XmlWriter.Create(bytes, settings))
            new XDocument(root).Save(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
