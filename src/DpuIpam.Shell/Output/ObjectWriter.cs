namespace DpuIpam.Shell.Output;

/// <summary>Writes pipeline objects as they come; <see cref="Dispose"/> ends the document.</summary>
internal abstract class ObjectWriter : IDisposable
{
    /// <summary>The writer of a format, or null for text, which the engine's own views write.</summary>
    public static ObjectWriter? Create(OutputFormat format, TextWriter output) => format switch
    {
        OutputFormat.Json => new JsonWriter(output),
        OutputFormat.Csv => new CsvWriter(output),
        OutputFormat.Yaml => new YamlWriter(output),
        _ => null,
    };

    public abstract void Write(object? value);

    public abstract void Dispose();
}
