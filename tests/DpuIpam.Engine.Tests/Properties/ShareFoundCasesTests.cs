using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What the properties of shares have found, kept as single cases.</summary>
public sealed class ShareFoundCasesTests
{
    private static readonly RangeText Foreign = new("2001:db8::1", "2001:db8::2");

    /// <summary>The cluster has to move, but what it has of the range is reserved in this pass.</summary>
    [Fact]
    public void A_stored_range_is_reserved_beside_one_of_the_other_family()
    {
        var table = Sharing(Foreign, new RangeText("10.0.0.0", "10.0.0.0")).Run();

        Assert.Equal((UInt128)0x0a000001, Assert.Single(Assert.Single(table.Parts).Share).First);
    }

    [Fact]
    public void A_stored_range_is_read_behind_one_of_the_other_family() =>
        Assert.NotNull(Sharing(Foreign, new RangeText("10.0.0.1", "10.0.0.0")).Run().Error);

    /// <summary>A 128-bit number can't say how many single addresses there are.</summary>
    [Fact]
    public void Without_a_quota_a_cluster_gets_the_last_of_all_addresses()
    {
        var table = new ShareScenario(new ShareSpec { Network = "::/0", PrefixSize = 128 }, [], ["ns/c"]).Run();

        Assert.Equal([new Interval(0, UInt128.MaxValue)], Assert.Single(table.Parts).Share);
        Assert.Equal(UInt128.Zero, table.FreeBlocks);
    }

    private static ShareScenario Sharing(params RangeText[] stored) => new(
        new ShareSpec { Network = "10.0.0.0/30", PrefixSize = 32, Quota = 1 },
        [new StoredShare("ns/c", stored)],
        ["ns/c"]);
}
