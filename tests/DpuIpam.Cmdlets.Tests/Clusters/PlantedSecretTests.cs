using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>Secrets are planted in kubeconfigs and Secrets, and a server repeats them: no stream and no error has one of them
/// in it.</summary>
public sealed class PlantedSecretTests : IDisposable
{
    private const string Token = "planted-token-93ab";
    private const string Password = "planted-password-17cd";
    private const string Hostile = "planted-hostile-77c2";

    private const string Ipams = "/apis/svc.dpu.nvidia.com/v1alpha1/namespaces/dpf-operator-system/dpuserviceipams";
    private const string Clusters = "/apis/provisioning.dpu.nvidia.com/v1alpha1/dpuclusters";
    private const string Secret = "/api/v1/namespaces/dpf-operator-system/secrets/north-kubeconfig";

    private const string Ipam = """
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
         "metadata":{"name":"shared","namespace":"dpf-operator-system","uid":"u","resourceVersion":"1"},
         "spec":{"network":{"network":"10.1.0.0/20","prefixSize":24,"gatewayIndex":1} } }
        """;

    /// <summary>Runs what follows with every stream on, and says all of it.</summary>
    private const string Loud = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $Error.Clear()
        & { __ } *>&1 | ForEach-Object { "$_"; "$($_.Exception)"; $_.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" } }
        $Error | ForEach-Object { "$_"; "$($_.Exception)"; "$($_.ErrorDetails.Message) $($_.ErrorDetails.RecommendedAction)"; "$($_.TargetObject) $($_.CategoryInfo) $($_.InvocationInfo.PositionMessage)" }
        """;

    private readonly Session _session = new();
    private readonly Folder _folder = new();
    private readonly TestServer _server = new();

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string> Users => new()
    {
        { "{token: " + Token + "}", Token },
        { "{username: me, password: " + Password + "}", $"{Base64("me:" + Password)} {Password}" },
    };

    [Theory, MemberData(nameof(Users))]
    public void No_stream_and_no_error_has_a_secret_in_it(string user, string sent)
    {
        var config = _folder.Write("config", _server.Kubeconfig(user));
        var said = Run($"Connect-DpuCluster -Kubeconfig '{config}' -Name lab");
        Assert.Contains("GET /version -> 200", said, StringComparison.Ordinal);
        _server.Answer(Clusters, List("DPUCluster", "provisioning.dpu.nvidia.com/v1alpha1", """
            {"metadata":{"name":"north","namespace":"dpf-operator-system"},"spec":{"type":"static","kubeconfig":"north-kubeconfig"} }
            """));
        _server.Answer(Secret, $$"""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"north-kubeconfig","namespace":"dpf-operator-system"},
             "data":{"super-admin.conf":"{{Base64(_server.Kubeconfig($"{{password: {Hostile}, exec: {{command: {Hostile} }} }}"))}}"} }
            """);
        _server.Answer(Ipams, List("DPUServiceIPAM", "svc.dpu.nvidia.com/v1alpha1", Ipam));
        string[] work =
        [
            "Get-DpuCluster", "Get-DpuServiceIpam", "Get-DpuNode", "Get-DpuPool", "Compare-DpuPool", "Get-DpuIpamPlan -Connection lab",
            "Sync-DpuPool -All -TimeoutSec 0", "Set-DpuServiceIpam shared -QuotaPerCluster 4 -AllowRenumber -AllowDrop",
            "Remove-DpuServiceIpam shared -AllowDrop -Confirm:$false -TimeoutSec 0", "Remove-DpuPool * -AllowDrop -Confirm:$false",
            "Wait-DpuServiceIpam shared -TimeoutSec 0",
        ];
        foreach (var line in work) said += Run(line);
        Assert.Contains("is refused in a Secret's kubeconfig", said, StringComparison.Ordinal);

        foreach (var status in new[] { 403, 422, 200 })
        {
            var echo = status == 422
                ? $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"you sent {{sent}}","code":422}"""
                : $"you sent {sent}";
            foreach (var path in new[] { "/version", Clusters, Secret, Ipams, Ipams + "/shared", "/api/v1/nodes" }) _server.Answer(path, echo, status);
            foreach (var line in work.Prepend($"Connect-DpuCluster -Kubeconfig '{config}' -Name again")) said += Run(line);
        }

        Assert.Contains("you sent ***", said, StringComparison.Ordinal);
        foreach (var secret in (string[])[.. sent.Split(' '), Token, Password, Hostile]) Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{token: [" + Token + "]}")]
    [InlineData("{client-key-data: " + Token + ", client-certificate-data: " + Token + "}")]
    [InlineData("{token: '" + Token + " x'}")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: /nowhere/plugin, env: [{name: a, value: " + Token + "}]}}")]
    public void A_kubeconfig_that_can_not_be_used_is_not_repeated(string user)
    {
        var config = _folder.Write("config", _server.Kubeconfig(user));
        var said = Run($"Connect-DpuCluster -Kubeconfig '{config}'");
        Assert.Contains("FullyQualifiedErrorId", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, said, StringComparison.Ordinal);
    }

    private string Run(string script)
    {
        var outcome = _session.Run(Loud.Replace("__", $"try {{ {script} }} catch {{ $_ }}", StringComparison.Ordinal));
        Assert.Null(outcome.Terminating);
        return string.Join('\n', outcome.Output.Select(static item => item?.ToString()).Concat(outcome.Verbose)
            .Concat(outcome.Errors.Select(static error => $"{error} {error.Exception} {error.ErrorDetails?.Message} {error.TargetObject}")));
    }

    private static string List(string kind, string version, string item) =>
        $$"""{"kind":"{{kind}}List","apiVersion":"{{version}}","metadata":{"resourceVersion":"1"},"items":[{{item}}] }""";

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
