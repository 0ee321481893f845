namespace DpuIpam.Cmdlets.Tests.Sweep;

/// <summary>Whatever a field of a document in a connected folder is, every command that reads or writes there ends in results
/// and errors of ours, and what the document can't concern is synced as it would be without it.</summary>
/// <remarks>What a document holds up is this. One that can't be read: an object, itself; a node, nothing; a pool, its DPU
/// cluster, where it hands out nobody knows what; a DPUCluster, every object, since nobody knows whom it serves. What can be
/// read holds up nothing but itself.</remarks>
public class FolderSweepTests(SweepSession session, ITestOutputHelper output) : IClassFixture<SweepSession>
{
    public static TheoryData<string> ServiceIpams => ["ipv4Subnet"];

    public static TheoryData<string> Pools => ["IPPool", "CIDRPool"];

    public static TheoryData<string> Others => ["DPUCluster", "Node"];

    [Theory]
    [MemberData(nameof(ServiceIpams))]
    public void An_object_holds_up_no_other(string document)
    {
        var sweep = new FolderSweep(session, document);
        sweep.Try(sweep.Documents, "", static lab => Assert.Equal(lab.Alone, lab.Allocations()));
        sweep.End(output);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_pool_holds_up_its_cluster_at_most(string document)
    {
        var sweep = new FolderSweep(session, document);
        sweep.Try(sweep.Readable, "c1", static lab => Assert.Equal(lab.Alone, lab.Allocations()));
        sweep.Try(sweep.Unreadable, "c1", static lab =>
        {
            Assert.Equal(lab.Alone.Where(static line => line.Contains("/c2 ", StringComparison.Ordinal)), lab.Allocations());
            Assert.DoesNotContain("healthy", string.Concat(lab.Files("c1")), StringComparison.Ordinal);
        });
        sweep.End(output);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_allocated_stays(string document)
    {
        var sweep = new FolderSweep(session, document) { IsSyncedBefore = true };
        var folder = document == "Node" ? "c1" : "";
        foreach (var documents in new[] { sweep.Readable, sweep.Unreadable })
            sweep.Try(documents, folder, static lab => Assert.Empty(lab.Alone.Except(lab.Allocations())));

        sweep.End(output);
    }
}
