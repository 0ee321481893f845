using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>Connecting is explicit; the last connection of a runspace is its default.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly Lab _lab = new(isConnected: false);

    private Session Session => _lab.Session;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_folder_becomes_a_connection_and_the_default()
    {
        var connection = Session.Get($"Connect-DpuCluster '{_lab.Root}'");

        Assert.Equal("DpuIpam.Connection", connection.TypeNames[0]);
        Assert.Equal(Path.GetFileName(_lab.Root), connection.Text("Name"));
        Assert.Equal("Folder", connection.Text("Kind"));
        Assert.Equal("dpf-operator-system", connection.Text("Namespace"));
        Assert.False((bool)connection.Value("IsReadOnly")!);
        Assert.True((bool)connection.Value("IsOpen")!);
        Assert.Equal(["shared"], Session.Texts("(Get-DpuServiceIpam).Name"));
    }

    [Fact]
    public void A_folder_is_relative_to_where_the_user_is_and_taken_as_it_is()
    {
        _lab.Write("[lab]/shared.yaml", File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml")));
        Session.GoTo(_lab.Root);

        Assert.Equal("[lab]", Session.Get("Connect-DpuCluster '[lab]'").Text("Name"));
        Assert.Equal("x", Session.Get("Connect-DpuCluster ./ -Name x -ReadOnly -Namespace other").Text("Name"));
        Assert.Empty(Session.Results("Get-DpuServiceIpam"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_that_names_the_context_too()
    {
        var error = Session.Run("Connect-DpuCluster lab").End();
        error.Is("FolderNotFound", ErrorCategory.ObjectNotFound, "lab");
        Assert.Contains("-Context", error.Message(), StringComparison.Ordinal);
        Session.Run("Get-DpuNode").End().Is("NotConnected", ErrorCategory.ConnectionError, null);
    }

    [Fact]
    public void A_folder_outside_the_file_system_is_an_error() =>
        Session.Run("Connect-DpuCluster Env:/").End().Is("PathNotAFile", ErrorCategory.InvalidArgument, "Env:/");

    [Fact]
    public void The_last_connection_is_the_default_and_Connection_overrides_it()
    {
        Session.Results($"$a = Connect-DpuCluster '{_lab.Root}' -Name a; $b = Connect-DpuCluster '{_lab.Root}/east' -Name b");

        Assert.Empty(Session.Results("Get-DpuServiceIpam"));
        Assert.Equal(["shared"], Session.Texts("(Get-DpuServiceIpam -Connection $a).Name"));
        Assert.Equal(["shared"], Session.Texts("(Get-DpuServiceIpam -Connection A).Name"));
        Assert.Equal(["rack1-a", "rack1-b"], Session.Texts("(Get-DpuNode -Connection b).NodeName"));
        Assert.Equal(["a", "b"], Session.Texts("($a, $b).Name"));
    }

    [Theory]
    [InlineData("Connect-DpuCluster nowhere:/x", "PathNotFound", ErrorCategory.ObjectNotFound, "nowhere:/x")]
    [InlineData("Connect-DpuCluster foo::bar", "PathNotAFile", ErrorCategory.InvalidArgument, "foo::bar")]
    [InlineData("Connect-DpuCluster -Kubeconfig foo::bar", "PathNotAFile", ErrorCategory.InvalidArgument, "foo::bar")]
    public void A_path_that_can_not_be_one_is_an_error_of_ours(string script, string id, ErrorCategory category, string target) =>
        Session.Run(script).End().Is(id, category, target);

    [Fact]
    public void A_connection_takes_the_place_of_an_earlier_one_of_its_name_in_any_case()
    {
        Session.Results($"$old = Connect-DpuCluster '{_lab.Root}' -Name Lab; $new = Connect-DpuCluster '{_lab.Root}/east' -Name lab");
        foreach (var name in new[] { "lab", "Lab" })
            Assert.Equal(["rack1-a", "rack1-b"], Session.Texts($"(Get-DpuNode -Connection {name}).NodeName"));
    }

    [Fact]
    public void A_connection_that_nobody_knows_is_an_error() => Assert.Contains(
        "no connection 'x'", Session.Run("Get-DpuNode -Connection x").End().Message(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Disconnect-DpuCluster")]
    [InlineData("Disconnect-DpuCluster lab")]
    [InlineData("Disconnect-DpuCluster -Connection $c")]
    [InlineData("$c | Disconnect-DpuCluster")]
    [InlineData("'lab' | Disconnect-DpuCluster")]
    public void Disconnecting_closes_it_and_leaves_no_default(string script)
    {
        Session.Results($"$c = Connect-DpuCluster '{_lab.Root}' -Name lab");

        Assert.Empty(Session.Results(script));

        Assert.Equal("False", Session.Get("$c.IsOpen").ToString());
        Session.Run("Get-DpuNode").End().Is("NotConnected", ErrorCategory.ConnectionError, null);
        var closed = Session.Run("Get-DpuNode -Connection $c").End();
        closed.Is("ConnectionClosed", ErrorCategory.ConnectionError, Session.Get("$c").BaseObject);
        Session.Run("Disconnect-DpuCluster lab").Error().Is("NotAConnection", ErrorCategory.InvalidArgument, "lab");
    }

    [Fact]
    public void What_is_no_connection_costs_only_itself()
    {
        var outcome = Session.Run($"$c = Connect-DpuCluster '{_lab.Root}'; 1, $c | Disconnect-DpuCluster; $c.IsOpen");
        outcome.Error().Is("NotAConnection", ErrorCategory.InvalidArgument, 1);
        Assert.Equal("False", Assert.Single(outcome.Output).ToString());
    }

    [Fact]
    public void Another_runspace_has_another_default()
    {
        Session.Results($"$c = Connect-DpuCluster '{_lab.Root}' -Name lab");
        using var other = new Session();
        other.Run("Get-DpuNode").End().Is("NotConnected", ErrorCategory.ConnectionError, null);
    }

    [Fact]
    public void Commands_that_run_in_parallel_share_a_connection_by_name_of_the_variable()
    {
        var script = $$"""
            $c = Connect-DpuCluster '{{_lab.Root}}'
            'rack1-a', 'rack1-b', 'rack2-a' | ForEach-Object -Parallel {
                Import-Module '{{Places.Manifest}}'
                Get-DpuNode $_ -Connection $using:c
            }
            """;
        Assert.Equal(["rack1-a", "rack1-b", "rack2-a"], Session.Texts(script).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parameters_of_different_connections_do_not_mix() => Assert.Equal(
        "PositionalParameterNotFound", Session.Run($"Connect-DpuCluster '{_lab.Root}' -Context x").End().FullyQualifiedErrorId.Split(',')[0]);
}
