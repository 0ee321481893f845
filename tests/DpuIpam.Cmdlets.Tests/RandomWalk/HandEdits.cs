using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>What people, and what nv-ipam, do to the files between two commands: some of it harmless, some
/// not.</summary>
internal sealed partial class HandEdits
{
    /// <summary>Edits that are left out, since what commands make of them is known to be wrong; none, when all is
    /// mended.</summary>
    private static readonly string[] Known = [];

    private readonly Random _random;
    private readonly Func<LabFiles, HandStep?>[] _kinds;

    /// <summary>How what was broken is mended, as long as somebody remembers.</summary>
    private readonly List<Func<LabFiles, HandStep?>> _undo = [];
    private int _count;

    public HandEdits(Random random)
    {
        _random = random;
        Func<LabFiles, HandStep?>[] all =
        [
            AddNode, AddNode, AddNode, RemoveNode, RenameNode, LabelNode, AddCluster, RemoveCluster, RenameCluster,
            LabelCluster,
            SwitchMode, EditSelector, EditNodeSelector, Override, EditSpec, TwinObject, RemoveObject, DropShares,
            DropStatus,
            DropAllocation, EditAllocation, ClearAllocations, EditPoolSpec, EditOwner, DeletePool, MovePool, CopyPool,
            LinkPool, LinkHost, LinkFolder, FolderForFile, GarbageBefore, GarbageInside, Truncate, MisspellKind,
            MisspellGroup,
            Finalizer, Dpf, SplitFile, RunNvIpam,
        ];
        var without = (Environment.GetEnvironmentVariable("DPUIPAM_WALK_WITHOUT") ?? string.Join(',', Known))
            .Split(',');
        _kinds = [.. all.Where(edit => !without.Contains(edit.Method.Name))];
    }

    public HandStep? Next(LabFiles lab)
    {
        if (_undo.Count > 0 && _random.Next(5) < (_undo.Count < 3 ? 2 : 4))
        {
            var which = _random.Next(_undo.Count);
            var undo = _undo[which];
            _undo.RemoveAt(which);
            return undo(lab);
        }

        return _kinds[_random.Next(_kinds.Length)](lab);
    }

    private HandStep? AddNode(LabFiles lab) => Folders(lab) is { Length: > 0 } folders && Any(folders) is var folder
        ? Make($"a node joins {folder}", $"{folder}/node-{++_count}.yaml",
            NewLab.Node($"{folder}-n{_count}", Any("dpu", "dpu", "other")))
        : null;

    private HandStep? RemoveNode(LabFiles lab) =>
        Find(lab, "node") is { } node ? Remove($"{node.Name} leaves", lab, node) : null;

    private HandStep? RenameNode(LabFiles lab) => Find(lab, "node") is { } node
        ? Change($"{node.Name} is registered under another name", lab, node,
            root => root.Need("metadata").Children["name"] = $"{node.Name}x")
        : null;

    private HandStep? LabelNode(LabFiles lab) => Find(lab, "node") is { } node
        ? Change($"a label of {node.Name}", lab, node,
            root => root.Need("metadata", "labels").Children["role"] = Any("dpu", "other"))
        : null;

    private HandStep? AddCluster(LabFiles lab)
    {
        string[] missing = [.. NewLab.Clusters
            .Where(name => lab.Documents.All(document => document.Kind != "dpucluster" || document.Name != name))];
        return missing.Length == 0 || Any(missing) is not { } cluster
            ? null
            : Make($"{cluster} comes", $"cluster-{cluster}.yaml", NewLab.Cluster(cluster, Any("a", "b")));
    }

    private HandStep? RemoveCluster(LabFiles lab)
    {
        if (Find(lab, "dpucluster") is not { } cluster) return null;
        var text = Yaml.Write([cluster.Root]);
        _undo.Add(_ => Make($"{cluster.Name} is back", $"cluster-{cluster.Name}.yaml", text));
        return Remove($"the DPUCluster {cluster.Name} is deleted", lab, cluster);
    }

