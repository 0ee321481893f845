using System.Text;

namespace DpuIpam.Clusters.Folder;

/// <summary>Something that could not be read, and what it may be: nobody takes it for absent.</summary>
internal sealed class BadManifest
{
    /// <summary>The kinds of which people write manifests by hand; the others are written by programs alone.</summary>
    private static readonly ResourceKind[] Written =
        [ResourceKind.ServiceIpam, ResourceKind.DpuCluster, ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Node];

    private readonly Func<ResourceKind, bool> _mayBe;
    private readonly Func<string, bool> _mayBeNamed;

    private BadManifest(ManifestException error, Func<ResourceKind, bool> mayBe, Func<string, bool> mayBeNamed)
    {
        Error = error;
        _mayBe = mayBe;
        _mayBeNamed = mayBeNamed;
    }

    /// <summary>What is wrong, and where.</summary>
    public ManifestException Error { get; }

    /// <summary>Something of which nothing is known at all.</summary>
    public static BadManifest Anything(ManifestException error) => new(error, static _ => true, static _ => true);

    /// <summary>Something that a program has not written.</summary>
    public static BadManifest AnyManifest(ManifestException error) =>
        new(error, static kind => Written.Contains(kind), static _ => true);

    /// <summary>Something to tell that leaves nothing in doubt.</summary>
    public static BadManifest Harmless(ManifestException error) => new(error, static _ => false, static _ => false);

    /// <summary>An object that is meant to be of another kind than it says.</summary>
    public static BadManifest Misspelt(MisspeltKind misspelt, string name) =>
        new(misspelt.Error, kind => misspelt.Meant.Contains(kind), other => name.Length == 0 || name == other);

    /// <summary>A text that can't be read. Its kind is what it says at its top; where it says none it may be any, and where it
    /// says one it may only have the names that stand in it.</summary>
    public static BadManifest OfText(ManifestException error, ReadOnlyMemory<byte> text)
    {
        var kinds = new Lazy<IReadOnlyList<string>>(() => TopKinds.Find(text.Span));
        return new BadManifest(
            error,
            kind => kinds.Value.Count == 0
                ? Written.Contains(kind)
                : kinds.Value.Any(said => MisspeltKind.MayMean(said, kind)) || HasKind(text.Span, kind),
            name => kinds.Value.Count == 0 || HasWord(text.Span, Encoding.UTF8.GetBytes(name)));
    }

    /// <summary>Whether it may be, or hold, an object of a kind.</summary>
    public bool MayBe(ResourceKind kind) => _mayBe(kind);

    /// <summary>Whether it may be, or hold, the object of a name.</summary>
    public bool MayBe(ResourceKind kind, string name) => _mayBe(kind) && _mayBeNamed(name);

    private static bool HasKind(ReadOnlySpan<byte> text, ResourceKind kind) =>
        HasWord(text, Encoding.UTF8.GetBytes(kind.Kind)) || HasWord(text, Encoding.UTF8.GetBytes(kind.Kind + "List"));

    /// <summary>Whether a name stands there that is not a part of a longer one.</summary>
    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        for (int at; (at = text.IndexOf(name)) >= 0; text = text[(at + 1)..])
        {
            var isStart = at == 0 || !IsOfName(text[at - 1]);
            var end = at + name.Length;
            if (isStart && (end == text.Length || !IsOfName(text[end]))) return true;
        }

        return false;
    }

    private static bool IsOfName(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.';
}
