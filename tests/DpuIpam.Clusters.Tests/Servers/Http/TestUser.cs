namespace DpuIpam.Clusters.Tests.Servers.Http;

/// <summary>A caller of a test server: known by a token, and where there is one also by a client certificate.</summary>
internal sealed record TestUser(string Name, string Token, string? CertificatePem = null, string? KeyPem = null);
