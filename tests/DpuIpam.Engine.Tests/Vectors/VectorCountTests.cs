namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>No file, no group and no case of the vectors is lost in silence, and none hides behind another's name.</summary>
public sealed class VectorCountTests
{
    /// <summary>File, group, number of cases; a group that is not here, or has another number, fails.</summary>
    private static readonly (string File, string Group, int Count)[] Agreed =
    [
        ("dpuserviceipam.json", "boundaryOffsets", 10),
        ("dpuserviceipam.json", "partition", 79),
        ("dpuserviceipam.json", "partitionErrors", 8),
        ("dpuserviceipam.json", "poolMapping", 3),
        ("dpuserviceipam.json", "rangeCovered", 9),
        ("dpuserviceipam.json", "rangeMerge", 10),
        ("dpuserviceipam.json", "rangeSubtract", 10),
        ("dpuserviceipam.json", "statusSequences", 9),
        ("dpuserviceipam.json", "validation", 88),
        ("nv-ipam-addresses.json", "cases", 45),
        ("nv-ipam-cidrpool.json", "cases", 64),
        ("nv-ipam-cleaner.json", "cases", 6),
        ("nv-ipam-cniconf.json", "cases", 28),
        ("nv-ipam-ippool.json", "cases", 84),
        ("nv-ipam-node-ops.json", "cases", 30),
        ("nv-ipam-quirks.json", "cases", 12),
        ("nv-ipam-selectors.json", "cases", 26),
        ("nv-ipam-store.json", "cases", 18),
        ("nv-ipam-validation.json", "cases", 80),
    ];

    [Fact]
    public void All_cases_are_there() => Assert.Equal(
        Agreed,
        VectorFile.Files.SelectMany(static file => VectorFile.Groups(file)
            .OrderBy(static group => group.Group, StringComparer.Ordinal)
            .Select(group => (file, group.Group, group.Count))));

    [Fact]
    public void Every_case_has_a_name_of_its_own()
    {
        foreach (var (file, group, count) in Agreed)
        {
            var names = VectorFile.Cases(file, group).Select(static row => row.TestDisplayName).ToArray();
            Assert.All(names, static name => Assert.False(string.IsNullOrWhiteSpace(name)));
            Assert.Equal(count, names.Distinct(StringComparer.Ordinal).Count());
        }
    }

    /// <summary>What the tests of shares and of admission run is the whole of each group.</summary>
    [Fact]
    public void Tests_run_all_cases_of_DPF()
    {
        var run = new Dictionary<string, int>
        {
            ["boundaryOffsets"] = ShareRangeVectorTests.Offsets.Count(),
            ["partition"] = ShareVectorTests.Partition.Count(),
            ["partitionErrors"] = ShareVectorTests.PartitionErrors.Count(),
            ["poolMapping"] = ShareVectorTests.PoolMapping.Count(),
            ["rangeCovered"] = ShareRangeVectorTests.Covered.Count(),
            ["rangeMerge"] = ShareRangeVectorTests.Merge.Count(),
            ["rangeSubtract"] = ShareRangeVectorTests.Subtract.Count(),
            ["statusSequences"] = ShareVectorTests.Sequences.Count(),
            ["validation"] = AdmissionVectorTests.Validation.Count(),
        };

        Assert.Equal(
            Agreed.Where(static entry => entry.File == "dpuserviceipam.json").Select(static entry => (entry.Group, entry.Count)),
            run.Select(static entry => (entry.Key, entry.Value)));
    }
}
