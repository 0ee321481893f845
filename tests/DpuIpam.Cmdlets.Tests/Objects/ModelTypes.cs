using System.Reflection;

namespace DpuIpam.Cmdlets.Tests.Objects;

/// <summary>The types of the pipeline's objects, of the assembly that the module loaded.</summary>
internal static class ModelTypes
{
    private const string Namespace = "DpuIpam";

    public static Assembly Assembly { get; } = Load();

    /// <summary>All of them, enumerations and bases included.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. Assembly.GetExportedTypes().Where(static type => type.Namespace == Namespace).OrderBy(static type => type.Name)];

    public static Type Named(string name) => Assembly.GetType($"{Namespace}.{name}", throwOnError: true)!;

    private static Assembly Load()
    {
        using var session = new Session();
        return session.Get("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml).GetType().Assembly").BaseObject as Assembly
            ?? throw new InvalidOperationException("A plan has no assembly.");
    }
}
