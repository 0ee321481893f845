using Xunit;

namespace DpuIpam.Build.Tests;

/// <summary>The sample pages in a temporary folder, right or with one thing wrong, and what becomes of them.</summary>
internal sealed class Sample : IDisposable
{
    public const string Name = "Get-SamplePool";
    public const string HelpFile = "DpuIpam.Build.Tests.dll-Help.xml";
    public const string Topic = "about_Sample";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("DpuIpam.Build.Tests-");
    private readonly StringWriter _errors = new();

    public string Pages => Path.Combine(_folder.FullName, "docs");

    /// <summary>A folder for PSModulePath.</summary>
    public string Modules => Path.Combine(_folder.FullName, "modules");

    public string Module => Path.Combine(Modules, "Sample");

    public string Output => Path.Combine(Module, "en-US");

    public string Maml => Path.Combine(Output, HelpFile);

    public string Page { get; private set; } = Read(Name);

    public string[] Errors => _errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pages", name + ".md")).ReplaceLineEndings("\n");

    public Sample Replace(string text, string replacement)
    {
        Assert.Contains(text, Page, StringComparison.Ordinal);
        var at = Page.IndexOf(text, StringComparison.Ordinal);
        Page = Page[..at] + replacement + Page[(at + text.Length)..];
        return this;
    }

    public int Build() => Build((Name, Page), (Topic, Read(Topic)));

    public int Build(params (string Name, string Text)[] pages)
    {
        Directory.CreateDirectory(Pages);
        foreach (var (name, text) in pages)
            File.WriteAllText(Path.Combine(Pages, name + ".md"), text);
        return HelpBuild.Run(Pages, Output, _errors);
    }

    /// <summary>The error as MSBuild reads it.</summary>
    public string Error(string page, int line, string text) =>
        $"{Path.Combine(Pages, page + ".md")}({line}): error DPU001: {text}";

    public int LineOf(string text)
    {
        Assert.Contains(text, Page, StringComparison.Ordinal);
        return Page.AsSpan(0, Page.IndexOf(text, StringComparison.Ordinal)).Count('\n') + 1;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
