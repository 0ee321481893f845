using System.Reflection;

namespace DpuIpam.Cmdlets.Tests.Contract;

/// <summary>What an import costs a process and leaves in it.</summary>
public class ImportTests(ITestOutputHelper log)
{
    private const string Plan = "(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3).Allocated";

    private static readonly string Import = $"Import-Module '{Places.Manifest}'";

    [Fact]
    public async Task Import_loads_nothing_that_reads_or_writes()
    {
        var loaded = await ImportProcess.RunAsync($$"""
            {{Import}}
            [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name })
            """);
        Assert.Contains("DpuIpam", loaded);
        Assert.DoesNotContain(loaded, static name => name is "DpuIpam.Clusters" or "YamlDotNet"
            || name.StartsWith("Kubernetes", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_first_command_loads_the_rest_into_a_context_of_its_own()
    {
        var lines = await ImportProcess.RunAsync($"{Import}\n{Plan}\n{ContextsOf("DpuIpam.Clusters", "YamlDotNet")}");
        Assert.Equal("3", lines[0]);
        Assert.Equal(
            ["DpuIpam.Clusters DpuIpam.Clusters", $"YamlDotNet {OwnYaml.Version} DpuIpam.Clusters"],
            lines[1..].Select(static line => line.Replace("DpuIpam.Clusters 0.1.0.0", "DpuIpam.Clusters", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_version_of_YamlDotNet_loaded_first_does_no_harm()
    {
        var lines = await ImportProcess.RunAsync(
            $"$null = [Reflection.Assembly]::LoadFrom('{Places.OtherYaml}')\n{Import}\n{Plan}\n{ContextsOf("YamlDotNet")}");
        var other = AssemblyName.GetAssemblyName(Places.OtherYaml).Version;
        Assert.NotEqual(OwnYaml.Version, other);
        Assert.Equal(["3", $"YamlDotNet {other} Default", $"YamlDotNet {OwnYaml.Version} DpuIpam.Clusters"], lines.Order());
    }

    [Fact]
    public async Task A_copy_of_the_same_YamlDotNet_loaded_first_does_no_harm()
    {
        using var folder = new Folder();
        var copy = Path.Combine(folder.Root, "YamlDotNet.dll");
        File.Copy(OwnYamlFile, copy);
        var lines = await ImportProcess.RunAsync(
            $"$null = [Reflection.Assembly]::LoadFrom('{copy}')\n{Import}\n{Plan}\n{ContextsOf("YamlDotNet")}");
        Assert.Equal(
            ["3", $"YamlDotNet {OwnYaml.Version} Default", $"YamlDotNet {OwnYaml.Version} DpuIpam.Clusters"], lines.Order());
    }

    [Fact]
    public async Task Importing_again_by_force_works() =>
        Assert.Equal(["3", "3"], await ImportProcess.RunAsync($"{Import}\n{Plan}\n{Import} -Force\n{Plan}"));

    [Fact]
    public async Task Removing_takes_the_commands_away_and_importing_again_brings_them_back() =>
        Assert.Equal(["3", "gone", "3"], await ImportProcess.RunAsync($$"""
            {{Import}}
            {{Plan}}
            Remove-Module DpuIpam
            if (-not (Get-Command Get-DpuIpamPlan -ErrorAction Ignore)) { 'gone' }
            {{Import}}
            {{Plan}}
            """));

    [Fact]
    public async Task Commands_load_the_module_by_themselves_from_the_module_path() =>
        Assert.Equal(["3"], await ImportProcess.RunAsync(Plan, Path.GetDirectoryName(Places.Module)));

    [Fact]
    public async Task The_installed_layout_with_a_version_folder_works()
    {
        using var folder = new Folder();
        var version = Path.Combine(folder.Root, "DpuIpam", "0.1.0");
        foreach (var file in Directory.EnumerateFiles(Places.Module, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(version, Path.GetRelativePath(Places.Module, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Assert.Equal(["3"], await ImportProcess.RunAsync(Plan, folder.Root));
    }

    [Fact]
    public async Task A_second_runspace_of_the_process_uses_it_too() =>
        Assert.Equal(["3", "3", "3"], await ImportProcess.RunAsync($$"""
            {{Import}}
            {{Plan}}
            1..2 | ForEach-Object -Parallel { {{Import}}; $ExecutionContext.SessionState.Path.SetLocation('{{Places.Repository}}') | Out-Null; {{Plan}} }
            """));

    [Fact]
    public async Task How_long_an_import_takes()
    {
        var times = await ImportProcess.RunAsync($$"""
            foreach ($i in 1..4) {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                {{Import}} -Force
                $watch.ElapsedMilliseconds
            }
            """);
        // Machines differ, so it is shown and not judged.
        log.WriteLine($"Import in ms, first and then again by force: {string.Join(", ", times)}");
        Assert.Equal(4, times.Length);
    }

    private static string OwnYamlFile => Path.Combine(Places.Module, "lib", "YamlDotNet.dll");

    private static AssemblyName OwnYaml => AssemblyName.GetAssemblyName(OwnYamlFile);

    private static string ContextsOf(params string[] names) => $$"""
        [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -in '{{string.Join("', '", names)}}' }).ForEach({
            $name = $_.GetName()
            "$($name.Name) $($name.Version) $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)"
        })
        """;
}
