namespace DpuIpam.Validation;

/// <summary>Kinds of validation errors, named as in Kubernetes.</summary>
internal enum SpecErrorType
{
    FieldValueInvalid,
    FieldValueRequired,
    FieldValueForbidden,
}

/// <summary>One violated rule of a pool, as upstream's validation reports it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Type">The kind of error.</param>
/// <param name="Field">Path of the field.</param>
/// <param name="Value">The value as upstream prints it; unused when required or forbidden.</param>
/// <param name="Detail">Upstream's text.</param>
internal sealed record SpecError(Rule Rule, SpecErrorType Type, string Field, string Value, string Detail)
{
    /// <summary>The error as upstream's log and events print it.</summary>
    public string Message => Type switch
    {
        SpecErrorType.FieldValueRequired => $"{Field}: Required value: {Detail}",
        SpecErrorType.FieldValueForbidden => $"{Field}: Forbidden: {Detail}",
        _ => $"{Field}: Invalid value: {Value}: {Detail}",
    };
}
