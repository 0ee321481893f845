using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>What tests of watches begin with.</summary>
internal static class Watching
{
    public static ObjectList Empty(string version) => new([], version);

    public static ObjectList ListOf(string version, params string[] pools) =>
        new([.. pools.Select(static pool => ApiDocuments.Of("lab", ResourceKind.IPPool, Given.Tree(pool)))], version);

    public static string Event(string type, string pool) => $$"""{"type":"{{type}}","object":{{pool}}}""";

    public static string Lines(params string[] events) => string.Concat(events.Select(static one => one + "\n"));

    public static string Text(ObjectEvent one) =>
        $"{one.Change} {ApiDocuments.NameOf(one.Document.Root).Name}@{ApiDocuments.VersionOf(one.Document.Root)}";

    public static async Task<List<string>> TakeAsync(ApiCluster cluster, ObjectList from, int count)
    {
        var seen = new List<string>();
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var one in cluster.WatchAsync(ResourceKind.IPPool, ListScope.All, from, guard.Token))
        {
            seen.Add(Text(one));
            if (seen.Count == count) break;
        }

        return seen;
    }
}
