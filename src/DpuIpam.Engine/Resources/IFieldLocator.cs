namespace DpuIpam.Resources;

/// <summary>Finds the fields of a document in the text that it was read from.</summary>
internal interface IFieldLocator
{
    /// <summary>Where a field's name or a list's item stands, or the nearest parent that exists.</summary>
    /// <param name="fieldPath">A path as in <see cref="ManifestDocument"/>.</param>
    SourceLocation Locate(string fieldPath);

    /// <summary>A field's value as the text has it, where reading gave it another form, as YAML makes 1000 of
    /// <c>1e3</c>; null for one that reads as it is written, and for one that is not there.</summary>
    /// <param name="fieldPath">A path as in <see cref="ManifestDocument"/>.</param>
    string? Written(string fieldPath);
}
