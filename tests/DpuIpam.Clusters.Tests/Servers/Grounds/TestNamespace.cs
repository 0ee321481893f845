namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Names that all test clusters share.</summary>
internal static class TestNamespace
{
    /// <summary>The one namespace in which DPF takes its objects.</summary>
    public const string Dpf = "dpf-operator-system";
}