    private HandStep? RenameCluster(LabFiles lab)
    {
        if (Find(lab, "dpucluster") is not { } cluster || _random.Next(3) > 0) return null;
        var name = $"{cluster.Name}2";
        var step = Change($"{cluster.Name} is made anew as {name}", lab, cluster,
            root => root.Need("metadata").Children["name"] = name);
        return _random.Next(2) == 0 ? step
            : step with { Edits = [.. step.Edits, new FileEdit(FileEditKind.Move, cluster.Name, name)] };
    }

    private HandStep? LabelCluster(LabFiles lab) => Find(lab, "dpucluster") is { } cluster
        ? Change($"a label of {cluster.Name}", lab, cluster,
            root => root.Need("metadata", "labels").Children["site"] = Any("a", "b"))
        : null;

    private HandStep? SwitchMode(LabFiles lab)
    {
        if (Find(lab, "dpuserviceipam") is not { } ipam
            || ipam.Root.At("spec") is not YamlMappingNode spec) return null;
        string[] modes = ["subnet", "network", "ipv4Subnet", "ipv4Network"];
        var isNetwork = spec.At("network") is not null || spec.At("ipv4Network") is not null;
        var kept = modes.Where(mode => spec.At(mode) is not null)
            .ToDictionary(static mode => mode, mode => spec.At(mode)!);
        var wanted = isNetwork ? "subnet" : "network";
        var other = Yaml.One(isNetwork ? NewLab.Subnet("x", _random) : NewLab.Network("x", _random));
        _undo.Add(now => Find(now, "dpuserviceipam", ipam.Name) is { } found
            ? Change($"{ipam.Name} is as it was", now, found, root => Put(root, kept))
            : null);
        return Change($"{ipam.Name} is edited to the other mode", lab, ipam, root => Put(root,
            new Dictionary<string, YamlNode> { [wanted] = other.At("spec", wanted)! }));

        void Put(YamlMappingNode root, Dictionary<string, YamlNode> fields)
        {
            foreach (var mode in modes) root.Need("spec").Children.Remove(mode);
            foreach (var (mode, value) in fields) root.Need("spec").Children[mode] = value;
        }
    }

    private HandStep? EditSelector(LabFiles lab) => Find(lab, "dpuserviceipam") is { } ipam
        ? Change($"{ipam.Name} is for other clusters", lab, ipam, root =>
        {
            if (_random.Next(3) == 0) root.Need("spec").Children.Remove("dpuClusterSelector");
            else root.Need("spec", "dpuClusterSelector", "matchLabels").Children["site"] = Any("a", "b");
        })
        : null;

    private HandStep? EditNodeSelector(LabFiles lab) => Find(lab, "dpuserviceipam") is { } ipam
        ? Change($"{ipam.Name} is for other nodes", lab, ipam, root =>
            root.Need("spec").Children["nodeSelector"] = Yaml.One($$"""
            nodeSelectorTerms:
            - matchExpressions:
              - {key: role, operator: In, values: [{{Any("dpu", "other")}}]}
            """))
        : null;

    private HandStep? Override(LabFiles lab) => Find(lab, "dpuserviceipam") is { } ipam
        ? Change($"the pools of {ipam.Name} get another name", lab, ipam, root =>
        {
            const string annotation = "svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override";
            if (_random.Next(3) == 0) root.Need("metadata", "annotations").Children.Remove(annotation);
            else root.Need("metadata", "annotations").Children[annotation] = Any("blue", "shared", "fabric");
            if (root.Need("metadata", "annotations").Children.Count == 0)
                root.Need("metadata").Children.Remove("annotations");
        })
        : null;

    private HandStep? EditSpec(LabFiles lab) => Find(lab, "dpuserviceipam") is { } ipam
        ? Change($"the range of {ipam.Name} is edited", lab, ipam, root =>
        {
            if (root.At("spec", "subnet") is YamlMappingNode subnet)
            {
                var (field, value) = Any(("subnet", "192.168.0.0/24"), ("subnet", "192.168.0.0/26"),
                    ("subnet", "172.16.0.0/25"), ("perNodeIPCount", "7"), ("gateway", "192.168.0.7"),
                    ("blocksPerDPUCluster", "3"), ("blocksPerDPUCluster", "9"));
                subnet.Children[field] = value;
            }
            else if (root.At("spec", "network") is YamlMappingNode network)
            {
                var (field, value) = Any(("network", "10.1.0.0/23"), ("network", "10.1.0.0/25"), ("prefixSize", "29"),
                    ("subnetsPerDPUCluster", "3"), ("subnetsPerDPUCluster", "7"), ("gatewayIndex", "2"),
                    ("network", "10.2.0.0/24"));
                network.Children[field] = value;
            }
        })
        : null;

