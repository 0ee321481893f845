namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>The judge of random walks, before planted wrongs that it must see and harmless changes that it must let
/// pass.</summary>
public sealed class JudgeTests : IDisposable
{
    private const string Sync = "Sync-DpuPool -All -Allocate";
    private readonly Folder _folder = new();

    public JudgeTests()
    {
        _folder.Write("host.yaml",
            NewLab.Subnet("shared", new Random(1)) + Shares("192.168.0.0", "192.168.0.60", "192.168.0.61",
                "192.168.0.120"));
        _folder.Write("east/nodes.yaml",
            string.Join("---\n", NewLab.Node("a", "dpu"), NewLab.Node("b", "dpu"), NewLab.Node("c", "other")));
        _folder.Write("west/nodes.yaml", NewLab.Node("w", "dpu"));
        East("a 1", "b 7");
        West("w 61");
    }

    [Fact]
    public void Nothing_changed_is_nothing_wrong() => Assert.Empty(Judged(Sync, static () => { }));

    [Fact]
    public void A_new_allocation_harms_nobody() => Assert.Empty(Judged(Sync, () => East("a 1", "b 7", "c 13")));

    [Fact]
    public void A_move_needs_its_own_consent()
    {
        Assert.Equal("Moved: b of ippool shared in east: 192.168.0.7-192.168.0.12 -> 192.168.0.13-192.168.0.18",
            Assert.Single(Judged(Sync, Move)));
        Assert.Single(Judged(Sync, Move, new Consent(false, true)));
        Assert.Single(Judged(Sync, Move, new Consent(true, true) { Owner = "fabric" }));
        Assert.Empty(Judged(Sync, Move, new Consent(true, false) { Owner = "shared" }));

        void Move() => East("a 1", "b 13");
    }

    [Fact]
    public void A_drop_needs_its_own_consent_whether_the_node_is_there_or_not()
    {
        East("a 1", "b 7", "gone 13");
        Assert.Equal("Dropped: gone of ippool shared in east: 192.168.0.13-192.168.0.18",
            Assert.Single(Judged(Sync, Drop)));
        Assert.Single(Judged(Sync, Drop, new Consent(true, false)));
        Assert.Empty(Judged(Sync, Drop, new Consent(false, true)));

        void Drop() => East("a 1", "b 7");
    }

    [Fact]
    public void A_pool_that_is_deleted_drops_all_it_had()
    {
        Assert.Equal(["Dropped", "Dropped"],
            Rules(Judged("Remove-DpuPool shared", Delete,
                new Consent(false, true) { Pool = "shared", Folder = "west" })));
        Assert.Empty(Judged("Remove-DpuPool shared", Delete,
            new Consent(false, true) { Pool = "shared", Folder = "east" }));

        void Delete() => File.Delete(Path.Combine(_folder.Root, "east/pool.yaml"));
    }

    [Theory]
    [InlineData("east")]
    [InlineData("west")]
    public void An_address_twice_has_no_consent(string where)
    {
        var found = Judged(Sync, () =>
        {
            if (where == "east") East("a 1", "b 7", "c 7");
            else _folder.Write("west/pool.yaml", Pool("192.168.0.0", "192.168.0.0", "w 61", "x 7"));
        }, new Consent(true, true));
        Assert.Contains("Doubled", Rules(found));
    }

    [Fact]
    public void A_second_pool_of_the_cluster_doubles_as_well()
    {
        var found = Judged(Sync, () => _folder.Write("east/other.yaml", Pool("192.168.0.0", "192.168.0.0", "a 1")
            .Replace("name: shared", "name: other", StringComparison.Ordinal)));
        Assert.Contains("Doubled", Rules(found));
    }

    [Fact]
    public void What_was_twice_before_is_not_the_commands_doing()
    {
        East("a 1", "b 1");
        Assert.Empty(Judged(Sync, () => East("a 1", "b 1", "c 7")));
    }

