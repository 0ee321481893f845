using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>What the tests here begin with.</summary>
internal static class Given
{
    public const string PoolPath = "/apis/nv-ipam.nvidia.com/v1alpha1/namespaces/ns/ippools/p";
    public const string PoolsPath = "/apis/nv-ipam.nvidia.com/v1alpha1/ippools";
    public const string WriteQuery = "?fieldManager=dpuipam&fieldValidation=Strict";

    public static readonly ObjectName PoolName = new("ns", "p");
    public static readonly SessionOptions Options = new() { Timeout = TimeSpan.FromHours(1) };

    public static JsonElement Tree(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>A pool as a server has it.</summary>
    public static string Pool(string name = "p", string version = "7", string uid = "u1", string gateway = "10.0.0.1") =>
        $$$"""{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"{{{uid}}}","resourceVersion":"{{{version}}}"},"spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"{{{gateway}}}"}}""";

    /// <summary>A pool as it is applied.</summary>
    public static JsonElement WantedPool(string gateway = "10.0.0.1") => Tree(
        $$$"""{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"p","namespace":"ns"},"spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"{{{gateway}}}"}}""");

    public static string List(string version, string? next, params string[] items) =>
        $$$"""{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPoolList","metadata":{"resourceVersion":"{{{version}}}"{{{(next is null ? "" : $",\"continue\":\"{next}\"")}}}},"items":[{{{string.Join(',', items)}}}]}""";

    /// <summary>A cluster that is reached without credentials, on a clock that does not wait.</summary>
    public static ApiCluster Cluster(ScriptedServer server, TimeProvider? time = null, SessionOptions? options = null) =>
        Cluster(new ServerAccess { Server = server.Address }, time, options);

    public static ApiCluster Cluster(
        ServerAccess access, TimeProvider? time = null, SessionOptions? options = null,
        Func<CancellationToken, Task<ServerAccess>>? readAgain = null) =>
        new("lab", access, readAgain ?? (_ => Task.FromResult(access)), options ?? Options, time ?? new InstantTime());

    public static async Task<ClusterException> FailsAsync(ClusterFailure failure, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<ClusterException>(act);
        Assert.Equal(failure, error.Failure);
        return error;
    }
}
