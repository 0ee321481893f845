using DpuIpam.Shell.Hosting;
using DpuIpam.Shell.Output;

namespace DpuIpam.Shell.CommandLine;

/// <summary>Reads the options before the command and hands the rest to <see cref="CommandWords"/>.</summary>
internal static class RequestParser
{
    public static ShellRequest Parse(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var request = new ShellRequest();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "-")
                return FromStandardInput(request, terminal, Rest(arguments, i));
            if (!argument.StartsWith('-'))
                return FromWords(request, Rest(arguments, i));

            switch (OptionName(argument))
            {
                case "command" or "c":
                    return FromCommand(request, terminal, argument, Rest(arguments, i + 1));
                case "file" or "f":
                    return FromFile(request, argument, Rest(arguments, i + 1));
                case "output" or "o":
                    request = request with { Output = Format(argument, Next(arguments, ref i)) };
                    break;
                case "noninteractive":
                    request = request with { NonInteractive = true };
                    break;
                case "nologo" or "noprofile":
                    // There is neither; accepted because lines written for pwsh carry them.
                    break;
                case "help" or "h" or "?":
                    return request with { Kind = RequestKind.Help };
                case "version" or "v":
                    return request with { Kind = RequestKind.Version };
                default:
                    throw new ShellException(
                        $"There is no option '{argument}'. Options come before the command; 'dpuipam --help' lists them.");
            }
        }

        return terminal.InputIsTerminal
            ? request with { Kind = RequestKind.Help }
            : FromStandardInput(request, terminal, ["-"]);
    }

    private static string OptionName(string argument) => argument.TrimStart('-').ToLowerInvariant();

    private static string[] Rest(IReadOnlyList<string> arguments, int start) => [.. arguments.Skip(start)];

    private static string? Next(IReadOnlyList<string> arguments, ref int index) =>
        index + 1 < arguments.Count ? arguments[++index] : null;

    private static ShellRequest FromWords(ShellRequest request, string[] words) =>
        words.Length == 1 && !CommandWords.IsScriptFile(words[0])
            ? request with { Script = words[0] }
            : request with { Script = CommandWords.ToScript(words), IsScriptFile = CommandWords.IsScriptFileCall(words) };

    private static ShellRequest FromCommand(ShellRequest request, Terminal terminal, string option, string[] rest) =>
        rest switch
        {
            [] => throw new ShellException(
                $"The option '{option}' needs PowerShell text, as in: dpuipam {option} 'Get-DpuIpamPlan ./pools'."),
            ["-"] => FromStandardInput(request, terminal, rest),
            _ => request with { Script = string.Join(' ', rest) },
        };

    private static ShellRequest FromFile(ShellRequest request, string option, string[] rest)
    {
        if (rest.Length == 0)
            throw new ShellException($"The option '{option}' needs a script file, as in: dpuipam {option} ./check.ps1.");
        if (!CommandWords.IsScriptFile(rest[0]))
            throw new ShellException($"'{rest[0]}' is no script file: its name must end in '.ps1'.");
        return FromWords(request, rest);
    }

    private static ShellRequest FromStandardInput(ShellRequest request, Terminal terminal, string[] rest)
    {
        if (rest.Length > 1)
            throw new ShellException(
                $"'{rest[1]}' stands behind '-', which reads the whole script from standard input and takes no arguments.");

        var script = terminal.Input.ReadToEnd();
        return string.IsNullOrWhiteSpace(script)
            ? request with { Kind = RequestKind.Help }
            : request with { Script = script, InputIsScript = true };
    }

    private static OutputFormat Format(string option, string? value) =>
        Enum.TryParse<OutputFormat>(value, ignoreCase: true, out var format) && Enum.IsDefined(format)
            ? format
            : throw new ShellException(
                $"The option '{option}' takes one of {string.Join(", ", Enum.GetNames<OutputFormat>())}, " +
                (value is null ? "and nothing follows it." : $"not '{value}'."));
}
