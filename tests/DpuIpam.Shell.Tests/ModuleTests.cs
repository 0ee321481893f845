using Xunit;

namespace DpuIpam.Shell.Tests;

/// <summary>Where the module comes from.</summary>
public class ModuleTests
{
    [Theory]
    [InlineData("DpuIpam.dll")]
    [InlineData("DpuIpam.Engine.dll")]
    [InlineData("DpuIpam.Clusters.dll")]
    [InlineData("YamlDotNet.dll")]
    public void The_programs_folder_holds_none_of_its_assemblies(string file)
    {
        Assert.False(File.Exists(Path.Combine(ShellProcess.Folder, file)));
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, file)));
    }

    [Fact]
    public void No_assembly_bears_the_commands_name()
    {
        var names = Directory.EnumerateFiles(ShellProcess.Folder, "*.dll").Select(Path.GetFileNameWithoutExtension);
        Assert.DoesNotContain("dpuipam", names, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_is_loaded_from_the_programs_folder()
    {
        var result = await ShellProcess.RunAsync("-Command", "(Get-Module DpuIpam).Path; (Get-Command -Module DpuIpam).Count -gt 0");
        var manifest = Path.Combine(ShellProcess.Folder, "Modules", "DpuIpam", "DpuIpam.dll");
        Assert.Equal(new ShellResult(0, $"{manifest}\nTrue\n", ""), result);
    }

    [Fact]
    public async Task Other_runspaces_find_it_too()
    {
        var result = await ShellProcess.RunAsync(
            "-Command", "ForEach-Object -InputObject 1 -Parallel { (Get-Command Get-DpuIpamPlan).Source }");
        Assert.Equal(new ShellResult(0, "DpuIpam\n", ""), result);
    }

    [Fact]
    public async Task No_other_module_is_loaded_by_itself()
    {
        using var script = new TemporaryScript("function Get-Stray { 'stray' }", "Stray.psm1");
        var result = await ShellProcess.RunAsync(
            "-Command", $"$env:PSModulePath = '{script.Folder}'; Get-Stray");
        Assert.Equal(1, result.ExitCode);
        result = await ShellProcess.RunAsync("-Command", $"Import-Module '{script.Path}'; Get-Stray");
        Assert.Equal(new ShellResult(0, "stray\n", ""), result);
    }

    [Fact]
    public async Task Help_is_there()
    {
        Assert.SkipUnless(
            File.Exists(Path.Combine(ShellProcess.Folder, "Modules", "DpuIpam", "en-US", "DpuIpam.dll-Help.xml")),
            "the module was built without help pages");
        var result = await ShellProcess.RunAsync("Get-Help", "Get-DpuIpamPlan");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("SYNOPSIS", result.Output, StringComparison.Ordinal);
    }
}
