using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Contract;

/// <summary>Parameters are what scripts rely on: any change to them is meant, and shows here.</summary>
public sealed class ParameterContractTests : IDisposable
{
    private readonly Session _session = new();

    public static TheoryData<string> Contracts => [.. Agreed.Split("\n\n")];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Parameters_are_as_agreed(string contract)
    {
        var name = contract[..contract.IndexOf(' ', StringComparison.Ordinal)];
        var command = (CmdletInfo)_session.Get($"Get-Command {name}").BaseObject;
        Assert.Equal(contract, ParameterText.Describe(command));
    }

    [Fact]
    public void Every_cmdlet_has_a_contract() => Assert.Equal(
        Agreed.Split("\n\n").Select(static contract => contract[..contract.IndexOf(' ', StringComparison.Ordinal)]),
        _session.Texts("(Get-Command -Module DpuIpam).Name").Order(StringComparer.Ordinal));

    [Fact]
    public void Only_InputObject_takes_whole_objects_from_the_pipeline()
    {
        // A -Name, or a -Path, that did would swallow any object by its ToString.
        var takers =
            from command in _session.Results("Get-Command -Module DpuIpam")
            from parameter in ((CmdletInfo)command.BaseObject).Parameters.Values
            where parameter.ParameterSets.Values.Any(static set => set.ValueFromPipeline)
            select parameter.Name;
        Assert.Equal(["InputObject"], takers.Distinct());
    }

    [Fact]
    public void No_parameter_of_a_pool_or_node_answers_to_Name()
    {
        // By property name, a node's name would bind as a pool's.
        var aliases =
            from command in _session.Results("Get-Command -Module DpuIpam")
            from parameter in ((CmdletInfo)command.BaseObject).Parameters.Values
            where parameter.Name is "Pool" or "NodeName" or "Cluster" or "Namespace"
            select parameter.Aliases.Count;
        Assert.NotEmpty(aliases);
        Assert.All(aliases, static count => Assert.Equal(0, count));
    }

