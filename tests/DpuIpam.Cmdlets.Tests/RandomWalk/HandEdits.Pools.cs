using YamlDotNet.RepresentationModel;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <content>Edits of pools.</content>
internal sealed partial class HandEdits
{
    private HandStep? DropAllocation(LabFiles lab) => FindAllocated(lab) is { } pool
        ? Change($"an allocation of {pool.Folder}/{pool.Name} is lost", lab, pool,
            root => AllocationsOf(root).RemoveAt(_random.Next(AllocationsOf(root).Count)))
        : null;

    private HandStep? EditAllocation(LabFiles lab) => FindAllocated(lab) is { } pool
        ? Change($"an allocation of {pool.Folder}/{pool.Name} is edited", lab, pool, root =>
        {
            var list = AllocationsOf(root);
            var entry = (YamlMappingNode)list[_random.Next(list.Count)];
            switch (_random.Next(3))
            {
                case 0:
                    entry.Children["nodeName"] = $"{pool.Folder}-{_random.Next(3)}";
                    break;
                case 1 when pool.Kind == "ippool":
                    var start = (_random.Next(20) * 6) + 1;
                    entry.Children["startIP"] = $"192.168.0.{start}";
                    entry.Children["endIP"] = $"192.168.0.{start + 5}";
                    break;
                case 1:
                    var block = _random.Next(16) * 16;
                    entry.Children["prefix"] = $"10.1.0.{block}/28";
                    entry.Children["gateway"] = $"10.1.0.{block + 1}";
                    break;
                default:
                    list.Add(Yaml.One(Yaml.Write([entry])));
                    ((YamlMappingNode)list[^1]).Children["nodeName"] = $"{pool.Folder}-{_random.Next(3)}";
                    break;
            }
        })
        : null;

    private HandStep? ClearAllocations(LabFiles lab) => FindAllocated(lab) is { } pool
        ? Change($"the status of {pool.Folder}/{pool.Name} is lost", lab, pool,
            static root => root.Children.Remove("status"))
        : null;

    private HandStep? EditPoolSpec(LabFiles lab) => Find(lab, "pool") is { } pool
        ? Change($"the spec of {pool.Folder}/{pool.Name} is edited", lab, pool, root =>
        {
            var spec = root.Need("spec");
            switch (_random.Next(4))
            {
                case 0:
                    spec.Children.Remove("exclusions");
                    break;
                case 1:
                    spec.Children["nodeSelector"] = Yaml.One("nodeSelectorTerms: [{matchExpressions: [{key: role, operator: In, values: [dpu]}]}]");
                    break;
                case 2 when pool.Kind == "cidrpool":
                    spec.Children["gatewayIndex"] = "3";
                    break;
                case 2:
                    spec.Children["perNodeBlockSize"] = "5";
                    break;
                default:
                    spec.Children.Remove("nodeSelector");
                    break;
            }
        })
        : null;

    private HandStep? EditOwner(LabFiles lab) => Find(lab, "pool") is { } pool
        ? Change($"the owner of {pool.Folder}/{pool.Name} is edited", lab, pool, root =>
        {
            const string label = "dpu.nvidia.com/dpuserviceipam-name";
            if (_random.Next(2) == 0) root.Need("metadata", "labels").Children.Remove(label);
            else root.Need("metadata", "labels").Children[label] = Any("shared", "fabric", "twin");
        })
        : null;

    private HandStep? DeletePool(LabFiles lab)
    {
        if (Find(lab, "pool") is not { } pool) return null;
        var text = Yaml.Write([pool.Root]);
        if (_random.Next(2) == 0) _undo.Add(_ =>
            Make($"{pool.Folder}/{pool.Name} is back", $"{pool.Folder}/back-{pool.Name}.yaml", text));
        return Remove($"{pool.Folder}/{pool.Name} is deleted", lab, pool);
    }

    private HandStep? MovePool(LabFiles lab)
    {
        if (Find(lab, "pool") is not { } pool || Folders(lab) is not { Length: > 0 } folders) return null;
        var folder = Any(folders);
        var text = Yaml.Write([pool.Root]);
        var step = Remove($"{pool.Folder}/{pool.Name} is moved to {folder}", lab, pool);
        return step with { Edits = [.. step.Edits,
            new FileEdit(FileEditKind.Write, $"{folder}/moved-{pool.Name}.yaml", text)] };
    }

    private HandStep? CopyPool(LabFiles lab)
    {
        if (Find(lab, "pool") is not { } pool) return null;
        var file = $"{pool.Folder}/copy-{pool.Name}.yaml";
        _undo.Add(_ => new HandStep($"the copy {file} is deleted", [new FileEdit(FileEditKind.Delete, file)]));
        return Make($"{pool.Folder}/{pool.Name} is copied", file, Yaml.Write([pool.Root]));
    }

    private HandStep? Finalizer(LabFiles lab)
    {
        if (Find(lab, "pool") is not { } pool) return null;
        // A server would remove it, once nothing holds what is being deleted.
        _undo.Add(now => Find(now, "pool", pool.Name) is not { } found ? null
            : found.Root.At("metadata", "deletionTimestamp") is not null
            ? Remove($"nothing holds {found.Folder}/{found.Name} any more", now, found)
            : Change($"the finalizers of {found.Folder}/{found.Name} are taken off", now, found,
                static root => root.Need("metadata").Children.Remove("finalizers")));
        return Change($"{pool.Folder}/{pool.Name} gets a finalizer", lab, pool, root =>
            root.Need("metadata").Children["finalizers"] = new YamlSequenceNode(new YamlScalarNode("example.com/held")));
    }

    /// <summary>nv-ipam would not leave a node that is gone in a status.</summary>
    private HandStep? RunNvIpam(LabFiles lab)
    {
        if (FindAllocated(lab) is not { } pool) return null;
        var nodes = lab.Documents.Where(document => document.Kind == "node" && document.Folder == pool.Folder)
            .Select(static document => document.Name).ToHashSet(StringComparer.Ordinal);
        return Change($"nodes that are gone leave {pool.Folder}/{pool.Name}", lab, pool, root =>
        {
            foreach (var gone in AllocationsOf(root).Where(item => !nodes.Contains(item.Text("nodeName"))).ToArray())
                AllocationsOf(root).Remove(gone);
        });
    }

    private LabDocument? FindAllocated(LabFiles lab) =>
        Find(lab, "pool") is { } pool && pool.Root.Items("status", "allocations").Any() ? pool : null;

    private static IList<YamlNode> AllocationsOf(YamlNode root) =>
        ((YamlSequenceNode)root.At("status", "allocations")!).Children;
}
