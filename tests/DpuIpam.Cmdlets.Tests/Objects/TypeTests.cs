using System.Reflection;

namespace DpuIpam.Cmdlets.Tests.Objects;

/// <summary>Properties are what scripts rely on: they stay, can't be set, and have types that scripts can work with.</summary>
public class TypeTests
{
    private static readonly Type[] Plain =
        [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(double), typeof(DateTime), typeof(TimeSpan)];

    public static TheoryData<string> Types =>
    [
        .. ModelTypes.All
            .Where(static type => !type.IsEnum && !type.IsSubclassOf(typeof(Exception)))
            .Select(static type => type.Name),
    ];

    [Theory]
    [InlineData("ServiceIpam", "Name, Namespace, Mode, Family, Network, Gateway, GatewayIndex, PerNodeIPCount, PrefixSize, Exclusions, Allocations, Routes, DefaultGateway, QuotaPerCluster, PoolLabels, PoolAnnotations, NodeSelector, ClusterSelector, Conditions, Shares, Ready")]
    [InlineData("Pool", "Cluster, Namespace, Pool, Kind, Network, BlockSize, PrefixSize, Gateway, GatewayIndex, Exclusions, NodeSelector, Allocations, Owner, Capacity, Allocated, Free, PercentageUtilized")]
    [InlineData("Node", "Cluster, NodeName, Labels")]
    [InlineData("NodeAllocation", "Cluster, Namespace, Pool, Kind, Network, PoolGateway, NodeName, Index, StartIP, EndIP, Prefix, Gateway, UsableCount, Change, Previous")]
    [InlineData("BlockAllocation", "Cluster, Namespace, Pool, Kind, Network, PoolGateway, NodeName, Index, StartIP, EndIP, Prefix, Gateway, UsableCount, Change, Previous")]
    [InlineData("PrefixAllocation", "Cluster, Namespace, Pool, Kind, Network, PoolGateway, NodeName, Index, StartIP, EndIP, Prefix, Gateway, UsableCount, Change, Previous")]
    [InlineData("Plan", "Cluster, Namespace, Pool, Kind, Mode, Network, NodeCount, Capacity, Allocated, Free, PercentageUtilized, Allocations, UnallocatedNodes, Share, Exclusions, Changes, Findings, IsValid")]
    [InlineData("Finding", "RuleId, Source, Severity, Cluster, Namespace, Pool, NodeName, Subject, Field, Message, Advice, Fix")]
    [InlineData("Cluster", "Cluster, Namespace, Role, Phase, Endpoint, Reachable, Reason, NodeCount, Version, Labels")]
    [InlineData("Connection", "Name, Kind, Endpoint, Version, Namespace, IsReadOnly, IsOpen")]
    [InlineData("Difference", "Cluster, Namespace, Pool, Kind, NodeName, Field, Wanted, Found")]
    [InlineData("PoolEvent", "Time, Cluster, Namespace, Pool, Kind, Change, Fields, Changes, Current, Previous")]
    [InlineData("Rule", "RuleId, Source, Severity, Description, Advice, Reference")]
    [InlineData("IpRange", "StartIP, EndIP")]
    [InlineData("ClusterShare", "Cluster, Ranges")]
    [InlineData("Condition", "Type, Status, Reason, Message")]
    public void Properties_that_scripts_use_are_there(string type, string properties)
    {
        var there = ModelTypes.Named(type).GetProperties().Select(static property => property.Name).ToHashSet();
        Assert.Empty(properties.Split(", ").Except(there));
    }

    [Theory]
    [InlineData("PoolKind", "IPPool, CIDRPool")]
    [InlineData("IpamMode", "Subnet, Network")]
    [InlineData("AddressFamily", "IPv4, IPv6")]
    [InlineData("AllocationChange", "None, Kept, Added, Moved, Dropped")]
    [InlineData("ClusterRole", "Dpu, Host, HostAndDpu")]
    [InlineData("ConnectionKind", "Folder, Kubernetes")]
    [InlineData("PoolChange", "Added, Modified, Deleted")]
    [InlineData("FindingSource", "Dpf, NvIpam, DpuIpam")]
    [InlineData("FindingSeverity", "Information, Warning, Error")]
    public void Enumerations_have_the_agreed_values_in_order(string type, string values) =>
        Assert.Equal(values, string.Join(", ", Enum.GetNames(ModelTypes.Named(type))));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_can_not_be_changed_or_extended(string name)
    {
        var type = ModelTypes.Named(name);
        Assert.True(type.IsSealed || type.IsAbstract, "is neither sealed nor a base");
        Assert.DoesNotContain(type.GetProperties(), static property => property.SetMethod is { IsPublic: true });
        Assert.Empty(type.GetFields(BindingFlags.Public | BindingFlags.Instance));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Properties_have_types_that_scripts_can_compare_and_serialise(string name)
    {
        // Other structs serialise as {} and break the keys of hash tables.
        Assert.All(ModelTypes.Named(name).GetProperties(), static property => Assert.True(
            IsFit(property.PropertyType), $"{property.Name} is a {property.PropertyType}."));
    }

    private static bool IsFit(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Plain.Contains(type) || type.IsEnum || ModelTypes.All.Contains(type)) return true;
        return type.IsGenericType
            && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(IReadOnlyList<>) || definition == typeof(IReadOnlyDictionary<,>))
            && type.GetGenericArguments().All(IsFit);
    }
}
