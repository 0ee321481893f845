namespace DpuIpam.Clusters.Folder;

/// <summary>What a folder held when it was read.</summary>
/// <param name="Cluster">How messages name the cluster.</param>
/// <param name="DefaultNamespace">Where objects are that name no namespace: <c>kubectl apply -n</c> does the same.</param>
/// <param name="Files">Its files, by name.</param>
internal sealed record FolderContent(string Cluster, string DefaultNamespace, IReadOnlyList<FolderFile> Files)
{
    /// <summary>What else there is to tell of them.</summary>
    public IReadOnlyList<BadManifest> Beside { get; init; } = [];

    public IEnumerable<BadManifest> Bad => Files.SelectMany(static file => file.Bad).Concat(Beside);

    /// <summary>An object; null when it is not there.</summary>
    /// <exception cref="ClusterException">It is there twice, or may be in something that can't be read.</exception>
    public FolderObject? Find(ResourceKind kind, ObjectName name)
    {
        FolderObject? found = null;
        foreach (var candidate in Of(kind))
        {
            if (candidate.NameAs(kind, DefaultNamespace) != name) continue;
            if (found is not null) throw FolderErrors.Twice(Cluster, kind, name, found, candidate);
            found = candidate;
        }

        if (found is null && FindDoubt(kind, name.Name) is { } doubt)
            throw FolderErrors.InDoubt(Cluster, kind, name, doubt);
        return found;
    }

    /// <summary>The objects of a kind and scope, in the order of the files.</summary>
    /// <exception cref="ClusterException">One of them is there twice.</exception>
    public IReadOnlyList<FolderObject> List(ResourceKind kind, FolderScope scope)
    {
        var listed = new List<FolderObject>();
        var names = new Dictionary<ObjectName, FolderObject>();
        foreach (var candidate in Of(kind))
        {
            var name = candidate.NameAs(kind, DefaultNamespace);
            if (!scope.Takes(candidate, name)) continue;
            if (name.Name.Length > 0 && !names.TryAdd(name, candidate))
                throw FolderErrors.Twice(Cluster, kind, name, names[name], candidate);
            listed.Add(candidate);
        }

        return listed;
    }

    public IEnumerable<FolderObject> Of(ResourceKind kind)
    {
        foreach (var file in Files)
            foreach (var candidate in file.Objects)
                if (candidate.Is(kind)) yield return candidate;
    }

    /// <summary>Something malformed that may be the object.</summary>
    public BadManifest? FindDoubt(ResourceKind kind, string name) =>
        Bad.FirstOrDefault(bad => bad.MayBe(kind, name));
}
