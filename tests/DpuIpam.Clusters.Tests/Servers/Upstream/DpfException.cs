namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>An error that ends DPF's pass over an object.</summary>
internal sealed class DpfException(string message) : Exception(message);
