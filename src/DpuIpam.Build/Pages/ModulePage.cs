namespace DpuIpam.Build.Pages;

/// <summary>The module's own page, for readers on the web: Get-Help has no place for it.</summary>
internal static class ModulePage
{
    public static bool Is(PageSource source) =>
        FrontMatter.Read(source, report: false)?.Value("document type") == "module";
}
