using System.Collections;
using System.Management.Automation;

namespace DpuIpam.Input;

/// <summary>Makes nodes of names; Node objects stay as they are.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        inputData = PowerShellTree.Unwrap(inputData);
        if (inputData is null) return Array.Empty<Node>();
        if (inputData is Node or Node[]) return inputData;
        if (inputData is string or not IEnumerable) return new[] { ToNode(inputData) };
        var nodes = new List<Node>();
        foreach (var item in (IEnumerable)inputData) nodes.Add(ToNode(PowerShellTree.Unwrap(item)));
        return nodes.ToArray();
    }

    private static Node ToNode(object? item)
    {
        if (item is Node node) return node;
        var name = LanguagePrimitives.ConvertTo<string>(item);
        var errors = Validation.Labels.CheckSubdomain(name);
        return errors.Count == 0
            ? new Node(name)
            : throw new ArgumentTransformationMetadataException($"'{name}' can't be the name of a node: {errors[0]}.");
    }
}
