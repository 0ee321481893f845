using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>One object as it was read: the whole tree, and where it stood.</summary>
/// <remarks>
/// The tree is what is written back, so fields that this version does not know survive. Positions inside a document
/// are looked up only when an error needs one, since keeping them all would double the memory of a large status.
/// </remarks>
internal sealed class ManifestDocument
{
    /// <param name="root">The document's tree.</param>
    /// <param name="location">Where the document begins.</param>
    /// <param name="locator">
    /// Finds the place of a field path such as <c>spec.exclusions[0].startIP</c>. A name with a dot or a bracket stands in
    /// <c>['...']</c> without escapes: <c>metadata.labels['a.b/c']</c>. Items are counted from 0, and the document itself is
    /// the empty path.
    /// </param>
    public ManifestDocument(JsonElement root, SourceLocation location, IFieldLocator? locator = null)
    {
        Root = root;
        Location = location;
        Locator = locator;
    }

    public JsonElement Root { get; }

    public SourceLocation Location { get; }

    /// <summary>Knows the text; null for a document that was not read from one.</summary>
    public IFieldLocator? Locator { get; }

    /// <summary>Whether an API server keeps it, and so has dropped what its schema does not know.</summary>
    public bool IsFromServer { get; init; }

    /// <summary>
    /// Where a field's name or a list's item stands; the nearest parent that exists, or the document's beginning, when
    /// it doesn't.
    /// </summary>
    public SourceLocation Locate(string fieldPath) => Locator?.Locate(fieldPath) ?? Location;

    /// <summary>A field's value as the text has it; null where that is how it reads, or the text is not known.</summary>
    public string? Written(string fieldPath) => Locator?.Written(fieldPath);
}
