namespace DpuIpam.Clusters;

/// <summary>A JSON patch that can't be carried out on a tree.</summary>
internal sealed class JsonPatchException(string message, bool isFailedTest = false) : Exception(message)
{
    /// <summary>Whether a <c>test</c> found something else than it was to find: the tree is not what the patch is for.</summary>
    public bool IsFailedTest { get; } = isFailedTest;
}