    private const string Agreed = """
        Compare-DpuPool (InputObject)
          Against Object[]: all
          Connection Connection: all
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Name String[] wildcards: all
          Path String[] wildcards: Path mandatory 0
          Quiet SwitchParameter: all

        Connect-DpuCluster (Kubeconfig)
          Context String: Kubeconfig
          DpuKubeconfig IReadOnlyDictionary`2: InCluster; Kubeconfig
          InCluster SwitchParameter: InCluster mandatory
          Kubeconfig String[]: Kubeconfig
          Name String: all
          Namespace String: all
          Path String: Path mandatory 0
          ReadOnly SwitchParameter: all
          TimeoutSec Int32: all

        ConvertFrom-DpuManifest (InputObject)
          Cluster String: all
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Path String[] wildcards: Path mandatory 0

        ConvertTo-DpuManifest (one set)
          As ManifestText: all
          IncludeStatus SwitchParameter: all
          InputObject Object: all 0 pipeline

        Disconnect-DpuCluster (one set)
          InputObject Object alias Connection: all 0 pipeline

        Find-DpuIpamLayout (one set)
          AddressCount Int32: all mandatory 1
          ClusterCount Int32: all
          First Int32: all
          InTotal SwitchParameter: all
          MaxNodeCount Int32: all
          Mode IpamMode?: all
          NodeCount Int32[]: all mandatory 0
          Outside AddressRange[] alias ReservedRange: all
          PrefixSize Int32: all
          Within String[]: all

        Get-DpuCluster (one set)
          Cluster String[] wildcards: all 0
          Connection Connection: all

        Get-DpuIpamPlan (InputObject)
          AddNode Node[]: all
          Connection Connection: all
          FailOn PlanCondition[]: all
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Name String[] wildcards: all
          Node Node[]: all
          NodeCount NodeCount: all
          NodeNamePattern String: all
          Path String[] wildcards: Path mandatory 0
          RemoveNode String[]: all
          Reregister String[]: all
          ReservedRange AddressRange[] alias ReservedRanges: all

        Get-DpuIpamRule (one set)
          RuleId String[] wildcards: all 0 property
          Severity FindingSeverity[]: all
          Source FindingSource[]: all

        Get-DpuNode (one set)
          Cluster String[] wildcards: all property
          Connection Connection: all
          NodeName String[] wildcards: all 0 property

        Get-DpuPool (Live)
          Cluster String[] wildcards: InputObject; Live
          Connection Connection: InputObject; Live
          InputObject Object: InputObject mandatory pipeline
          Kind PoolKind?: all
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Namespace String[] wildcards: all
          Path String[] wildcards: Path mandatory
          Pool String[] wildcards: all 0

        Get-DpuPoolAllocation (InputObject)
          Change AllocationChange[]: all
          Cluster String[] wildcards: all
          Connection Connection: InputObject
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          NodeName String[] wildcards: all
          Path String[] wildcards: Path mandatory 0
          Pool String[] wildcards: all

        Get-DpuServiceIpam (Live)
          Connection Connection: Live
          InputObject Object: InputObject mandatory pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Name String[] wildcards: all 0
          Path String[] wildcards: Path mandatory

        New-DpuServiceIpam (Subnet)
          Allocation IReadOnlyDictionary`2 alias Allocations: InputObject; Network
          ApiGeneration ApiGeneration: all
          ClusterSelector LabelSelector: all
          DefaultGateway SwitchParameter: all
          Exclusion AddressRange[] alias Exclusions: all
          Gateway String: InputObject; Subnet mandatory
          GatewayIndex Int32: InputObject; Network
          InputObject PSObject: InputObject mandatory pipeline
          Name String: InputObject; Network mandatory 0; Subnet mandatory 0
          Namespace String: all
          Network String: InputObject; Network mandatory 1; Subnet mandatory 1
          NodeSelector NodeSelector: all
          PerNodeIPCount Int64: Subnet mandatory
          PoolAnnotation IReadOnlyDictionary`2 alias PoolAnnotations: all
          PoolLabel IReadOnlyDictionary`2 alias PoolLabels: all
          PoolName String: all
          PrefixSize Int32: Network mandatory
          QuotaPerCluster Int32: all
          ReserveFirst Int32: all
          ReserveLast Int32: all
          Route String[] alias Routes: all

        Remove-DpuPool (Pool)
          AllowDrop SwitchParameter: all
          Cluster String[] wildcards: Pool
          Connection Connection: all
          InputObject Object: InputObject mandatory pipeline
          Namespace String[] wildcards: Pool
          PassThru SwitchParameter: all
          Pool String[] wildcards: Pool mandatory 0
          TimeoutSec Int32: all

        Remove-DpuServiceIpam (InputObject)
          AllowDrop SwitchParameter: all
          Connection Connection: all
          Force SwitchParameter: all
          InputObject Object wildcards: InputObject 0 pipeline
          Name String[] wildcards: Name mandatory
          PassThru SwitchParameter: all
          TimeoutSec Int32: all

        Set-DpuServiceIpam (Name)
          AddExclusion AddressRange[]: all
          Allocation IReadOnlyDictionary`2 alias Allocations: all
          AllowDrop SwitchParameter: InputObject; Name
          AllowRenumber SwitchParameter: InputObject; Name
          ApiGeneration ApiGeneration: all
          AsObject SwitchParameter: AsObject mandatory
          ClusterSelector LabelSelector: all
          Connection Connection: InputObject; Name
          DefaultGateway SwitchParameter: all
          Exclusion AddressRange[] alias Exclusions: all
          Force SwitchParameter: InputObject; Name
          Gateway String: all
          GatewayIndex Int32?: all
          InputObject ServiceIpam: AsObject mandatory 0 pipeline; InputObject mandatory 0 pipeline
          Name String[]: Name mandatory 0
          Network String: all
          NodeSelector NodeSelector: all
          PerNodeIPCount Int64: all
          PoolAnnotation IReadOnlyDictionary`2 alias PoolAnnotations: all
          PoolLabel IReadOnlyDictionary`2 alias PoolLabels: all
          PoolName String: all
          PrefixSize Int32: all
          QuotaPerCluster Int32?: all
          RemoveExclusion AddressRange[]: all
          ReserveFirst Int32: all
          ReserveLast Int32: all
          Route String[] alias Routes: all
          TimeoutSec Int32: InputObject; Name

        Sync-DpuPool (InputObject)
          All SwitchParameter: All mandatory
          Allocate SwitchParameter: all
          AllowDrop SwitchParameter: all
          AllowRenumber SwitchParameter: all
          Connection Connection: all
          Continuous SwitchParameter: all
          HandBackToDpf SwitchParameter: all
          InputObject Object wildcards: InputObject 0 pipeline
          IntervalSec Int32: all
          Name String[] wildcards: Name mandatory
          ReleaseCluster String[]: all
          TakeOverFromDpf SwitchParameter: all
          TakeOverStatus SwitchParameter: all
          ThrottleLimit Int32: all
          TimeoutSec Int32: all
          Wait SwitchParameter: all

        Test-DpuPool (InputObject)
          Connection Connection: InputObject
          FailOn FindingSeverity?: all
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Path String[] wildcards: Path mandatory 0
          Quiet SwitchParameter: all

        Test-DpuServiceIpam (InputObject)
          Against Object[]: all
          ApiGeneration ApiGeneration: all
          Connection Connection: all
          FailOn FindingSeverity?: all
          InputObject Object: InputObject pipeline
          LiteralPath String[] alias PSPath, LP: LiteralPath mandatory
          Name String[] wildcards: all
          Path String[] wildcards: Path mandatory 0
          Quiet SwitchParameter: all
          ReservedRange AddressRange[] alias ReservedRanges: all

        Wait-DpuServiceIpam (InputObject)
          All SwitchParameter: All mandatory
          Connection Connection: all
          InputObject Object wildcards: InputObject 0 pipeline
          Name String[] wildcards: Name mandatory
          TimeoutSec Int32: all

        Watch-DpuPool (one set)
          Cluster String[] wildcards: all
          Connection Connection: all
          First Int32: all
          Pool String[] wildcards: all 0
          TimeoutSec Int32: all
        """;
}
