using System.Text.RegularExpressions;
using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>The README's commands do what it shows, to the character but for spaces at the ends of lines.</summary>
public sealed partial class ReadmeTests
{
    private const string Marker = "-- next --";

    [Fact]
    public async Task The_first_command_says_what_is_shown()
    {
        var blocks = Blocks();
        var command = blocks[0].Text;
        var shown = blocks[1];
        Assert.Equal("dotnet run --project src/DpuIpam.Shell -- docs/examples/first-steps.ps1", command);
        var result = await RunAsync("docs/examples/first-steps.ps1");
        Assert.Equal("", result.Error);
        Assert.Equal(shown.Text, Trim(result.Output));
    }

    /// <summary>In one session, since later ones go on from what earlier ones did. Rows of a sync come as they are done, so
    /// lines are compared in any order.</summary>
    [Fact]
    public async Task The_others_with_a_result_say_what_is_shown_in_this_order()
    {
        var pairs = Pairs().ToArray();
        Assert.True(pairs.Length >= 5, $"Only {pairs.Length} commands of the README have their results below them.");
        var script = string.Join("\n", pairs.Select(static pair => $"& {{ {pair.Command} }} | Out-Default; '{Marker}' | Out-Default"));
        var result = await RunAsync("-Command", script);
        Assert.Equal("", result.Error);
        var answers = result.Output.Split(Marker);
        for (var i = 0; i < pairs.Length; i++) Assert.Equal(Sorted(pairs[i].Shown), Sorted(answers[i]));
    }

    [Fact]
    public async Task The_story_of_a_cluster_runs_as_written()
    {
        var story = Assert.Single(Blocks(), static block => block.Text.StartsWith("Connect-DpuCluster (", StringComparison.Ordinal));
        var result = await RunAsync("-Command", $"$ErrorActionPreference = 'Stop'; {story.Text}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task The_other_command_lines_succeed()
    {
        var lines = Blocks().Where(static block => block.Kind.Length == 0).SelectMany(static block => block.Text.Split('\n'))
            .Where(static line => line.StartsWith("dotnet run --project src/DpuIpam.Shell -- ", StringComparison.Ordinal))
            .Select(static line => line["dotnet run --project src/DpuIpam.Shell -- ".Length..]).ToArray();
        Assert.True(lines.Length >= 3);
        foreach (var line in lines)
        {
            var result = await RunAsync(line.StartsWith('\'') ? ["-Command", line.Trim('\'')] : line.Split(' '));
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
    }

    private static async Task<ShellResult> RunAsync(params string[] arguments)
    {
        using var process = ShellProcess.StartIn(Root, ShellProcess.Program, arguments);
        process.StandardInput.Close();
        return await ShellProcess.EndAsync(process);
    }

    /// <summary>PowerShell with its result in the block below.</summary>
    private static IEnumerable<(string Command, string Shown)> Pairs()
    {
        var blocks = Blocks();
        for (var i = 0; i + 1 < blocks.Count; i++)
        {
            if (blocks[i].Kind == "powershell" && blocks[i + 1] is { Kind: "" or "yaml" } next && next.IsNext)
                yield return (blocks[i].Text, next.Text);
        }
    }

    private sealed record Block(string Kind, string Text, bool IsNext);

    /// <summary>The blocks of code; one that follows another one with nothing between is next.</summary>
    private static List<Block> Blocks()
    {
        var text = File.ReadAllText(Path.Combine(Root, "README.md")).ReplaceLineEndings("\n");
        var blocks = new List<Block>();
        var end = -1;
        foreach (Match match in Fences().Matches(text))
        {
            var isNext = end >= 0 && string.IsNullOrWhiteSpace(text[end..match.Index]);
            blocks.Add(new Block(match.Groups["kind"].Value, Trim(match.Groups["text"].Value), isNext));
            end = match.Index + match.Length;
        }

        return blocks;
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "README.md"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    private static string Trim(string text) =>
        string.Join('\n', text.Split('\n').Select(static line => line.TrimEnd())).Trim('\n');

    private static string Sorted(string text) => string.Join('\n', Trim(text).Split('\n').Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^```(?<kind>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
