using System.Management.Automation;
using System.Runtime.Loader;

namespace DpuIpam.Loading;

/// <summary>Runs on import: teaches the process where the module keeps what reads and writes.</summary>
/// <remarks>
/// DpuIpam.Clusters and its packages live in a load context of their own, so that another module's YamlDotNet and ours do
/// not meet. Nothing of it is loaded before the first command needs it.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private const string ClustersAssembly = "DpuIpam.Clusters";

    private static readonly object Gate = new();
    private static ClustersLoadContext? _context;

    /// <summary>Called by PowerShell on every import; only the first has something to do.</summary>
    public void OnImport()
    {
        lock (Gate)
        {
            if (_context is not null) return;
            var folder = Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;
            _context = new ClustersLoadContext(Path.Combine(folder, "lib"));
        }

        AssemblyLoadContext.Default.Resolving += static (_, name) =>
            name.Name == ClustersAssembly ? _context.LoadFromAssemblyName(name) : null;
    }
}
