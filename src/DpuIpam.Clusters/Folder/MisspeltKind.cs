using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Folder;

/// <summary>An object that is hardly meant to be of the kind that it says: its kind, or its API group, is one of ours with a
/// slip in it. Nobody would read it, and everybody would take what it stands for as absent.</summary>
internal sealed class MisspeltKind
{
    /// <summary>Slips in a word of at least so many letters that it is still known for; shorter ones may have one.</summary>
    private const int LongWord = 8;
    private const int MostSlips = 2;

    private const string Vendor = "nvidia.com";

    private static readonly ResourceKind[] Ours =
        [ResourceKind.ServiceIpam, ResourceKind.DpuCluster, ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Node];

    private MisspeltKind(IReadOnlyList<ResourceKind> meant, ManifestException error)
    {
        Meant = meant;
        Error = error;
    }

    /// <summary>What may be meant.</summary>
    public IReadOnlyList<ResourceKind> Meant { get; }

    /// <summary>What is wrong, and where.</summary>
    public ManifestException Error { get; }

    /// <summary>Null for an object of one of our kinds, and for other people's.</summary>
    public static MisspeltKind? Find(ManifestDocument document)
    {
        if (IsKnown(document.Root)) return null;
        var (kind, version) = (Read(document.Root, "kind"), Read(document.Root, "apiVersion"));
        var group = GroupOf(version);
        var meant = Array.FindAll(Ours, known => string.IsNullOrEmpty(kind)
            ? known.Group.Length > 0 && IsNear(group, known.Group)
            : (IsNear(kind, known.Kind) || (!IsList(kind) && IsNear(kind, known.Kind + "List"))) && MayBeOf(group, known));
        // Of this group there are no others.
        if (meant.Length == 0 && group == ResourceKind.IPPool.Group && !IsList(kind)) meant = [ResourceKind.IPPool, ResourceKind.CidrPool];
        if (meant.Length == 0) return null;
        var names = string.Join(" or ", meant.Select(static known => $"{known.ApiVersion} {known.Kind}"));
        return new MisspeltKind(meant, new ManifestException(
            $"apiVersion {Quote(version)} with kind {Quote(kind)} is not known, and hardly meant; write {names}, or remove it",
            document.Locate(string.IsNullOrEmpty(kind) ? "" : "kind")));
    }

    /// <summary>Whether a kind that a malformed text says may be this one, or a list of it.</summary>
    public static bool MayMean(string said, ResourceKind kind) =>
        said.Length == 0 || said == "List" || IsNear(said, kind.Kind) || IsNear(said, kind.Kind + "List");

    private static bool IsList(string? kind) => kind is not null && kind.EndsWith("List", StringComparison.Ordinal);

    private static bool IsKnown(JsonElement root)
    {
        if (!root.TryGetProperty("kind", out var kind) || kind.ValueKind != JsonValueKind.String) return false;
        var group = root.TryGetProperty("apiVersion", out var version) && version.ValueKind == JsonValueKind.String
            ? GroupOf(version.GetString())
            : "";
        foreach (var known in Ours)
            if (kind.ValueEquals(known.Kind) && group == known.Group) return true;
        return false;
    }

    private static string GroupOf(string? apiVersion) =>
        apiVersion?.IndexOf('/', StringComparison.Ordinal) is { } slash and >= 0 ? apiVersion[..slash] : "";

    private static string Quote(string? text) => string.IsNullOrEmpty(text) ? "(none)" : $"\"{text}\"";

    /// <summary>Whether a group may be meant to be that of a kind: a slip in it, no group at all, or another one of ours.</summary>
    private static bool MayBeOf(string group, ResourceKind known) => group.Length == 0
        || (known.Group.Length > 0 && (IsNear(group, known.Group) || group.EndsWith(Vendor, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A field's text, whatever the case of its name; null if it is no text or not there.</summary>
    private static string? Read(JsonElement root, string field)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name.Equals(field, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.String)
                return property.Value.GetString();
        }

        return null;
    }

    private static bool IsNear(string said, string known)
    {
        if (said.Equals(known, StringComparison.OrdinalIgnoreCase)) return true;
        var most = known.Length >= LongWord ? MostSlips : 1;
        return Math.Abs(said.Length - known.Length) <= most
            && Slips(said.ToLowerInvariant(), known.ToLowerInvariant()) <= most;
    }

    /// <summary>Letters that are missing, too many, wrong, or swapped with the next.</summary>
    private static int Slips(string said, string known)
    {
        var (before, last, row) = (new int[known.Length + 1], new int[known.Length + 1], new int[known.Length + 1]);
        for (var j = 0; j <= known.Length; j++) last[j] = j;
        for (var i = 1; i <= said.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= known.Length; j++)
            {
                var change = said[i - 1] == known[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && said[i - 1] == known[j - 2] && said[i - 2] == known[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[known.Length];
    }
}
