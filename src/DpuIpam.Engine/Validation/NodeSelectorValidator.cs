namespace DpuIpam.Validation;

/// <summary>nv-ipam's checks of a node selector (docs/upstream.md, 4.4). Its field paths leave out a level.</summary>
internal static class NodeSelectorValidator
{
    private const string Root = "spec.nodeSelectorTerms";

    public static void Validate(NodeSelector? selector, List<SpecError> errors)
    {
        if (selector is null) return;
        if (selector.Terms.Count == 0)
        {
            errors.Add(new SpecError(Rules.SelectorWithoutTerms, SpecErrorType.FieldValueRequired, Root, "",
                "must have at least one node selector term"));
        }

        for (var i = 0; i < selector.Terms.Count; i++)
        {
            var term = selector.Terms[i];
            for (var j = 0; j < term.MatchExpressions.Count; j++)
                CheckExpression(term.MatchExpressions[j], $"{Root}[{i}].matchExpressions[{j}]", errors);
            for (var j = 0; j < term.MatchFields.Count; j++)
                CheckField(term.MatchFields[j], $"{Root}[{i}].matchFields[{j}]", errors);
        }
    }

    private static void CheckExpression(SelectorRequirement requirement, string path, List<SpecError> errors)
    {
        switch (requirement.Operator)
        {
            case "In" or "NotIn" when requirement.Values.Count == 0:
                errors.Add(new SpecError(Rules.SelectorValues, SpecErrorType.FieldValueRequired, path + ".values", "",
                    "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when requirement.Values.Count > 0:
                errors.Add(new SpecError(Rules.SelectorValues, SpecErrorType.FieldValueForbidden, path + ".values", "",
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "Gt" or "Lt" when requirement.Values.Count != 1:
                errors.Add(new SpecError(Rules.SelectorValues, SpecErrorType.FieldValueRequired, path + ".values", "",
                    "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            default:
                errors.Add(UnknownOperator(requirement, path));
                break;
        }

        foreach (var error in Labels.CheckKey(requirement.Key))
        {
            errors.Add(new SpecError(Rules.SelectorKey, SpecErrorType.FieldValueInvalid, path + ".key",
                GoText.Quote(requirement.Key), error));
        }
    }

    private static void CheckField(SelectorRequirement requirement, string path, List<SpecError> errors)
    {
        if (requirement.Operator is not ("In" or "NotIn"))
        {
            errors.Add(UnknownOperator(requirement, path));
        }
        else if (requirement.Values.Count != 1)
        {
            errors.Add(new SpecError(Rules.SelectorValues, SpecErrorType.FieldValueRequired, path + ".values", "",
                "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
        }

        if (requirement.Key != "metadata.name")
        {
            errors.Add(new SpecError(Rules.SelectorKey, SpecErrorType.FieldValueInvalid, path + ".key",
                GoText.Quote(requirement.Key), "not a valid field selector key"));
            return;
        }

        for (var k = 0; k < requirement.Values.Count; k++)
        {
            foreach (var error in Labels.CheckSubdomain(requirement.Values[k]))
            {
                errors.Add(new SpecError(Rules.SelectorFieldValue, SpecErrorType.FieldValueInvalid,
                    $"{path}.values[{k}]", GoText.Quote(requirement.Values[k]), error));
            }
        }
    }

    private static SpecError UnknownOperator(SelectorRequirement requirement, string path) => new(
        Rules.SelectorOperator, SpecErrorType.FieldValueInvalid, path + ".operator",
        GoText.Quote(requirement.Operator), "not a valid selector operator");
}
