namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>Lines that somebody types: all cmdlets that write, mostly without consent.</summary>
internal sealed class Commands(Random random)
{
    private static readonly string[] Names = ["shared", "fabric", "extra", "twin"];

    public CommandStep Next(LabFiles lab)
    {
        string[] there = [.. lab.Documents.Where(static document => document.Kind == "dpuserviceipam")
            .Select(static document => document.Name).Distinct()];
        var name = there.Length > 0 && random.Next(8) > 0 ? Any(there) : Any(Names);
        var isNetwork = lab.Documents.Any(document => document.Kind == "dpuserviceipam" && document.Name == name
            && (document.Root.At("spec", "network") ?? document.Root.At("spec", "ipv4Network")) is not null);
        return random.Next(100) switch
        {
            < 40 => Sync(name),
            < 75 => Set(name, isNetwork, lab),
            < 83 => New(name),
            < 88 => Foreseen(name, isNetwork, lab),
            < 93 => RemovePool(name, lab),
            < 97 => Remove(name),
            _ => Hand(name),
        };
    }

    private CommandStep Sync(string name)
    {
        var (switches, renumbers, drops) = Consents();
        var what = random.Next(7) switch
        {
            < 3 => "Sync-DpuPool -All",
            3 => $"Sync-DpuPool {name}",
            4 => $"Get-DpuServiceIpam {name} | Sync-DpuPool",
            5 => $"Get-DpuIpamPlan -Name {name} -Connection lab | Sync-DpuPool",
            _ => "Get-DpuServiceIpam | Sync-DpuPool",
        };
        var isAll = what is "Sync-DpuPool -All" or "Get-DpuServiceIpam | Sync-DpuPool";
        var whatIf = random.Next(8) == 0 ? " -WhatIf" : "";
        var allocate = random.Next(4) > 0 ? " -Allocate" : "";
        var consent = new Consent(renumbers, drops) { Owner = isAll ? null : name };
        var released = random.Next(15) == 0 ? Any(NewLab.Clusters) : null;
        if (released is not null) switches += $" -ReleaseCluster {released}";
        return new CommandStep($"{what}{allocate} -TimeoutSec 0{switches}{whatIf}")
        {
            Consents = released is null
                ? [consent]
                : [consent, new Consent(false, true) { Owner = consent.Owner, Folder = released }],
        };
    }

    private CommandStep Set(string name, bool isNetwork, LabFiles lab)
    {
        var (switches, renumbers, drops) = Consents();
        var edit = Edit(isNetwork, lab);
        if (random.Next(5) == 0) edit = Joined(edit, Edit(isNetwork, lab));
        var whatIf = random.Next(8) == 0 ? " -WhatIf" : "";
        var sync = whatIf.Length == 0 && random.Next(4) == 0 ? " | Sync-DpuPool -Allocate -TimeoutSec 0" : "";
        return new CommandStep($"Set-DpuServiceIpam {name}{edit} -TimeoutSec 1{switches}{whatIf}{sync}")
        {
            Edited = name, Consents = [new Consent(renumbers, drops) { Owner = name }],
        };
    }

    /// <summary>A parameter twice would be an error of the line.</summary>
    private static string Joined(string edit, string more)
    {
        var given = edit.Split(' ').Where(static word => word.StartsWith('-')).ToHashSet(StringComparer.Ordinal);
        return more.Split(' ').Any(given.Contains) ? edit : edit + more;
    }

    /// <summary>What an edit leads to is looked at, by both.</summary>
    private CommandStep Foreseen(string name, bool isNetwork, LabFiles lab)
    {
        var last = random.Next(3) switch { 0 => "Get-DpuIpamPlan -Connection lab",
            1 => "Sync-DpuPool -Allocate -TimeoutSec 0 -WhatIf", _ => "Sync-DpuPool -TimeoutSec 0" };
        return new CommandStep($"Set-DpuServiceIpam {name}{Edit(isNetwork, lab)} -WhatIf | {last}");
    }

    private CommandStep New(string name)
    {
        var (switches, renumbers, drops) = Consents();
        var spec = Shape();
        var whatIf = random.Next(6) == 0 ? " -WhatIf" : "";
        var sync = whatIf.Length == 0 && random.Next(3) == 0 ? " | Sync-DpuPool -Allocate -TimeoutSec 0" : "";
        return new CommandStep($"New-DpuServiceIpam {name}{spec} | Set-DpuServiceIpam -TimeoutSec 1{switches}{whatIf}{sync}")
        {
            Edited = name, Consents = [new Consent(renumbers, drops) { Owner = name }],
        };
    }

    private CommandStep RemovePool(string name, LabFiles lab)
    {
        var pool = random.Next(4) == 0 ? "blue" : name;
        string[] clusters = [.. lab.Documents.Where(static document => document.Kind == "dpucluster")
            .Select(static document => document.Name), "east"];
        var cluster = random.Next(2) == 0 ? Any(clusters) : null;
        var allow = random.Next(5) == 0;
        var whatIf = random.Next(5) == 0 ? " -WhatIf" : "";
        var line = random.Next(2) == 0
            ? $"Remove-DpuPool {pool}{(cluster is null ? "" : $" -Cluster {cluster}")}"
            : $"Get-DpuPool {pool}{(cluster is null ? "" : $" -Cluster {cluster}")} | Remove-DpuPool";
        return new CommandStep($"{line} -TimeoutSec 1 -Confirm:$false{(allow ? " -AllowDrop" : "")}{whatIf}")
        {
            Consents = [new Consent(false, allow) { Pool = pool, Folder = cluster }],
        };
    }

