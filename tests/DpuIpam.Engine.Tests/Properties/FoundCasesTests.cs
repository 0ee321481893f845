using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What the properties have found, kept as single cases.</summary>
public sealed class FoundCasesTests
{
    /// <summary>The last recorded block ends behind the grid of new blocks, where no block is fully excluded.</summary>
    [Fact]
    public void A_recorded_block_on_the_broadcast_address_is_dropped_when_it_is_excluded()
    {
        var scenario = new Scenario(
            new PoolSpec
            {
                Network = "10.0.0.0/30",
                BlockSize = 1,
                Exclusions = [new RangeText("10.0.0.3", "10.0.0.3")],
            },
            new RecordedAllocations(true, [new RecordedBlock("a", "10.0.0.3", "10.0.0.3")], null),
            [new Node("a")]);

        var result = scenario.Run();

        Assert.Equal(["a 10.0.0.1-10.0.0.1"], ReferencePass.Lines(scenario.Written(result)));
        Assert.Equal([new Discard(0, DiscardReason.FullyExcluded)], result.Discards);
    }

    /// <summary>The gateway's number is right, but it is an address of the other family.</summary>
    [Theory]
    [InlineData("::/126", 127, "0.0.0.1")]
    [InlineData("0.0.0.0/30", 31, "::1")]
    public void A_recorded_gateway_of_the_other_family_is_not_the_computed_one(string cidr, int length, string gateway)
    {
        var prefix = $"{cidr.Split('/')[0]}/{length}";
        var scenario = new Scenario(
            new PoolSpec { Network = cidr, PrefixLength = length, GatewayIndex = 1 },
            new RecordedAllocations(true, null, [new RecordedPrefix("a", prefix, gateway)]),
            [new Node("a")]);

        Assert.Equal([new Discard(0, DiscardReason.GatewayDiffers)], scenario.Run().Discards);
    }
}
