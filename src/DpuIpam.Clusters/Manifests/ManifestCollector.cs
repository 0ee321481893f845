using System.Buffers;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// Gathers the documents and errors of one text, takes lists apart, and keeps to the limits of the whole.
/// </summary>
internal sealed class ManifestCollector(SourceText source, ManifestLimits limits, CancellationToken cancellation)
{
    private readonly List<ManifestDocument> _documents = [];
    private readonly List<ManifestException> _errors = [];

    public SourceText Source { get; } = source;

    public ManifestLimits Limits { get; } = limits;

    /// <summary>What aliases may still add.</summary>
    public int AliasAllowance { get; set; } = limits.AliasExpansion;

    /// <summary>Errors that are kept.</summary>
    public int ErrorCount => _errors.Count;

    /// <summary>Errors that are only counted.</summary>
    public int MoreErrors { get; private set; }

    /// <summary>Whether so much was wrong that reading on helps nobody.</summary>
    public bool IsFull => MoreErrors >= Limits.CountedErrors;

    public ManifestReadResult Result() => new(_documents, _errors) { MoreErrors = MoreErrors, IsCut = IsFull };

    /// <summary>A place to read something into that may have to be thrown away.</summary>
    public ManifestCollector Branch() => new(Source, Limits, cancellation) { AliasAllowance = AliasAllowance };

    public void Merge(ManifestCollector branch)
    {
        _documents.AddRange(branch._documents);
        foreach (var error in branch._errors) Fail(error);
        MoreErrors += branch.MoreErrors;
        AliasAllowance = branch.AliasAllowance;
    }

    public ManifestException? FirstError => _errors.Count == 0 ? null : _errors[0];

    public void Fail(ManifestException error)
    {
        if (_errors.Count < Limits.Errors) _errors.Add(error);
        else MoreErrors++;
    }

    /// <summary>Puts a better explanation in the place of errors, where there is one.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="explain">The explanation of an error; null to leave it.</param>
    public void Explain(int from, Func<ManifestException, ManifestException?> explain)
    {
        for (var i = from; i < _errors.Count; i++) _errors[i] = explain(_errors[i]) ?? _errors[i];
    }

    /// <summary>An error that makes everything doubtful that this collector has.</summary>
    public void FailAll(ManifestException error)
    {
        _documents.Clear();
        _errors.Clear();
        MoreErrors = 0;
        Fail(error);
    }

    /// <summary>Adds an object; of a list, its items, as kubectl takes them.</summary>
    public void Add(JsonElement root, in SourceLocation location, IFieldLocator locator)
    {
        cancellation.ThrowIfCancellationRequested();
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fail(new ManifestException(
                "a manifest must be a map of fields; write \"apiVersion: ...\", \"kind: ...\"", location)
            {
                IsOfList = root.ValueKind == JsonValueKind.Array,
            });
            return;
        }

        var kind = Text(root, "kind");
        if (!ListNames.IsList(kind) || !root.TryGetProperty("items", out var items))
        {
            _documents.Add(new ManifestDocument(root, location, locator));
            return;
        }

        if (items.ValueKind == JsonValueKind.Null) return;
        if (items.ValueKind != JsonValueKind.Array)
        {
            Fail(new ManifestException(ListNames.ItemsWrong, locator.Locate("items"), "items"));
            return;
        }

        var names = new ListNames(Text(root, "apiVersion"), kind);
        var i = 0;
        foreach (var item in items.EnumerateArray())
            Add(names.Complete(item, Limits), location, new ItemLocator(locator, $"items[{i++}]"));
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Finds the fields of a list's item.</summary>
internal sealed class ItemLocator(IFieldLocator list, string item) : IFieldLocator
{
    /// <inheritdoc/>
    public SourceLocation Locate(string fieldPath) => list.Locate(PathOf(fieldPath));

    /// <inheritdoc/>
    public string? Written(string fieldPath) => list.Written(PathOf(fieldPath));

    private string PathOf(string fieldPath) => fieldPath.Length == 0 ? item : $"{item}.{fieldPath}";
}

/// <summary>The apiVersion and kind that the items of a list have when they name none.</summary>
internal readonly record struct ListNames(string? ApiVersion, string? Kind)
{
    public const string ItemsWrong = "must be a list, since kubectl takes an object with this field for a list of objects";

    /// <summary>Whether an object with the field <c>items</c> is a list: to kubectl each is that has a kind.</summary>
    public static bool IsList(string? kind) => !string.IsNullOrEmpty(kind);

    /// <summary>Items of a typed list leave out what the list says, both or nothing; in a plain <c>List</c> each has its
    /// own.</summary>
    public JsonElement Complete(JsonElement item, ManifestLimits limits)
    {
        var kind = Kind?.EndsWith("List", StringComparison.Ordinal) == true ? Kind[..^"List".Length] : Kind;
        if (string.IsNullOrEmpty(kind) || item.ValueKind != JsonValueKind.Object) return item;
        if (item.TryGetProperty("apiVersion", out _) || item.TryGetProperty("kind", out _)) return item;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions))
        {
            writer.WriteStartObject();
            if (ApiVersion is not null) writer.WriteString("apiVersion", ApiVersion);
            writer.WriteString("kind", kind);
            foreach (var property in item.EnumerateObject()) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonTree.Parse(buffer.WrittenSpan, limits);
    }
}
