namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>A DPUCluster object that is deleted while its folder stands: its addresses are kept until they are let go by name.</summary>
public sealed class DepartedClusterTests : IDisposable
{
    private readonly Lab _lab = new();

    public DepartedClusterTests()
    {
        _lab.Results("Sync-DpuPool shared -Allocate");
        // The document of the east.
        var file = Path.Combine(_lab.Root, "shared.yaml");
        var documents = File.ReadAllText(file).Split("\n---\n");
        Assert.Contains(documents, IsEast);
        File.WriteAllText(file, string.Join("\n---\n", documents.Where(static document => !IsEast(document))));
        _lab.Write("north.yaml", """
            apiVersion: provisioning.dpu.nvidia.com/v1alpha1
            kind: DPUCluster
            metadata: {name: north, namespace: dpu-north, labels: {site: lab}}
            """);
        _lab.Write("north/node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: rack9-a, labels: {}}\n");
    }

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Plans_and_syncs_tell_it()
    {
        var plan = _lab.Run("(Get-DpuIpamPlan -Name shared).Findings | Where-Object RuleId -eq ReclaimPending");
        Assert.Equal(["dpu-east/east"], plan.Texts("Cluster"));
        var outcome = _lab.Run("Sync-DpuPool shared -Allocate -WarningVariable told");
        Assert.Contains("IPPool shared dpu-east/east Unchanged", Lab.Actions(outcome.Succeeded()));
        Assert.Contains(_lab.Session.Texts("$told.Message"), Names);
        var block = _lab.Get("Get-DpuPool -Cluster north | Get-DpuPoolAllocation -NodeName rack9-a").Text("StartIP");
        Assert.DoesNotContain(block, File.ReadAllText(Path.Combine(_lab.Root, "east", "state.yaml")), StringComparison.Ordinal);
        // An edit is warned as well, and a removal waits.
        Assert.Contains(_lab.Session.Texts("$null = Set-DpuServiceIpam shared -PoolLabel @{ a = 'b' } -WhatIf -WarningVariable told; $told.Message"), Names);
        Assert.StartsWith(
            "ReclaimPending,", _lab.Run("Remove-DpuServiceIpam shared -AllowDrop -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("dpu-east/*")]
    [InlineData("west")]
    public void Only_its_name_lets_it_go(string name)
    {
        var before = _lab.State();
        Assert.StartsWith(
            "NothingKept,", _lab.Run($"Sync-DpuPool shared -Allocate -ReleaseCluster '{name}'").End().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void Let_go_by_name_its_nodes_are_named_first()
    {
        var before = _lab.State();
        var asked = _lab.Session.Screen(
            "$null = Sync-DpuPool shared -Allocate -ReleaseCluster dpu-east/east -WhatIf -WarningAction Ignore").ReplaceLineEndings("");
        Assert.Contains("let go dpu-east/east ", asked, StringComparison.Ordinal);
        Assert.Contains("rack1-a ", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("needs -AllowDrop", asked, StringComparison.Ordinal);
        Assert.Equal(before, _lab.State());

        Assert.Contains("IPPool shared dpu-east/east Deleted", _lab.Sync("Sync-DpuPool shared -Allocate -ReleaseCluster dpu-east/east"));
        Assert.DoesNotContain(_lab.Results("Sync-DpuPool shared -Allocate"), static result => result.Text("Cluster") == "dpu-east/east");
    }

    [Theory]
    [InlineData("-Continuous")]
    [InlineData("-HandBackToDpf")]
    public void It_is_said_for_one_time(string other) => Assert.StartsWith(
        "ParametersExclude,", _lab.Run($"Sync-DpuPool shared {other} -ReleaseCluster dpu-east/east").End().FullyQualifiedErrorId, StringComparison.Ordinal);

    private static bool IsEast(string document) =>
        document.Contains("kind: DPUCluster", StringComparison.Ordinal) && document.Contains("east", StringComparison.Ordinal);

    private static bool Names(string text) => text.Contains("dpu-east/east", StringComparison.Ordinal);
}
