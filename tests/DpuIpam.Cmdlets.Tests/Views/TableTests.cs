namespace DpuIpam.Cmdlets.Tests.Views;

/// <summary>The tables that a console without colour shows.</summary>
public class TableTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Plans(int width) => Check(
        width,
        $"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16; Get-DpuIpamPlan {Examples.Network} -NodeCount 3",
        """
        Pool          Kind     Network        Nodes Fit Free Used Findings
        ----          ----     -------        ----- --- ---- ---- --------
        example-pool1 IPPool   192.168.0.0/20    16  15    0 100% 2 warnings, 2 notes
        example-pool2 CIDRPool 192.168.0.0/20     3  16   13  19%
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Plans_of_several_clusters(int width) => Check(
        width,
        "Get-DpuIpamPlan docs/examples/clusters -NodeCount 2",
        """
        Pool                    Kind   Network        Nodes Fit Free Used Findings
        ----                    ----   -------        ----- --- ---- ---- --------
        shared in dpu-east/east IPPool 192.168.0.0/25     2  10    8  20% 1 note
        shared in dpu-west/west IPPool 192.168.0.0/25     2  10    8  20% 1 note
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Blocks(int width) => Check(
        width,
        $"Get-DpuIpamPlan {Examples.Subnet} -NodeCount 3 | Get-DpuPoolAllocation",
        """
           Pool: example-pool1 (IPPool 192.168.0.0/20, gateway 192.168.0.1)

        NodeName   StartIP     EndIP       Usable Change Previous
        --------   -------     -----       ------ ------ --------
        dpu-node-1 192.168.0.1 192.168.1.0    255 Added
        dpu-node-2 192.168.1.1 192.168.2.0    256 Added
        dpu-node-3 192.168.2.1 192.168.3.0    256 Added
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Prefixes(int width) => Check(
        width,
        $"Get-DpuIpamPlan {Examples.Network} -NodeCount 3 | Get-DpuPoolAllocation",
        """
           Pool: example-pool2 (CIDRPool 192.168.0.0/20, /24 per node)

        NodeName   Prefix         Gateway     Usable Change Previous
        --------   ------         -------     ------ ------ --------
        dpu-node-1 192.168.0.0/24 192.168.0.1    253 Added
        dpu-node-2 192.168.1.0/24 192.168.1.1    253 Added
        dpu-node-3 192.168.2.0/24 192.168.2.1    253 Added
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Changes(int width) => Check(
        width,
        "(Get-DpuIpamPlan docs/examples/pools/fabric.yaml -Node worker-b, worker-c).Changes",
        """
           Pool: fabric (CIDRPool 10.20.0.0/16, /24 per node)

        NodeName Prefix       Gateway   Usable Change  Previous
        -------- ------       -------   ------ ------  --------
        worker-b 10.20.0.0/24 10.20.0.2    253 Moved   10.20.0.0/24 gateway 10.20.0.1
        worker-c 10.20.1.0/24 10.20.1.2    253 Added
        worker-a                             0 Dropped 10.20.1.0/24
        """);

    [Fact]
    public void Prefixes_with_blocks_behind_them_at_80_columns() => Check(
        80,
        "Get-DpuIpamPlan docs/examples/pools | Get-DpuPoolAllocation",
        """
           Pool: fabric (CIDRPool 10.20.0.0/16, /24 per node)

        NodeName Prefix       Gateway   Usable Change Previous
        -------- ------       -------   ------ ------ --------
        worker-a 10.20.0.0/24 10.20.0.2    253 Moved  10.20.1.0/24
        worker-b 10.20.1.0/24 10.20.1.2    253 Moved  10.20.0.0/24
        worker-c 10.20.2.0/24 10.20.2.2    253 Added

           Pool: storage (IPPool 10.10.0.0/24, gateway 10.10.0.1)

        NodeName Prefix                  Gateway   Usable Change Previous
        -------- ------                  -------   ------ ------ --------
        worker-a 10.10.0.121-10.10.0.180 10.10.0.1     60 Kept
        worker-b 10.10.0.1-10.10.0.60    10.10.0.1     59 Kept
        """);

    [Fact]
    public void Prefixes_with_blocks_behind_them_at_120_columns() => Check(
        120,
        "Get-DpuIpamPlan docs/examples/pools | Get-DpuPoolAllocation",
        """
           Pool: fabric (CIDRPool 10.20.0.0/16, /24 per node)

        NodeName Prefix       Gateway   Usable Change Previous
        -------- ------       -------   ------ ------ --------
        worker-a 10.20.0.0/24 10.20.0.2    253 Moved  10.20.1.0/24
        worker-b 10.20.1.0/24 10.20.1.2    253 Moved  10.20.0.0/24
        worker-c 10.20.2.0/24 10.20.2.2    253 Added

           Pool: storage (IPPool 10.10.0.0/24, gateway 10.10.0.1)

        NodeName Prefix                  Gateway   Usable Change Previous
        -------- ------                  -------   ------ ------ --------
        worker-a 10.10.0.121-10.10.0.180 10.10.0.1     60 Kept
        worker-b 10.10.0.1-10.10.0.60    10.10.0.1     59 Kept
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Blocks_with_prefixes_behind_them(int width) => Check(
        width,
        $"Get-DpuIpamPlan {Examples.Subnet}, {Examples.Network} -NodeCount 1 | Get-DpuPoolAllocation",
        """
           Pool: example-pool1 (IPPool 192.168.0.0/20, gateway 192.168.0.1)

        NodeName   StartIP     EndIP       Usable Change Previous
        --------   -------     -----       ------ ------ --------
        dpu-node-1 192.168.0.1 192.168.1.0    255 Added

           Pool: example-pool2 (CIDRPool 192.168.0.0/20, /24 per node)

        NodeName   StartIP     EndIP         Usable Change Previous
        --------   -------     -----         ------ ------ --------
        dpu-node-1 192.168.0.1 192.168.0.254    253 Added
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void What_a_status_records(int width) => Check(
        width,
        "Get-DpuPoolAllocation docs/examples/pools/fabric.yaml",
        """
           Pool: fabric (CIDRPool 10.20.0.0/16, /24 per node)

        NodeName Prefix       Gateway   Usable Change Previous
        -------- ------       -------   ------ ------ --------
        worker-a 10.20.1.0/24 10.20.1.1    253
        worker-b 10.20.0.0/24 10.20.0.1    253
        """);

    [Fact]
    public void Findings_at_80_columns() => Check(
        80,
        $"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16).Findings",
        """
        RuleId          Severity    Subject       Message
        ------          --------    -------       -------
        CapacityReached Warning     example-pool1 The pool is full: 15 of 16 nodes get
                                                  an allocation.
        NodeUnallocated Warning     dpu-node-16   The pool is exhausted: 1 node
                                                  without a block (dpu-node-16).
        GatewayInBlock  Information dpu-node-01   The gateway 192.168.0.1 lies in this
                                                  node's block: 255 of 256 addresses
                                                  are usable.
        SmallerFitsOne  Information example-pool1 With 255 addresses per node, 16
                                                  nodes would fit instead of 15.
        """);

    [Fact]
    public void Findings_at_120_columns() => Check(
        120,
        $"(Get-DpuIpamPlan {Examples.Subnet} -NodeCount 16).Findings",
        """
        RuleId          Severity    Subject       Message
        ------          --------    -------       -------
        CapacityReached Warning     example-pool1 The pool is full: 15 of 16 nodes get an allocation.
        NodeUnallocated Warning     dpu-node-16   The pool is exhausted: 1 node without a block (dpu-node-16).
        GatewayInBlock  Information dpu-node-01   The gateway 192.168.0.1 lies in this node's block: 255 of 256 addresses are
                                                  usable.
        SmallerFitsOne  Information example-pool1 With 255 addresses per node, 16 nodes would fit instead of 15.
        """);

    [Fact]
    public void Rules_at_80_columns() => Check(
        80,
        "Get-DpuIpamRule GatewayIn*",
        """
        RuleId               Source  Severity    Description
        ------               ------  --------    -----------
        GatewayInBlock       DpuIpam Information The node that has the gateway in its
                                                 block has one address less.
        GatewayIndexNegative NvIpam  Error       gatewayIndex must not be negative.
        GatewayIndexOutside  NvIpam  Error       gatewayIndex must name a usable
                                                 address of a node's prefix: not the
                                                 network address, not the IPv4
                                                 broadcast address, except in a /31,
                                                 /32, /127 or /128.
        GatewayInvalid       NvIpam  Error       The gateway must be an address.
        """);

    [Fact]
    public void Rules_at_120_columns() => Check(
        120,
        "Get-DpuIpamRule GatewayIn*",
        """
        RuleId               Source  Severity    Description
        ------               ------  --------    -----------
        GatewayInBlock       DpuIpam Information The node that has the gateway in its block has one address less.
        GatewayIndexNegative NvIpam  Error       gatewayIndex must not be negative.
        GatewayIndexOutside  NvIpam  Error       gatewayIndex must name a usable address of a node's prefix: not the network
                                                 address, not the IPv4 broadcast address, except in a /31, /32, /127 or /128.
        GatewayInvalid       NvIpam  Error       The gateway must be an address.
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void DPUServiceIPAMs(int width) => Check(
        width,
        $"ConvertFrom-DpuManifest {Examples.Subnet}, {Examples.Network}",
        """
        Name          Mode    Network        PerNode Gateway     Quota Ready
        ----          ----    -------        ------- -------     ----- -----
        example-pool1 Subnet  192.168.0.0/20 256     192.168.0.1       False
        example-pool2 Network 192.168.0.0/20 /24     index 1           False
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Pools(int width) => Check(
        width,
        "ConvertFrom-DpuManifest docs/examples/pools/fabric.yaml, docs/examples/pools/storage.yaml",
        """
        Pool    Kind     Network      PerNode Gateway   Nodes Fit Used
        ----    ----     -------      ------- -------   ----- --- ----
        fabric  CIDRPool 10.20.0.0/16 /24     index 2       2 256   1%
        storage IPPool   10.10.0.0/24 60      10.10.0.1     2   4  50%
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Nodes(int width) => Check(
        width,
        "ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml",
        """
        Cluster NodeName Labels
        ------- -------- ------
                worker-a example.com/storage=true
                worker-b example.com/storage=true
                worker-c
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Clusters(int width) => Check(
        width,
        "'apiVersion: provisioning.dpu.nvidia.com/v1alpha1', 'kind: DPUCluster', 'metadata: {name: east, namespace: dpus}', 'status: {phase: Ready, version: v1.33.0}' | ConvertFrom-DpuManifest",
        """
        Cluster   Role Phase Version Nodes Reachable DPF Reason
        -------   ---- ----- ------- ----- --------- --- ------
        dpus/east Dpu  Ready v1.33.0
        """);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Live_clusters(int width) => Check(
        width,
        "$null = Connect-DpuCluster docs/examples/clusters -Name lab; Get-DpuCluster",
        """
        Cluster       Role Phase Version Nodes Reachable DPF    Reason
        -------       ---- ----- ------- ----- --------- ---    ------
        lab           Host                     True      Absent
        dpu-east/east Dpu                    2 True
        dpu-west/west Dpu                    1 True
        """);

    [Fact]
    public void Pools_of_several_clusters() => Check(
        120,
        "$null = Connect-DpuCluster docs/examples/clusters -Name lab; Get-DpuPool",
        """
        Pool                    Kind   Network        PerNode Gateway     Nodes Fit Used
        ----                    ----   -------        ------- -------     ----- --- ----
        shared in dpu-east/east IPPool 192.168.0.0/25 6       192.168.0.1     1  10  10%
        shared in dpu-west/west IPPool 192.168.0.0/25 6       192.168.0.1     1  10  10%
        """);

    [Fact]
    public void Differences_at_120_columns() => Check(
        120,
        "Compare-DpuPool docs/examples/clusters/west -Against docs/examples/clusters/east",
        """
        Pool   Kind   NodeName Field              Found -> Wanted
        ----   ----   -------- -----              ---------------
        shared IPPool          spec.exclusions    192.168.0.0, 192.168.0.61-192.168.0.127 -> 192.168.0.0-192.168.0.60,
                                                  192.168.0.121-192.168.0.127
        shared IPPool rack1-a  status.allocations nothing -> 192.168.0.61-192.168.0.66
        shared IPPool rack1-b  status.allocations 192.168.0.1-192.168.0.6 -> 192.168.0.67-192.168.0.72
        """);

    private static void Check(int width, string script, string expected)
    {
        using var session = new Session(width);
        Assert.Equal(expected, session.Screen(script));
    }
}
