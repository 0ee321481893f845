using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace DpuIpam.Shell.CommandLine;

/// <summary>
/// Turns the words an operating system hands over into PowerShell text in which each is one argument again.
/// </summary>
/// <remarks>
/// A word keeps its PowerShell meaning only as long as that is data: names, numbers, lists, tables, script blocks. All
/// else (blanks, quotes, dollar signs, subexpressions) becomes literal text, so that a file's name can never run code.
/// </remarks>
internal static partial class CommandWords
{
    private const string Pipe = "|";

    /// <summary>A script's path, which text that only ends in one is not.</summary>
    public static bool IsScriptFile(string word) =>
        word.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) && (!word.Any(char.IsWhiteSpace) || File.Exists(word));

    /// <summary>One script file and its arguments, without a pipe behind it.</summary>
    public static bool IsScriptFileCall(IReadOnlyList<string> words) =>
        IsScriptFile(words[0]) && !words.Contains(Pipe);

    public static string ToScript(IEnumerable<string> words)
    {
        var script = new StringBuilder();
        var startsCommand = true;
        foreach (var word in words)
        {
            if (script.Length > 0)
                script.Append(' ');
            script.Append(word == Pipe ? Pipe : startsCommand ? CommandName(word) : Argument(word));
            startsCommand = word == Pipe;
        }

        return script.ToString();
    }

    private static string CommandName(string word) =>
        PlainName().IsMatch(word) ? word : $"& {Literal(IsScriptFile(word) ? ScriptPath(word) : word)}";

    /// <summary>The full path, since PowerShell runs no script of the current folder by its bare name.</summary>
    private static string ScriptPath(string word)
    {
        var path = Path.GetFullPath(word);
        return File.Exists(path) ? path : throw new ShellException($"There is no script file '{path}'.");
    }

    private static string Argument(string word)
    {
        if (ParameterWithValue().Match(word) is { Success: true } match)
            return $"-{match.Groups["name"].Value}:{Value(Switch(match.Groups["value"].Value))}";
        return PlainParameter().IsMatch(word) ? word : Value(word);
    }

    /// <summary>Other shells eat <c>$false</c>, so that <c>-Confirm:false</c> is what their users can write.</summary>
    private static string Switch(string value) => value.ToUpperInvariant() switch
    {
        "TRUE" => "$true",
        "FALSE" => "$false",
        _ => value,
    };

    private static string Value(string word) => IsData(word) ? word : Literal(word);

    private static string Literal(string word) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(word)}'";

    private static bool IsData(string word)
    {
        // The leading name makes the parser read the word as an argument.
        var ast = Parser.ParseInput("x " + word, out _, out var errors);
        return errors.Length == 0
            && ast is { ParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: [PipelineAst pipeline] }
            && pipeline is { Background: false, PipelineElements: [CommandAst { Redirections: [], CommandElements: [_, ExpressionAst value] }] }
            && value.Extent.Text == word
            && IsData(value);
    }

    private static bool IsData(ExpressionAst value) => value switch
    {
        ScriptBlockExpressionAst => true,
        ExpandableStringExpressionAst => false,
        StringConstantExpressionAst text => IsData(text),
        ConstantExpressionAst => true,
        VariableExpressionAst variable => !variable.Splatted && IsConstant(variable),
        UnaryExpressionAst { TokenKind: TokenKind.Minus or TokenKind.Plus } unary => IsData(unary.Child),
        ArrayLiteralAst list => list.Elements.All(IsData),
        ArrayExpressionAst list => list.SubExpression.Statements.All(IsData),
        HashtableAst table => table.KeyValuePairs.All(pair => IsData(pair.Item1) && IsData(pair.Item2)),
        _ => false,
    };

    /// <summary>No escapes in bare text, and no quotes but ASCII's: PowerShell takes curly ones for the same.</summary>
    private static bool IsData(StringConstantExpressionAst text) =>
        text.StringConstantType == StringConstantType.BareWord
            ? text.Value == text.Extent.Text
            : text.Extent.Text[0] is '\'' or '"';

    private static bool IsData(StatementAst statement) =>
        statement is PipelineAst { Background: false, PipelineElements: [CommandExpressionAst { Redirections: [] } element] }
        && IsData(element.Expression);

    private static bool IsConstant(VariableExpressionAst variable) =>
        variable.VariablePath.UserPath.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL";

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_-]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^(--|-[\p{L}_][\p{L}\p{Nd}_-]*:?)$")]
    private static partial Regex PlainParameter();

    [GeneratedRegex(@"^-(?<name>[\p{L}_][\p{L}\p{Nd}_-]*):(?<value>.+)$", RegexOptions.Singleline)]
    private static partial Regex ParameterWithValue();
}
