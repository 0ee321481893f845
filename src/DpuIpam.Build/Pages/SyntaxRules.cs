using System.Collections.Immutable;

namespace DpuIpam.Build.Pages;

/// <summary>
/// SYNTAX and PARAMETERS say some things twice, since PlatyPS has it so. They must say the same: a parameter that was
/// added in one place only is how help begins to lie.
/// </summary>
internal static class SyntaxRules
{
    public static void Check(
        PageSource source, ImmutableArray<ParameterSet> syntax, ImmutableArray<Parameter> parameters)
    {
        foreach (var set in syntax.Where((set, i) => syntax.Take(i).Any(other => other.Name == set.Name)))
            source.Problem(set.Line, $"The parameter set '{set.Name}' is here twice.");
        foreach (var set in syntax.Where(set => set.IsDefault).Skip(1))
            source.Problem(set.Line, "Only one parameter set can be the default: remove '(Default)' here or above.");
        foreach (var parameter in parameters.Where((it, i) => parameters.Take(i).Any(other => other.Name == it.Name)))
            source.Problem(parameter.Line, $"-{parameter.Name} is described twice.");

        foreach (var parameter in parameters)
            CheckSets(source, syntax, parameter);
        foreach (var set in syntax)
            CheckSet(source, set, parameters);
    }

    private static void CheckSets(PageSource source, ImmutableArray<ParameterSet> syntax, Parameter parameter)
    {
        var (name, uses) = (parameter.Name, parameter.Metadata.Sets);
        if (uses.Length == 0)
            source.Problem(parameter.Line, $"The metadata of -{name} names no parameter set: list them, or '(All)'.");
        foreach (var use in uses.Where(use => !use.IsInAll && !syntax.Any(set => set.Name == use.Set)))
            source.Problem(use.Line, $"-{name} is in the parameter set '{use.Set}', which '## SYNTAX' doesn't have.");
    }

    private static void CheckSet(PageSource source, ParameterSet set, ImmutableArray<Parameter> parameters)
    {
        foreach (var shown in set.Parameters)
            CheckShown(source, set, shown, parameters.FirstOrDefault(parameter => parameter.Name == shown.Name));

        foreach (var parameter in parameters.Where(parameter => parameter.Metadata.In(set.Name) is not null))
        {
            var isShown = set.Parameters.Any(shown => shown.Name == parameter.Name);
            var (name, line) = (parameter.Name, parameter.Line);
            if (!isShown && !parameter.Metadata.DontShow)
                source.Problem(line, $"-{name} is in the set '{set.Name}', but its syntax (line {set.Line}) lacks it.");
            if (isShown && parameter.Metadata.DontShow)
                source.Problem(line, $"-{name} has 'DontShow: true', but the syntax (line {set.Line}) shows it.");
        }
    }

    private static void CheckShown(PageSource source, ParameterSet set, SyntaxParameter shown, Parameter? parameter)
    {
        var name = shown.Name;
        if (parameter is null)
            Problem($"The syntax has -{name}, which '## PARAMETERS' doesn't describe: add '### -{name}'.");
        else if (parameter.Metadata.In(set.Name) is not { } use)
            Problem($"The syntax of '{set.Name}' has -{name}, whose metadata (line {parameter.Line}) lacks that set.");
        else
            CheckUse(shown, use, parameter.Metadata, Problem);

        void Problem(string text) => source.Problem(shown.Line, text);
    }

    private static void CheckUse(
        SyntaxParameter shown, ParameterUse use, ParameterMetadata metadata, Action<string> report)
    {
        if (shown.IsRequired != use.IsRequired)
            Differ(shown.IsRequired ? "is required" : "is optional", $"IsRequired: {use.IsRequired}");
        if (shown.ValueType is not null && shown.IsPositional != use.IsPositional)
            Differ(shown.IsPositional ? "is positional" : "is named", $"Position: {use.Position}");
        if (shown.ValueType is null != metadata.IsSwitch)
            Differ(shown.ValueType is null ? "is a switch" : "takes a value", $"Type: {metadata.Type}");

        void Differ(string syntax, string other) =>
            report($"-{shown.Name} {syntax} in this syntax, but its metadata (line {use.Line}) says '{other}'.");
    }
}
