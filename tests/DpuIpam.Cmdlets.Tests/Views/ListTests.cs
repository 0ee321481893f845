namespace DpuIpam.Cmdlets.Tests.Views;

/// <summary>The lists that Format-List shows.</summary>
public class ListTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Plan(int width) => Check(
        width,
        $"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16",
        """
        Cluster          :
        Namespace        : dpf-operator-system
        Pool             : example-pool1
        Kind             : IPPool
        Network          : 192.168.0.0/20
        PerNode          : 256
        Gateway          : 192.168.0.1
        NodeCount        : 16
        Capacity         : 15
        Allocated        : 15
        Free             : 0
        Used             : 100%
        UnallocatedNodes : {dpu-node-16}
        Share            : {192.168.0.1-192.168.15.0}
        Exclusions       : {192.168.0.0, 192.168.15.1-192.168.15.255}
        Changes          : 15 added
        Findings         : 2 warnings, 2 notes
        IsValid          : True
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Block(int width) => Check(
        width,
        $"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 1).Allocations",
        """
        Cluster     :
        Namespace   : dpf-operator-system
        Pool        : example-pool1
        Kind        : IPPool
        Network     : 192.168.0.0/20
        NodeName    : dpu-node-1
        Index       : 0
        StartIP     : 192.168.0.1
        EndIP       : 192.168.1.0
        Prefix      :
        Gateway     : 192.168.0.1
        UsableCount : 255
        Change      : Added
        Previous    :
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Prefix(int width) => Check(
        width,
        "(Get-DpuIpamPlan docs/examples/pools/fabric.yaml -Node worker-a).Allocations",
        """
        Cluster     :
        Namespace   : dpf-operator-system
        Pool        : fabric
        Kind        : CIDRPool
        Network     : 10.20.0.0/16
        NodeName    : worker-a
        Index       : 0
        StartIP     : 10.20.0.1
        EndIP       : 10.20.0.254
        Prefix      : 10.20.0.0/24
        Gateway     : 10.20.0.2
        UsableCount : 253
        Change      : Moved
        Previous    : 10.20.1.0/24
        """);

    [Fact]
    public void Finding_at_80_columns() => Check(
        80,
        $"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 1).Findings[0]",
        """
        RuleId    : GatewayInBlock
        Severity  : Information
        Source    : DpuIpam
        Cluster   :
        Namespace : dpf-operator-system
        Pool      : example-pool1
        NodeName  : dpu-node-1
        Field     :
        Message   : The gateway 192.168.0.1 lies in this node's block: 255 of 256
                    addresses are usable.
        Advice    : Nothing, if the node can do without it.
        Fix       :
        """);

    [Fact]
    public void Finding_at_120_columns() => Check(
        120,
        $"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 1).Findings[0]",
        """
        RuleId    : GatewayInBlock
        Severity  : Information
        Source    : DpuIpam
        Cluster   :
        Namespace : dpf-operator-system
        Pool      : example-pool1
        NodeName  : dpu-node-1
        Field     :
        Message   : The gateway 192.168.0.1 lies in this node's block: 255 of 256 addresses are usable.
        Advice    : Nothing, if the node can do without it.
        Fix       :
        """);

    [Fact]
    public void Rule_at_80_columns() => Check(
        80,
        "Get-DpuIpamRule PoolName",
        """
        RuleId      : PoolName
        Source      : NvIpam
        Severity    : Error
        Description : The pool's name must be a CNI network name: letters, digits,
                      '.', '_' and '-', beginning with a letter or digit.
        Advice      : Rename the object, or correct the name override annotation.
        Reference   : nv-ipam api/v1alpha1: validation of both pool kinds, 4.1
        """);

    [Fact]
    public void Rule_at_120_columns() => Check(
        120,
        "Get-DpuIpamRule PoolName",
        """
        RuleId      : PoolName
        Source      : NvIpam
        Severity    : Error
        Description : The pool's name must be a CNI network name: letters, digits, '.', '_' and '-', beginning with a letter
                      or digit.
        Advice      : Rename the object, or correct the name override annotation.
        Reference   : nv-ipam api/v1alpha1: validation of both pool kinds, 4.1
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Cluster(int width) => Check(
        width,
        "'apiVersion: provisioning.dpu.nvidia.com/v1alpha1', 'kind: DPUCluster', 'metadata: {name: east, namespace: dpus}', 'status: {phase: Ready, version: v1.33.0}' | ConvertFrom-DpuManifest",
        """
        Cluster   : dpus/east
        Role      : Dpu
        Namespace : dpus
        Phase     : Ready
        Endpoint  :
        Reachable :
        Reason    :
        NodeCount :
        Version   : v1.33.0
        Labels    : {}
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Difference(int width) => Check(
        width,
        "Compare-DpuPool docs/examples/pools/fabric.yaml -Against docs/examples/pools/fabric.yaml | Where-Object NodeName -eq worker-a",
        """
        Cluster   :
        Namespace : dpf-operator-system
        Pool      : fabric
        Kind      : CIDRPool
        NodeName  : worker-a
        Field     : status.allocations
        Wanted    : 10.20.0.0/24
        Found     : 10.20.1.0/24
        """);

    private static void Check(int width, string script, string expected)
    {
        using var module = new ListModule();
        using var session = new Session(width, module: module.Manifest);
        Assert.Equal(expected, session.Screen(script));
    }
}