    private HandStep? TwinObject(LabFiles lab)
    {
        if (Find(lab, "dpuserviceipam") is not { } ipam || Find(lab, "dpuserviceipam", "twin") is not null) return null;
        var twin = Yaml.One(Yaml.Write([ipam.Root]));
        twin.Need("metadata").Children["name"] = "twin";
        if (_random.Next(2) == 0) twin.Children.Remove("status");
        return Make($"a second object on the range of {ipam.Name}", "twin.yaml", Yaml.Write([twin]));
    }

    private HandStep? RemoveObject(LabFiles lab)
    {
        if (Find(lab, "dpuserviceipam") is not { } ipam) return null;
        var copy = Yaml.One(Yaml.Write([ipam.Root]));
        if (_random.Next(2) == 0) copy.Children.Remove("status");
        _undo.Add(_ => Make($"{ipam.Name} is back", $"again-{ipam.Name}.yaml", Yaml.Write([copy])));
        return Remove($"{ipam.Name} is deleted", lab, ipam);
    }

    private HandStep? DropShares(LabFiles lab) =>
        Find(lab, "dpuserviceipam") is { } ipam && ipam.Root.Items("status", "dpuClusterAllocations").Any()
        ? Change($"shares of {ipam.Name} are lost", lab, ipam, root =>
        {
            if (_random.Next(2) == 0) root.Need("status").Children.Remove("dpuClusterAllocations");
            else ((YamlSequenceNode)root.At("status", "dpuClusterAllocations")!).Children.RemoveAt(0);
        })
        : null;

    private HandStep? DropStatus(LabFiles lab) =>
        Find(lab, "dpuserviceipam") is { } ipam && ipam.Root.At("status") is not null
        ? Change($"the status of {ipam.Name} is lost", lab, ipam, static root => root.Children.Remove("status"))
        : null;

    private T Any<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private LabDocument? Find(LabFiles lab, string kind, string? name = null)
    {
        LabDocument[] found = [.. lab.Documents
            .Where(document => (kind == "pool" ? document.IsPool : document.Kind == kind)
            && (name is null || document.Name == name) && IsPlain(lab, document.File))];
        return found.Length == 0 ? null : Any<LabDocument>(found);
    }

    /// <summary>Whether a file is one that an editor saves where it is read.</summary>
    private static bool IsPlain(LabFiles lab, string file) => !lab.Malformed.Contains(file)
        && !lab.Texts[file].StartsWith("-> ", StringComparison.Ordinal)
        && !lab.Texts[file].StartsWith("folder\n", StringComparison.Ordinal);

    private static string[] Folders(LabFiles lab) =>
        [.. lab.Documents.Where(static document => document.Kind == "dpucluster")
            .Select(static document => document.Name)];

    private static HandStep Make(string title, string file, string text) =>
        new(title, [new FileEdit(FileEditKind.Write, file, text)]);

    private static HandStep Change(string title, LabFiles lab, LabDocument document, Action<YamlMappingNode> change)
    {
        var roots = Yaml.Read(lab.Texts[document.File]);
        change(roots[document.Index]);
        return Make(title, document.File, Yaml.Write(roots));
    }

    private static HandStep Remove(string title, LabFiles lab, LabDocument document)
    {
        var roots = Yaml.Read(lab.Texts[document.File]);
        roots.RemoveAt(document.Index);
        return roots.Count > 0
            ? Make(title, document.File, Yaml.Write(roots))
            : new HandStep(title, [new FileEdit(FileEditKind.Delete, document.File)]);
    }
}
