namespace DpuIpam.Clusters.Api;

/// <summary>What a server answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">Type of the body; null when there is none.</param>
/// <param name="Body">The body; of an error, the beginning.</param>
/// <param name="RetryAfter">How long the server asks to wait; null when it does not say.</param>
internal sealed record ApiAnswer(int Status, string? MediaType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsJson => string.Equals(MediaType, ApiRequest.Json, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Status} {MediaType}";
}
