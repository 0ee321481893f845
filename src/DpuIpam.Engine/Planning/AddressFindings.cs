using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What is odd about the addresses inside the nodes' blocks and prefixes.</summary>
internal sealed class AddressFindings(AllocationScope scope, PoolLayout layout, PassResult result, AddFinding add)
{
    public void Collect()
    {
        CollectTwice();
        if (scope.Side.IsMapped)
        {
            add(Rules.MappedRange, $"No pod gets an address of the v4-mapped range {scope.Network}.",
                scope.Kind == PoolKind.IPPool ? "spec.subnet" : "spec.cidr");
            return;
        }

        if (layout is IPPoolLayout && scope.Side.HasOverlappingExclusions)
        {
            add(Rules.OverlappingExclusions, "Some exclusions overlap: every request of a pod fails, on all nodes.",
                "spec.exclusions");
            return;
        }

        if (result.Assignments.IsEmpty) return;
        var nominal = scope.CountUntouched(result.Assignments.Span[^1]);
        if (nominal == 0)
        {
            add(Rules.NoUsableAddress, "No node has a usable address: the gateway takes the only one.", "spec.gatewayIndex");
            return;
        }

        CollectNodes();
    }

    /// <summary>One walk over the nodes; only blocks that an exclusion or the gateway touches are looked into.</summary>
    private void CollectNodes()
    {
        var gateway = layout is IPPoolLayout { BlockSize: > 1 } pool ? pool.Gateway : null;
        var hasWalk = false;
        foreach (var assignment in result.Assignments.Span)
        {
            var block = scope.WholeOf(assignment.First);
            var hasGateway = gateway is { } address && block.Contains(address);
            if (!hasGateway && !scope.Side.IsTouched(block)) continue;
            var settings = scope.SettingsOf(assignment);
            var usable = settings.UsableCount;
            if (settings.IsBroken) CollectBroken(assignment, settings);
            else CollectFew(assignment, block, usable);
            if (hasGateway && !settings.IsExcluded(gateway!.Value))
                CollectGateway(assignment, gateway.Value, block, usable);
            if (layout is CidrPoolLayout cidr && scope.Side.IgnoresExclusion(cidr.PrefixAt(assignment.First)))
            {
                add(Rules.ExclusionIgnored, $"An exclusion goes beyond both ends of {scope.PrefixText(assignment.First)} and"
                    + " is ignored on this node.", "spec.exclusions", assignment.NodeName);
            }

            if (hasWalk || settings.LongestWalk <= NodeSettings.PatienceInAddresses) continue;
            hasWalk = true;
            add(Rules.LongWalk, $"The daemon walks over {settings.LongestWalk} excluded addresses one by one.",
                "spec.exclusions", assignment.NodeName);
        }
    }

    /// <summary>What the gateway costs is one address; what more is missing is excluded. Where nothing is left at all,
    /// another finding says so.</summary>
    private void CollectGateway(Assignment assignment, UInt128 gateway, Interval block, UInt128 usable)
    {
        if (usable == 0) return;
        var size = block.Last - block.First + 1;
        var excluded = size - 1 - usable;
        var parts = excluded == 0 ? "" : $"; 1 is the gateway, {excluded} {(excluded == 1 ? "is" : "are")} excluded";
        add(Rules.GatewayInBlock,
            $"The gateway {AddressText.Format(gateway, scope.Family)} lies in this node's block: {usable} of {size}"
            + $" addresses are usable{parts}.", nodeName: assignment.NodeName);
    }

    private void CollectBroken(Assignment assignment, NodeSettings settings)
    {
        var backwards = settings.Exclusions.Any(static range => range.Last < range.First);
        add(backwards ? Rules.ExclusionCutBackwards : Rules.OverlappingExclusions,
            backwards
                ? "An exclusion runs backwards once it is cut to this node's prefix: every request of a pod fails."
                : "Exclusions overlap in this node's block or prefix: every request of a pod fails.",
            "spec.exclusions", assignment.NodeName);
    }

    private void CollectFew(Assignment assignment, Interval block, UInt128 usable)
    {
        var size = block.Last - block.First + 1;
        if (usable == 0)
        {
            add(Rules.NoUsableAddress, $"None of this node's {size} addresses is usable.", nodeName: assignment.NodeName);
        }
        else if (usable < scope.CountUntouched(assignment) / 2)
        {
            add(Rules.FewUsableAddresses, $"{usable} of this node's {size} addresses are usable.",
                nodeName: assignment.NodeName);
        }
    }

    /// <summary>Two nodes with one address: it takes recorded texts or far IPv6 blocks that upstream misreads.</summary>
    private void CollectTwice()
    {
        var assignments = result.Assignments.Span;
        var ascending = true;
        for (var i = 1; i < assignments.Length && ascending; i++)
            ascending = assignments[i].First > scope.WholeOf(assignments[i - 1].First).Last;
        if (ascending) return;

        var order = new int[assignments.Length];
        var keys = new UInt128[assignments.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, assignments[i].First);
        Array.Sort(keys, order);
        for (var i = 1; i < order.Length; i++)
        {
            if (keys[i] > scope.WholeOf(keys[i - 1]).Last) continue;
            var (one, other) = (assignments[order[i - 1]].NodeName, assignments[order[i]].NodeName);
            add(Rules.AddressTwice,
                $"{AddressText.Format(keys[i], scope.Family)} and following are in {one} and in {other}.", nodeName: other);
        }
    }
}
