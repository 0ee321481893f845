using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>A DPU cluster of a test.</summary>
/// <param name="Name">Name of its DPUCluster object, which lies in DPF's namespace.</param>
/// <param name="Objects">The way to its objects.</param>
/// <param name="Server">Its server; null for a folder.</param>
internal sealed record TestCluster(string Name, IObjectAccess Objects, ITestServer? Server)
{
    /// <summary><c>namespace/name</c>.</summary>
    public string Key => $"{TestNamespace.Dpf}/{Name}";
}
