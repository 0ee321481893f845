using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DpuIpam.Cmdlets.Tests.Views;

/// <summary>Texts of manifests may hold what a terminal acts on, and marks that show another text than is there. People see
/// escapes in every table, list, error, warning and question; objects keep the text.</summary>
[Collection(nameof(Alone))]
public sealed partial class HiddenTextTests : IDisposable
{
    private const string Bell = "\e]0;owned\a";
    private const string Turned = "\u202Egnp.exe\u2066";

    private readonly Folder _folder = new();
    private readonly Session _session = new(120, hasColour: true);

    public HiddenTextTests() => _session.GoTo(_folder.Root);

    public static TheoryData<string> Commands =>
    [
        "Get-DpuIpamPlan .", "(Get-DpuIpamPlan .).Findings", "Get-DpuIpamPlan . | Get-DpuPoolAllocation", "(Get-DpuIpamPlan .).Changes",
        "Get-DpuServiceIpam -Path .", "Test-DpuServiceIpam .", "Test-DpuPool .", "Compare-DpuPool .", "Get-DpuIpamPlan . -FailOn Warning",
        "Get-DpuIpamPlan . -Verbose 4>&1 | Out-String", "Get-DpuServiceIpam -Path . | Set-DpuServiceIpam -AsObject -Gateway x",
        "Get-DpuNode", "Get-DpuPool", "Get-DpuCluster", "Get-DpuServiceIpam", "Get-DpuPool | Get-DpuPoolAllocation", "Get-DpuIpamPlan",
        "Sync-DpuPool -All -WhatIf", "Sync-DpuPool -All", "Set-DpuServiceIpam * -PoolLabel @{ a = 'b' } -WhatIf",
        "Remove-DpuPool * -WhatIf", "Test-DpuServiceIpam", "Compare-DpuPool",
    ];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nothing_hidden_comes_to_a_screen(string command)
    {
        WriteLab();
        var shown = _session.Shown($"$VerbosePreference = 'Continue'; {(UsesConnection(command) ? "$null = Connect-DpuCluster -Path . -Name lab; " : "")}{command}");
        Assert.DoesNotContain(Colour().Replace(shown, ""), IsHidden);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nothing_hidden_comes_to_a_list(string command)
    {
        WriteLab();
        using var lists = new ListModule();
        using var session = new Session(120, hasColour: true, module: lists.Manifest);
        session.GoTo(_folder.Root);
        var shown = session.Shown($"{(UsesConnection(command) ? "$null = Connect-DpuCluster -Path . -Name lab; " : "")}{command}");
        Assert.DoesNotContain(Colour().Replace(shown, ""), IsHidden);
    }

    [Fact]
    public void Escapes_are_shown_and_objects_keep_the_text()
    {
        WriteLab();
        const string Nodes = "Get-DpuIpamPlan pools.yaml | Get-DpuPoolAllocation -Pool good";
        Assert.Contains(@"node\u001b]0;owned\u0007 10.1.0.1", _session.Shown(Nodes), StringComparison.Ordinal);
        Assert.Contains($"node{Bell}", _session.Texts($"({Nodes}).NodeName"));
        Assert.Contains(@"\u202egnp.exe\u2066", _session.Shown("Get-DpuServiceIpam -Path ."), StringComparison.Ordinal);
        Assert.Contains($"10.0.0.0/24{Turned}", _session.Texts("(Get-DpuServiceIpam -Path ipams.yaml).Network"));
    }

    [Fact]
    public void Text_without_any_is_shown_as_ever()
    {
        _folder.Write("x.yaml", Ipam("größe-名-\U0001F980", "10.0.0.0/24"));
        Assert.Contains("größe-名-\U0001F980", _session.Shown("Get-DpuServiceIpam -Path ."), StringComparison.Ordinal);
    }

    /// <summary>The engine's own colours; none of the planted texts is one.</summary>
    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Colour();

    private static bool UsesConnection(string command) => !command.Contains(" .", StringComparison.Ordinal);

    private static bool IsHidden(char character) => character is not ('\n' or '\r') && char.GetUnicodeCategory(character) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private void WriteLab()
    {
        _folder.Write("ipams.yaml", string.Join("\n---\n", Ipam($"pool{Bell}", "10.0.0.0/24"), Ipam("turned", $"10.0.0.0/24{Turned}"), Ipam("good", "10.1.0.0/24")));
        _folder.Write("broken.yaml", "kind: IPPool\nmetadata: {name: \"a\\e[2Jb\", labels: \"\\u202E\"}\n\"\\a\": [");
        var good = Pool("good", "10.1.0.1", "10.1.0.9");
        var bad = Pool("bad", $"10.1.0.1{Bell}", $"10.1.0.9{Turned}");
        var node = new
        {
            apiVersion = "v1", kind = "Node",
            metadata = new { name = $"node{Bell}", labels = new Dictionary<string, string> { [$"a{Turned}"] = $"b{Bell}" } },
        };
        _folder.Write("pools.yaml", string.Join("\n---\n", good, bad, JsonSerializer.Serialize(node)));
    }

    private static string Pool(string name, string gateway, string startIP) => JsonSerializer.Serialize(new
    {
        apiVersion = "nv-ipam.nvidia.com/v1alpha1",
        kind = "IPPool",
        metadata = new
        {
            name,
            @namespace = "dpf-operator-system",
            labels = new Dictionary<string, string>
            {
                ["dpu.nvidia.com/dpuserviceipam-name"] = name,
                ["dpu.nvidia.com/dpuserviceipam-namespace"] = $"dpf-operator-system{Turned}",
            },
        },
        spec = new { subnet = "10.1.0.0/24", perNodeBlockSize = 16, gateway, exclusions = new[] { new { startIP, endIP = "10.1.0.9" } } },
        status = new { allocations = new[] { new { nodeName = $"gone{Turned}", startIP = "10.1.0.1", endIP = "10.1.0.16" } } },
    });

    private static string Ipam(string name, string network) => JsonSerializer.Serialize(new
    {
        apiVersion = "svc.dpu.nvidia.com/v1alpha1",
        kind = "DPUServiceIPAM",
        metadata = new { name, @namespace = "dpf-operator-system" },
        spec = new
        {
            subnet = new { subnet = network, perNodeIPCount = 16, gateway = "10.0.0.1" },
            metadata = new { labels = new Dictionary<string, string> { ["x"] = $"y{Bell}" } },
        },
    });
}
