using System.Reflection;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>Where the tests find what they test, as the build wrote it into their assembly.</summary>
internal static class Places
{
    public static string Module { get; } = Path.TrimEndingDirectorySeparator(Metadata("ModuleFolder"));

    public static string Manifest { get; } = Path.Combine(Module, "DpuIpam.psd1");

    public static string Repository { get; } = Metadata("RepositoryRoot");


    /// <summary>The program that runs a script in a process of its own.</summary>
    public static string ImportHost { get; } =
        Path.ChangeExtension(Metadata("ImportHost"), OperatingSystem.IsWindows() ? ".exe" : null);

    /// <summary>A YamlDotNet of another version than the module's.</summary>
    public static string OtherYaml { get; } = Path.Combine(AppContext.BaseDirectory, "OtherVersion", "YamlDotNet.dll");

    private static string Metadata(string key) => typeof(Places).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
