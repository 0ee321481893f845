namespace DpuIpam.Build;

/// <summary>One thing wrong with one line of one page, in the form MSBuild shows as an error of that file.</summary>
internal sealed record Problem(string File, int Line, string Text)
{
    public override string ToString() => $"{File}({Line}): error DPU001: {Text}";
}

/// <summary>
/// Everything wrong with the pages. Collected rather than thrown, so that an author sees all of it in one build.
/// </summary>
internal sealed class Problems
{
    private readonly List<Problem> _found = [];

    public bool Any => _found.Count > 0;

    public IEnumerable<Problem> InOrder =>
        _found.Distinct().OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line);

    public void Add(string file, int line, string text) => _found.Add(new(file, line, text));
}
