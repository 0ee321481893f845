using System.Management.Automation;
using System.Reflection;

namespace DpuIpam.Shell;

/// <summary>The line of <c>-Version</c>.</summary>
internal static class VersionText
{
    public static string Value =>
        $"dpuipam {Of(typeof(VersionText).Assembly)} (PowerShell engine {Of(typeof(PSObject).Assembly)}, .NET {Environment.Version})";

    public static Version Number => typeof(VersionText).Assembly.GetName().Version ?? new Version(0, 0);

    private static string Of(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

        // The build adds what it was built from behind a plus or a blank.
        var end = text.AsSpan().IndexOfAny('+', ' ');
        return end < 0 ? text : text[..end];
    }
}
