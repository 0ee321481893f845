using Xunit;

namespace DpuIpam.Build.Tests;

public class OutputTests
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Unchanged_files_are_left_alone()
    {
        using var sample = new Sample();
        Assert.Equal(0, sample.Build());
        foreach (var file in Directory.GetFiles(sample.Output))
            File.SetLastWriteTimeUtc(file, LongAgo);

        sample.Replace("Gets pools", "Gets all pools");
        Assert.Equal(0, sample.Build());

        Assert.NotEqual(LongAgo, File.GetLastWriteTimeUtc(sample.Maml));
        Assert.Equal(LongAgo, File.GetLastWriteTimeUtc(Path.Combine(sample.Output, "about_Sample.help.txt")));
    }

    [Fact]
    public void The_same_pages_make_the_same_bytes_whatever_their_line_ends()
    {
        using var unix = new Sample();
        Assert.Equal(0, unix.Build());
        using var windows = new Sample();
        Assert.Equal(0, windows.Build((Sample.Name, windows.Page.ReplaceLineEndings("\r\n"))));
        Assert.Equal(File.ReadAllBytes(unix.Maml), File.ReadAllBytes(windows.Maml));
        Assert.DoesNotContain('\r', File.ReadAllText(windows.Maml));
    }

    [Fact]
    public void An_error_in_one_page_writes_nothing()
    {
        using var sample = new Sample().Replace("## NOTES", "## REMARKS");
        Assert.Equal(1, sample.Build());
        Assert.False(Directory.Exists(sample.Output));
    }

    [Fact]
    public void The_modules_own_page_is_passed_over()
    {
        using var sample = new Sample();
        const string ModulePage = "---\ndocument type: module\n---\n\n# Sample Module\n";
        Assert.Equal(0, sample.Build((Sample.Name, sample.Page), ("Sample", ModulePage)));
        Assert.Equal([sample.Maml], Directory.GetFiles(sample.Output));
    }

    [Fact]
    public void A_folder_without_a_page_is_an_error()
    {
        using var sample = new Sample();
        Assert.Equal(1, sample.Build([]));
        var error = Assert.Single(sample.Errors);
        Assert.Contains("There is no cmdlet's help page in this folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error()
    {
        using var sample = new Sample();
        using var errors = new StringWriter();
        Assert.Equal(1, HelpBuild.Run(sample.Pages, sample.Output, errors));
        const string Start = "DpuIpam.Build : error DPU002: There is no folder '";
        Assert.StartsWith(Start, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_must_agree_on_their_help_file()
    {
        using var sample = new Sample();
        var other = sample.Page.Replace("Get-SamplePool", "Get-Other", StringComparison.Ordinal);
        var odd = sample.Page.Replace("Get-SamplePool", "Get-Odd", StringComparison.Ordinal)
            .Replace(Sample.HelpFile, "Odd.dll-Help.xml", StringComparison.Ordinal);
        Assert.Equal(1, sample.Build((Sample.Name, sample.Page), ("Get-Other", other), ("Get-Odd", odd)));
        Assert.Equal(
            sample.Error(
                "Get-Odd", 3,
                $"'Odd.dll-Help.xml' is not the help file of the other pages: write '{Sample.HelpFile}'."),
            Assert.Single(sample.Errors));
    }

    [Theory]
    [InlineData]
    [InlineData("page", "a", "b")]
    [InlineData("help", "a")]
    public void Wrong_arguments_exit_with_2(params string[] arguments) => Assert.Equal(2, Program.Main(arguments));
}