    [Fact]
    public void Of_a_node_that_was_listed_twice_one_record_stays()
    {
        East("a 1", "b 7", "b 13");
        Assert.Empty(Judged(Sync, () => East("a 1", "b 7")));
        Assert.Equal(["Moved", "Moved"], Rules(Judged(Sync, () => East("a 1", "b 19"))));
    }

    [Fact]
    public void What_nv_ipam_would_take_away_is_lost()
    {
        const string excluded = "Unkept: b of ippool shared in east loses 192.168.0.7-192.168.0.12 when nv-ipam looks.";
        Assert.Equal(excluded, Assert.Single(Judged(Sync, Exclude)));
        Assert.Empty(Judged(Sync, Exclude, new Consent(true, false)));
        Assert.Equal(["Unkept", "Unkept"], Rules(Judged(Sync, Select, new Consent(true, false))));
        Assert.Empty(Judged(Sync, Select, new Consent(false, true)));

        void Exclude() => Edit("  exclusions:", "  exclusions:\n  - {startIP: 192.168.0.7, endIP: 192.168.0.12}");

        void Select() => Edit("  gateway:", """
              nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: role, operator: In, values: [other]}]}]}
              gateway:
            """);
    }

    [Fact]
    public void A_range_that_another_cluster_hands_out_is_not_offered()
    {
        var found = Judged(Sync, () => _folder.Write("west/pool.yaml", Pool("192.168.0.0", "192.168.0.6", "w 61")),
            new Consent(true, true));
        Assert.Equal("Offered: ippool shared in west may give 192.168.0.7-192.168.0.12, which b of ippool shared in east has.", Assert.Single(found));
    }

    [Fact]
    public void An_edit_answers_for_what_the_next_sync_takes_away()
    {
        var before = Now();
        East("a 1", "b 13");
        var moved = Now();
        East("a 7", "b 13");
        Assert.Equal("Unasked: b of ippool shared in east loses 192.168.0.7-192.168.0.12 by the next sync.",
            Assert.Single(Judge.Unasked(before, before, moved)).ToString());
        Assert.Equal("Unasked: a of ippool shared in east loses 192.168.0.1-192.168.0.6 by the next sync.",
            Assert.Single(Judge.Unasked(before, moved, Now())).ToString());
        Assert.Empty(Judge.Unasked(before, moved, moved));

        LiveState Now() => new(LabFiles.Read(_folder.Root));
    }

    [Fact]
    public void Shares_do_not_overlap()
    {
        var found = Judged(Sync, () => _folder.Write(
            "host.yaml", NewLab.Subnet("shared", new Random(1)) + Shares("192.168.0.0", "192.168.0.60", "192.168.0.55",
                "192.168.0.120")));
        Assert.Equal(["ShareDoubled"], Rules(found));
    }

    [Fact]
    public void Under_WhatIf_no_file_changes()
    {
        Assert.Equal("WhatIf: east/pool.yaml changed.",
            Assert.Single(Judged(Sync + " -WhatIf", () => East("a 1", "b 7", "c 13"))));
        Assert.Equal("WhatIf: new.yaml changed.", Assert.Single(Judged(
            "Set-DpuServiceIpam x -Gateway 10.0.0.1 -WhatIf | Sync-DpuPool -WhatIf", () =>
                _folder.Write("new.yaml", ""))));
        Assert.Empty(Judged("Set-DpuServiceIpam x -Gateway 10.0.0.1 -WhatIf | Sync-DpuPool",
            () => East("a 1", "b 7", "c 13")));
    }

    [Fact]
    public void A_file_stays_one_that_can_be_read_and_nothing_is_left_beside_it()
    {
        Assert.Contains("Malformed", Rules(Judged(Sync, () => _folder.Write("west/nodes.yaml", "a: b: c"))));
        Assert.Equal(["LeftBehind"], Rules(Judged(Sync, () => _folder.Write("west/.pool.tmp", ""))));
    }

