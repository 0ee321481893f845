namespace DpuIpam.Resources;

/// <summary>Reads the two selector languages of Kubernetes.</summary>
internal static class SelectorReader
{
    public static NodeSelector? ReadNodeSelector(FieldReader selector) => !selector.Exists
        ? null
        : new NodeSelector(selector["nodeSelectorTerms"].List(static term => new NodeSelectorTerm(
            term["matchExpressions"].List(ReadRequirement), term["matchFields"].List(ReadRequirement))));

    public static LabelSelector? ReadLabelSelector(FieldReader selector) => !selector.Exists
        ? null
        : new LabelSelector(
            selector["matchLabels"].StringMap() ?? new Dictionary<string, string>(),
            selector["matchExpressions"].List(ReadRequirement));

    private static SelectorRequirement ReadRequirement(FieldReader requirement) => new(
        requirement["key"].String() ?? "",
        requirement["operator"].String() ?? "",
        requirement["values"].List(static value => value.String() ?? ""));
}
