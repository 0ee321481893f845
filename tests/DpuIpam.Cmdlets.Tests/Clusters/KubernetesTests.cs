using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>Connections to API servers: what is wrong shows at once, and no secret shows at all.</summary>
public sealed class KubernetesTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Folder _folder = new();
    private readonly TestServer _server = new();

    private string Config => _folder.Write("config", _server.Kubeconfig());

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_server_is_asked_for_its_version_at_once()
    {
        var connection = _session.Get($"Connect-DpuCluster -Kubeconfig '{Config}'");

        Assert.Equal("lab Kubernetes v1.33.1", $"{connection.Text("Name")} {connection.Text("Kind")} {connection.Text("Version")}");
        Assert.Contains("127.0.0.1", connection.Text("Endpoint"), StringComparison.Ordinal);
        Assert.Equal(["/version"], _server.Asked);
        Assert.Equal(["dpu-1"], _session.Texts("(Get-DpuNode).NodeName"));
    }

    [Fact]
    public void A_server_that_is_not_there_is_an_error_and_no_connection()
    {
        var config = Config;
        _server.Dispose();
        var error = _session.Run($"Connect-DpuCluster -Kubeconfig '{config}' -TimeoutSec 3").End();
        error.Is("ClusterUnreachable", ErrorCategory.ConnectionError, "lab");
        Assert.DoesNotContain("secret-token", error.ToString() + error.Exception, StringComparison.Ordinal);
        _session.Run("Get-DpuNode").End().Is("NotConnected", ErrorCategory.ConnectionError, null);
    }

    [Fact]
    public void A_host_cluster_that_is_gone_is_a_row_and_for_others_the_end()
    {
        _session.Results($"Connect-DpuCluster -Kubeconfig '{Config}' -TimeoutSec 3");
        _server.Dispose();

        var cluster = _session.Get("Get-DpuCluster");
        Assert.Equal("lab Host False", $"{cluster.Text("Cluster")} {cluster.Text("Role")} {cluster.Text("Reachable")}");
        Assert.NotEqual("", cluster.Text("Reason"));
        _session.Run("Get-DpuNode").End().Is("ClusterUnreachable", ErrorCategory.ConnectionError, "lab");
    }

    [Theory]
    [InlineData(401, "NotAuthenticated", ErrorCategory.AuthenticationError)]
    [InlineData(403, "AccessDenied", ErrorCategory.PermissionDenied)]
    public void A_refusal_is_an_error_of_its_own(int status, string id, ErrorCategory category)
    {
        _server.Answer("/version", $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","code":{{status}}}""", status);
        _session.Run($"Connect-DpuCluster -Kubeconfig '{Config}'").End().Is(id, category, "lab");
    }

    [Theory]
    [InlineData("-Kubeconfig nope", "nope")]
    [InlineData("-Kubeconfig config -Context nope", "nope")]
    public void A_kubeconfig_that_can_not_be_used_is_an_error(string parameters, string named)
    {
        _ = Config;
        _session.GoTo(_folder.Root);
        var error = _session.Run($"Connect-DpuCluster {parameters}").End();
        Assert.Equal("ConnectionNotUsable", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(named, error.Message(), StringComparison.Ordinal);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public void A_kind_that_may_not_be_listed_is_an_error_of_that_cluster_and_its_row_says_so()
    {
        _session.Results($"Connect-DpuCluster -Kubeconfig '{Config}'");
        _server.Answer("/api/v1/nodes", """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"nodes is forbidden","code":403}""", 403);

        _session.Run("Get-DpuNode").Error().Is("AccessDenied", ErrorCategory.PermissionDenied, "lab");
        var cluster = _session.Get("Get-DpuCluster");
        Assert.Equal("HostAndDpu True v1.33.1", $"{cluster.Text("Role")} {cluster.Text("Reachable")} {cluster.Text("Version")}");
        Assert.Contains("nodes is forbidden", cluster.Text("Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_cluster_that_can_not_be_read_ends_the_command()
    {
        _session.Results($"Connect-DpuCluster -Kubeconfig '{Config}'");
        _server.Answer("/apis/svc.dpu.nvidia.com/v1alpha1/namespaces/dpf-operator-system/dpuserviceipams",
            """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"no","code":403}""", 403);
        _session.Run("Get-DpuServiceIpam").End().Is("AccessDenied", ErrorCategory.PermissionDenied, "lab");
    }

    [Fact]
    public void Requests_show_under_Verbose_without_the_token()
    {
        var verbose = _session.Run($"Connect-DpuCluster -Kubeconfig '{Config}' -Verbose; Get-DpuNode -Verbose").Verbose;
        Assert.Contains(verbose, static line => line.StartsWith("lab: GET /version -> 200", StringComparison.Ordinal));
        Assert.Contains(verbose, static line => line.Contains("/api/v1/nodes", StringComparison.Ordinal));
        Assert.DoesNotContain(verbose, static line => line.Contains("secret-token", StringComparison.Ordinal));
    }

    [Fact]
    public void Work_over_a_second_shows_progress_and_says_when_it_is_done()
    {
        _session.Results($"Connect-DpuCluster -Kubeconfig '{Config}'");
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("Get-DpuNode");
        _server.Gate.Reset();
        var running = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => shell.Streams.Progress.Count > 0, TimeSpan.FromSeconds(30)), "no progress");
        _server.Gate.Set();
        shell.EndInvoke(running);
        Assert.All(shell.Streams.Progress, static record => Assert.Equal("Get-DpuNode", record.Activity));
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }

    [Fact]
    public void Stopping_does_not_wait_for_an_answer()
    {
        _session.Results($"Connect-DpuCluster -Kubeconfig '{Config}'");
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("Get-DpuNode");
        _server.Gate.Reset();
        shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => shell.Streams.Progress.Count > 0, TimeSpan.FromSeconds(30)), "not at work");
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        _server.Gate.Set();
        Assert.Equal(["dpu-1"], _session.Texts("(Get-DpuNode).NodeName"));
    }
}
