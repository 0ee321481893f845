using static DpuIpam.FindingSeverity;

namespace DpuIpam.Validation;

/// <summary>What the schema of a kind says of a manifest.</summary>
internal static partial class Rules
{
    public static readonly Rule DpfFieldMissing = Dpf("DpfFieldMissing",
        "A field that the schema of DPUServiceIPAM requires is missing: the API server refuses the object.",
        "Add the field that the message names.", Crd);

    public static readonly Rule FieldMissing = NvIpam("FieldMissing",
        "A field that the schema of IPPool or CIDRPool requires is missing: the API server refuses the pool.",
        "Add the field that the message names.", "api/v1alpha1: types, 2.1 and 2.2");

    public static readonly Rule UnknownField = Ours("UnknownField", Warning,
        "A field that its schema does not know has no effect: kubectl refuses the manifest, and an API server drops the field"
        + " without a word.",
        "Write the field as the schema has it, or remove it.", Own);
}
