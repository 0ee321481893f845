using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>Reads the user's own kubeconfig files; never writes them.</summary>
internal static class KubeconfigFile
{
    public const string Variable = "KUBECONFIG";

    /// <summary>The names of all contexts, for completion; none where nothing can be read. Runs nothing, asks nobody.</summary>
    public static IReadOnlyList<string> ContextNames(IReadOnlyList<string>? paths = null)
    {
        try
        {
            return Read(paths).ContextNames;
        }
        catch (ClusterException)
        {
            return [];
        }
    }

    /// <summary>The given files, each of which must be there; or those that kubectl would read.</summary>
    /// <exception cref="ClusterException">There is none, or one can't be read.</exception>
    public static Kubeconfig Read(IReadOnlyList<string>? paths) =>
        Read(paths, Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <param name="paths">The files; null for the default ones.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="home">The user's home folder.</param>
    public static Kubeconfig Read(IReadOnlyList<string>? paths, Func<string, string?> variables, string home)
    {
        if (paths is { Count: > 0 }) return Merge(paths, isRequired: true, "the kubeconfig");
        if (variables(Variable) is { Length: > 0 } list)
        {
            var named = list.Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return Merge([.. named.Distinct(StringComparer.Ordinal)], isRequired: false, $"the environment variable {Variable}");
        }

        return Merge([Path.Combine(home, ".kube", "config")], isRequired: false, "the default, as KUBECONFIG is not set,");
    }

    private static Kubeconfig Merge(IReadOnlyList<string> files, bool isRequired, string origin)
    {
        var merged = new Kubeconfig(string.Join(", ", files));
        var found = 0;
        var isEmpty = true;
        foreach (var file in files)
        {
            if (Directory.Exists(file)) throw Wrong($"{file} is a folder, not a kubeconfig file");
            if (!File.Exists(file))
            {
                // kubectl passes over files of the list that are not there.
                if (!isRequired) continue;
                throw Wrong($"there is no file {file}");
            }

            isEmpty &= !merged.Add(Load(file), file, file);
            found++;
        }

        if (found > 0)
            return isEmpty ? throw Wrong($"{merged.Place} is empty: there is no cluster to connect to in it") : merged;
        throw Wrong($"{origin} leads to {merged.Place}, which is not there. Give -Kubeconfig a file, set {Variable}, use "
            + "-InCluster inside a pod, or -Path for a folder of manifests");
    }

    private static ManifestReadResult Load(string file)
    {
        try
        {
            return ManifestReader.ReadFile(file, file, new ManifestLimits { FileBytes = 16 << 20 });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{file} can't be read: {error.Message}");
        }
    }

    private static ClusterException Wrong(string message) => new(ClusterFailure.Configuration, "kubeconfig", message);
}
