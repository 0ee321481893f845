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

    /// <summary>Whether so much was wrong that reading on helps nobody.</summary>
    public bool IsFull => _errors.Count > Limits.Errors;

    public ManifestReadResult Result() => new(_documents, _errors);

    /// <summary>A place to read something into that may have to be thrown away.</summary>
    public ManifestCollector Branch() => new(Source, Limits, cancellation) { AliasAllowance = AliasAllowance };

    public void Merge(ManifestCollector branch)
    {
        _documents.AddRange(branch._documents);
        foreach (var error in branch._errors) Fail(error);
        AliasAllowance = branch.AliasAllowance;
    }

    public ManifestException? FirstError => _errors.Count == 0 ? null : _errors[0];

    public void Fail(ManifestException error)
    {
        if (IsFull) return;
        _errors.Add(_errors.Count < Limits.Errors
            ? error
            : new ManifestException(
                $"more than {Limits.Errors} errors; the rest is not read",
                new SourceLocation(error.File, error.Line, error.Column)));
    }

    /// <summary>An error that makes everything doubtful that this collector has.</summary>
    public void FailAll(ManifestException error)
    {
        _documents.Clear();
        _errors.Clear();
        Fail(error);
    }

    /// <summary>Adds an object; of a list, its items, as kubectl takes them.</summary>
    public void Add(JsonElement root, in SourceLocation location, Func<string, SourceLocation> locate)
    {
        cancellation.ThrowIfCancellationRequested();
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fail(new ManifestException(
                "a manifest must be a map of fields; write \"apiVersion: ...\", \"kind: ...\"", location));
            return;
        }

        var kind = Text(root, "kind");
        if (!ListNames.IsList(kind) || !root.TryGetProperty("items", out var items)
            || items.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            _documents.Add(new ManifestDocument(root, location, locate));
            return;
        }

        if (items.ValueKind == JsonValueKind.Null) return;
        var names = new ListNames(Text(root, "apiVersion"), kind);
        var i = 0;
        foreach (var item in items.EnumerateArray())
        {
            var prefix = $"items[{i++}]";
            Add(names.Complete(item, Limits), location, path => locate(path.Length == 0 ? prefix : $"{prefix}.{path}"));
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The apiVersion and kind that the items of a list have when they name none.</summary>
internal readonly record struct ListNames(string? ApiVersion, string? Kind)
{
    public static bool IsList(string? kind) => kind is not null && kind.EndsWith("List", StringComparison.Ordinal);

    /// <summary>Items of a typed list leave out what the list says; in a plain <c>List</c> each has its own.</summary>
    public JsonElement Complete(JsonElement item, ManifestLimits limits)
    {
        var kind = Kind?[..^"List".Length];
        if (string.IsNullOrEmpty(kind) || item.ValueKind != JsonValueKind.Object) return item;
        var needsVersion = ApiVersion is not null && !item.TryGetProperty("apiVersion", out _);
        var needsKind = !item.TryGetProperty("kind", out _);
        if (!needsVersion && !needsKind) return item;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions))
        {
            writer.WriteStartObject();
            if (needsVersion) writer.WriteString("apiVersion", ApiVersion);
            if (needsKind) writer.WriteString("kind", kind);
            foreach (var property in item.EnumerateObject()) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonTree.Parse(buffer.WrittenSpan, limits);
    }
}
