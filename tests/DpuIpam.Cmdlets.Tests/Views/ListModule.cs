using System.Xml.Linq;

namespace DpuIpam.Cmdlets.Tests.Views;

/// <summary>The module with its tables taken out, so that its lists show: the bare engine has no Format-List.</summary>
internal sealed class ListModule : IDisposable
{
    private readonly Folder _folder = new();

    public ListModule()
    {
        var views = XDocument.Load(Path.Combine(Places.Module, "DpuIpam.format.ps1xml"));
        views.Descendants("View").Where(static view => view.Element("TableControl") is not null).Remove();
        _folder.Write("Lists.format.ps1xml", views.ToString());
        Manifest = _folder.Write("Lists.psd1", $$"""
            @{
                ModuleVersion = '1.0.0'
                RootModule = '{{Path.Combine(Places.Module, "DpuIpam.dll")}}'
                FormatsToProcess = 'Lists.format.ps1xml'
                CmdletsToExport = '*'
            }
            """);
    }

    public string Manifest { get; }

    public void Dispose() => _folder.Dispose();
}
