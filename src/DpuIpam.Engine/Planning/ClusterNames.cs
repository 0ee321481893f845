namespace DpuIpam.Planning;

/// <summary>The DPU clusters that a name can mean. Planning knows clusters by their keys alone; people write the short name
/// as well.</summary>
/// <param name="keys">Keys of the clusters there are, <c>namespace/name</c>.</param>
internal sealed class ClusterNames(IEnumerable<string> keys)
{
    private readonly string[] _keys = [.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Keys of the clusters that go by a name: the one whose key it is, else all whose name it is. More than one:
    /// the name says too little.</summary>
    public string[] Matching(string name) => Array.IndexOf(_keys, name) >= 0
        ? [name]
        : Array.FindAll(_keys, key => key.EndsWith("/" + name, StringComparison.Ordinal));
}