    [Fact]
    public void A_pool_that_changes_has_its_row()
    {
        Assert.Equal("Untold: ippool shared in east changed, and no row says so.", Assert.Single(Judged(
            Sync, () => East("a 1", "b 7", "c 13"), [], new Row("east", "IPPool", "shared", "Unchanged"))));
    }

    [Fact]
    public void What_can_not_be_read_by_the_module_is_live_all_the_same()
    {
        var path = Path.Combine(_folder.Root, "east/pool.yaml");
        using var outside = new Folder();
        File.Move(path, Path.Combine(outside.Root, "pool.yaml" + LabFiles.Away));
        File.CreateSymbolicLink(path, Path.Combine(outside.Root, "pool.yaml"));
        Assert.Contains("Doubled", Rules(Judged(Sync, Double)));
        File.Delete(path);
        East("a 1", "b 7");
        _folder.Write("east/pool.yaml", $"}}{{ {LabFiles.Garbage}\n---\n{File.ReadAllText(path)}");
        File.Delete(Path.Combine(_folder.Root, "east/second.yaml"));
        Assert.Contains("Doubled", Rules(Judged(Sync, Double)));

        void Double() => _folder.Write("east/second.yaml", Pool("192.168.0.0", "192.168.0.0", "b 1", "a 7"));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Rules(IEnumerable<string> found) => [.. found.Select(static text => text.Split(':')[0])];

    private string[] Judged(string script, Action change, params Consent[] consents) =>
        Judged(script, change, consents, new Row("east", "IPPool", "shared", "Updated"),
            new Row("west", "IPPool", "shared", "Updated"),
            new Row("east", "IPPool", "other", "Created"));

    /// <summary>What the judge says of a change, which is taken back.</summary>
    private string[] Judged(string script, Action change, Consent[] consents, params Row[] rows)
    {
        var texts = Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .Where(static file => new FileInfo(file).LinkTarget is null).ToDictionary(static file => file,
                File.ReadAllText);
        var before = new LiveState(LabFiles.Read(_folder.Root));
        change();
        var after = new LiveState(LabFiles.Read(_folder.Root));
        foreach (var file in Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .Where(static file => new FileInfo(file).LinkTarget is null))
            if (!texts.ContainsKey(file)) File.Delete(file);
        foreach (var (file, text) in texts) File.WriteAllText(file, text);
        return [.. Judge.Compare(before, after, new CommandStep(script) { Consents = consents }, rows)
            .Select(static one => one.ToString())];
    }

    private void East(params string[] allocations) =>
        _folder.Write("east/pool.yaml", Pool("192.168.0.61", "192.168.0.127", allocations));

    private void West(params string[] allocations) =>
        _folder.Write("west/pool.yaml", Pool("192.168.0.0", "192.168.0.60", allocations));

    private void Edit(string old, string text)
    {
        var path = Path.Combine(_folder.Root, "east/pool.yaml");
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, text, StringComparison.Ordinal));
    }

    private static string Pool(string first, string last, params string[] allocations) => $$"""
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata:
          name: shared
          namespace: dpf-operator-system
          labels:
            dpu.nvidia.com/dpuserviceipam-name: shared
        spec:
          subnet: 192.168.0.0/25
          perNodeBlockSize: 6
          gateway: 192.168.0.1
          exclusions:
          - {startIP: {{first}}, endIP: {{last}}}
        status:
          allocations:
          {{string.Join("\n  ", allocations.Select(static text => text.Split(' ') is [var node, var start]
              ? $"- {{nodeName: {node}, startIP: 192.168.0.{start}, endIP: 192.168.0.{int.Parse(start, null) + 5}}}" : ""))}}

        """;

    private static string Shares(string eastFirst, string eastLast, string westFirst, string westLast) => $$"""
        status:
          dpuClusterAllocations:
          - dpuCluster: dpu-east/east
            ipRanges: [{startIP: {{eastFirst}}, endIP: {{eastLast}}}]
          - dpuCluster: dpu-west/west
            ipRanges: [{startIP: {{westFirst}}, endIP: {{westLast}}}]

        """;
}
