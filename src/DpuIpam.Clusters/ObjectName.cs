namespace DpuIpam.Clusters;

/// <summary>Names an object of a kind.</summary>
/// <param name="Namespace">Its namespace; empty for kinds without one.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ObjectName(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
