using System.Diagnostics;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>Names of files as file systems allow them, and what lies there without being a file.</summary>
[Collection(nameof(Alone))]
public sealed class PathTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public PathTests() => _session.GoTo(_folder.Root);

    /// <summary>Names that PowerShell has a meaning of its own for.</summary>
    public static TheoryData<string> Names =>
    [
        "a::b.yaml", "a:b.yaml", "2026-11-29T10:00:00Z.yaml", "Env:x.yaml", "::.yaml", "[a].yaml", "a[b.yaml", "a]b.yaml", "*.yaml",
        "a?b.yaml", "~a.yaml", "a b.yaml", " a.yaml", "it's.yaml", "\"q\".yaml", "a\nb.yaml", "a`b.yaml", "$x.yaml", "a;b.yaml", "-a.yaml", "ä.yaml",
    ];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_name_is_found_as_it_is(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows few of them.");
        var path = _folder.Write(name, Texts.Subnet("it"));
        var quoted = $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
        Assert.Equal(["it"], _session.Texts($"(Get-DpuIpamPlan -LiteralPath {quoted}).Pool"));
        Assert.Equal(["it"], _session.Texts($"(Get-DpuIpamPlan -LiteralPath ({quoted}.Insert(0, './'))).Pool"));
        Assert.Equal(["it"], _session.Texts($"(Get-DpuIpamPlan -LiteralPath ([IO.Path]::Combine($PWD.ProviderPath, {quoted}))).Pool"));
        Assert.Equal(["it"], _session.Texts("($input | Get-DpuIpamPlan).Pool", new FileInfo(path)));
        Assert.Equal(["it"], _session.Texts("(Get-DpuIpamPlan .).Pool"));
        Assert.Equal(["it"], _session.Texts("(Get-DpuIpamPlan *yaml).Pool"));
    }

    [Fact]
    public void A_wildcard_may_stand_beside_a_colon()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no colon.");
        _folder.Write("at 10:00.yaml", Texts.Subnet("a"));
        _folder.Write("at 10::01.yaml", Texts.Subnet("b"));
        Assert.Equal(["a", "b"], _session.Texts("(Get-DpuIpamPlan 'at 10:*.yaml').Pool"));
        Assert.Equal(["b"], _session.Texts("(Get-DpuIpamPlan 'at 10::*.yaml').Pool"));
        _session.Run("Get-DpuIpamPlan 'at 11:*.yaml'").Error().Is("PathNotFound", ErrorCategory.ObjectNotFound, "at 11:*.yaml");
    }

    [Theory]
    [InlineData("lab::1")]
    [InlineData("lab:1")]
    [InlineData("[lab]")]
    [InlineData("the lab")]
    [InlineData("the\nlab")]
    public void A_folder_of_any_name_is_connected(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows few of them.");
        _folder.Write($"{name}/a.yaml", Texts.Subnet("a"));
        Assert.Equal([name], _session.Texts($"(Connect-DpuCluster -Path '{name}').Name"));
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan .")]
    [InlineData("Get-DpuIpamPlan *.yaml")]
    [InlineData("ConvertFrom-DpuManifest .")]
    public void In_a_folder_what_is_no_file_is_passed_over_and_named(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using var outside = new Folder();
        _folder.Write("good.yaml", Texts.Subnet("good"));
        _folder.Write("inner/in.yaml", Texts.Subnet("in"));
        Run("mkfifo", Path.Combine(_folder.Root, "pipe.yaml"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "out.yaml"), outside.Write("x.yaml", Texts.Subnet("out")));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "in.yaml"), Path.Combine("inner", "in.yaml"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "zero.yaml"), "/dev/zero");

        var outcome = _session.Run(script);

        Assert.Equal(
            ["out.yaml", "pipe.yaml", "zero.yaml"],
            outcome.Errors.Select(static error => error.TargetObject).Cast<string>().Order(StringComparer.Ordinal));
        Assert.All(outcome.Errors, static error => Assert.StartsWith("FileUnreadable,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains(outcome.Errors, static error => error.Message().Contains("named pipe", StringComparison.Ordinal));
        if (script.StartsWith("Get", StringComparison.Ordinal)) Assert.Equal(["good", "in"], outcome.Texts("Pool"));
    }

    [Fact]
    public void A_folder_named_like_a_manifest_is_named()
    {
        _folder.Write("good.yaml", Texts.Subnet("good"));
        _folder.Write("f.yaml/in.yaml", Texts.Subnet("in"));
        var outcome = _session.Run("Get-DpuIpamPlan .");
        outcome.Error().Is("FileUnreadable", ErrorCategory.ReadError, "f.yaml");
        Assert.Equal(["good"], outcome.Texts("Pool"));
    }

    [Fact]
    public void A_pipe_that_is_named_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        var pipe = Path.Combine(_folder.Root, "pipe");
        Run("mkfifo", pipe);
        var text = _folder.Write("text", Texts.Subnet("piped"));
        using var writer = Process.Start("sh", ["-c", "cat \"$1\" > \"$2\"", "sh", text, pipe]);
        Assert.Equal(["piped"], _session.Texts("(Get-DpuIpamPlan pipe).Pool"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link"), "pipe");
        using var again = Process.Start("sh", ["-c", "cat \"$1\" > \"$2\"", "sh", text, pipe]);
        Assert.Equal(["piped"], _session.Texts("(Get-DpuIpamPlan link).Pool"));
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan pipe.yaml")]
    [InlineData("Get-DpuIpamPlan -LiteralPath pipe.yaml")]
    [InlineData("Test-DpuServiceIpam pipe.yaml")]
    public async Task A_pipe_that_says_nothing_is_waited_for_until_the_user_stops(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        Run("mkfifo", Path.Combine(_folder.Root, "pipe.yaml"));
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("$begun.Set(); " + script);
        using var begun = new ManualResetEventSlim();
        _session.Runspace.SessionStateProxy.SetVariable("begun", begun);
        var running = shell.BeginInvoke();
        begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        await Task.Run(shell.Stop, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        // Whoever still reads it gets to its end.
        new FileStream(Path.Combine(_folder.Root, "pipe.yaml"), FileMode.Open, FileAccess.ReadWrite).Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
