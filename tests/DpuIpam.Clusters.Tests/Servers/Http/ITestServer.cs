namespace DpuIpam.Clusters.Tests.Servers.Http;

/// <summary>An API server of a test, whatever it is made of.</summary>
internal interface ITestServer
{
    /// <summary>How messages and the journal name it.</summary>
    string Name { get; }

    Uri Endpoint { get; }

    /// <summary>The certificate authority that its certificate comes from.</summary>
    string AuthorityPem { get; }

    /// <summary>Somebody who may do everything.</summary>
    TestUser Admin { get; }
}
