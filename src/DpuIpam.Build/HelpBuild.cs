using DpuIpam.Build.About;
using DpuIpam.Build.Maml;
using DpuIpam.Build.Pages;

namespace DpuIpam.Build;

/// <summary>The verb <c>help</c>: a folder of pages in, a folder of help files out, or nothing but errors.</summary>
internal static class HelpBuild
{
    private const int Failed = 1;

    public static int Run(string pagesFolder, string outputFolder, TextWriter errors)
    {
        try
        {
            var problems = new Problems();
            var files = Make(Path.GetFullPath(pagesFolder), problems);

            // All or nothing: half of the help, next to an error, would look like a finished build.
            if (problems.Any)
            {
                foreach (var problem in problems.InOrder)
                    errors.WriteLine(problem);
                return Failed;
            }

            foreach (var (name, content) in files)
                OutputFile.WriteIfChanged(Path.Combine(outputFolder, name), content);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"DpuIpam.Build : error DPU002: {error.Message}");
            return Failed;
        }
    }

    private static List<(string Name, string Content)> Make(string folder, Problems problems)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}' to read help pages from.");

        var commands = new List<(PageSource Source, CommandPage Page)>();
        var files = new List<(string Name, string Content)>();
        foreach (var path in Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal))
        {
            var source = PageSource.Read(path, problems);
            if (source.Name.StartsWith("about_", StringComparison.Ordinal))
                files.Add(($"{source.Name}.help.txt", AboutTopic.Render(source)));
            else if (!ModulePage.Is(source) && CommandPageReader.Read(source) is { } command)
                commands.Add((source, command));
        }

        if (commands.Count == 0 && !problems.Any)
            problems.Add(folder, 1, "There is no cmdlet's help page in this folder: add one, named <Verb-Noun>.md.");
        CheckHelpFile(commands);
        if (!problems.Any)
            files.Add((commands[0].Page.HelpFile, MamlFile.Render(commands.Select(command => command.Page))));
        return files;
    }

    // A misspelt name would make a second file, which Get-Help never opens: the cmdlet would just be without help.
    private static void CheckHelpFile(List<(PageSource Source, CommandPage Page)> commands)
    {
        var byFile = commands.GroupBy(command => command.Page.HelpFile, StringComparer.Ordinal)
            .OrderByDescending(pages => pages.Count()).ToList();
        foreach (var (source, page) in byFile.Skip(1).SelectMany(pages => pages))
        {
            FrontMatter.ReportHelpFile(
                source, $"'{page.HelpFile}' is not the help file of the other pages: write '{byFile[0].Key}'.");
        }
    }
}
