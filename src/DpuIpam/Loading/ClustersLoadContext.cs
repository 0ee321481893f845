using System.Reflection;
using System.Runtime.Loader;

namespace DpuIpam.Loading;

/// <summary>Loads what lies in the module's <c>lib</c> folder; everything else comes from the default context.</summary>
internal sealed class ClustersLoadContext(string folder) : AssemblyLoadContext("DpuIpam.Clusters")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