    private CommandStep Remove(string name)
    {
        var allow = random.Next(4) == 0;
        var whatIf = random.Next(4) == 0 ? " -WhatIf" : "";
        var line = random.Next(2) == 0 ? $"Remove-DpuServiceIpam {name}"
            : $"Get-DpuServiceIpam {name} | Remove-DpuServiceIpam";
        return new CommandStep($"{line} -TimeoutSec 1 -Confirm:$false{(allow ? " -AllowDrop" : "")}{whatIf}")
        {
            Consents = [new Consent(false, allow) { Owner = name }],
        };
    }

    private CommandStep Hand(string name) => new(random.Next(3) switch
    {
        0 => "Sync-DpuPool -All -TakeOverFromDpf -TimeoutSec 0",
        1 => $"Sync-DpuPool {name} -Allocate -TakeOverFromDpf -TimeoutSec 0",
        _ => "Sync-DpuPool -All -HandBackToDpf -TimeoutSec 0",
    });

    private (string Switches, bool Renumbers, bool Drops) Consents() => random.Next(12) switch
    {
        0 => (" -AllowRenumber", true, false),
        1 => (" -AllowDrop", false, true),
        2 => (" -AllowRenumber -AllowDrop", true, true),
        _ => ("", false, false),
    };

    private string Edit(bool isNetwork, LabFiles lab) => random.Next(100) switch
    {
        < 12 => Shape(),
        < 22 => $" -Network {(isNetwork ? Any("10.1.0.0/23", "10.1.0.0/25", "10.2.0.0/23", "10.1.0.0/24") : Any("192.168.0.0/24", "192.168.0.0/26", "192.168.0.0/25", "10.1.0.0/24"))}",
        < 32 => $" -QuotaPerCluster {Any("1", "2", "4", "6", "8", "12")}",
        < 42 => isNetwork ? $" -GatewayIndex {Any("1", "2", "14", "$null")}"
            : $" -Gateway 192.168.0.{Any("1", "2", "7", "126")}",
        < 52 => $" -AddExclusion {Addresses(isNetwork)}",
        < 57 => Any(" -Exclusion @()", $" -RemoveExclusion {Addresses(isNetwork)}",
            $" -Exclusion {Addresses(isNetwork)}"),
        < 67 => $" -NodeSelector {Any("@{ role = 'dpu' }", "@{ role = 'other' }", "$null")}",
        < 77 => $" -ClusterSelector {Any("@{ site = 'a' }", "@{ site = 'b' }", "$null")}",
        < 85 => $" -PoolName {Any("blue", "green", "shared", "fabric", "$null")}",
        < 90 => $" -PoolLabel {Any("@{ a = 'b' }", "$null")}",
        < 96 => isNetwork ? $" -Allocation {Statics(lab)}" : " -PerNodeIPCount 7",
        _ => Any(" -ReserveFirst 2", " -ReserveLast 1", " -Route 10.99.0.0/16", " -PoolAnnotation @{ x = 'y' }",
            isNetwork ? " -PrefixSize 29" : " -PerNodeIPCount 5"),
    };

    /// <summary>A range with its size: a new object, or another mode.</summary>
    private string Shape()
    {
        var quota = random.Next(5) == 0 ? "" : $" -QuotaPerCluster {random.Next(2, 7)}";
        return random.Next(2) == 0
            ? $" -Network {Any("192.168.0.0/25", "192.168.0.0/24", "192.168.0.0/26")} -PerNodeIPCount {Any("6", "6", "3")} -Gateway 192.168.0.1{quota}"
            : $" -Network {Any("10.1.0.0/24", "10.2.0.0/24", "10.1.0.0/23")} -PrefixSize 28 -GatewayIndex 1{quota}";
    }

    private string Addresses(bool isNetwork)
    {
        var start = random.Next(0, 20) * 6;
        return isNetwork
            ? Any($"10.1.0.{random.Next(16) * 16}/28", $"10.2.0.{random.Next(16) * 16}/28", "10.1.0.4")
            : Any($"192.168.0.{start + 1}-192.168.0.{start + random.Next(1, 13)}", $"192.168.0.{start + 1}");
    }

    private string Statics(LabFiles lab)
    {
        string[] nodes = [.. lab.Documents.Where(static document => document.Kind == "node")
            .Select(static document => document.Name), "guest"];
        return random.Next(4) switch
        {
            0 => "$null",
            1 => $"@{{ '{Any(nodes)}' = '10.1.0.{random.Next(16) * 16}/28'; 'guest-2' = '10.1.0.{random.Next(16) * 16}/28' }}",
            _ => $"@{{ '{Any(nodes)}' = '10.{random.Next(1, 3)}.0.{random.Next(16) * 16}/28' }}",
        };
    }

    private T Any<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
