namespace DpuIpam.Shell.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public const string Value = """
        dpuipam - plans the addresses that NVIDIA DPF gives to DPU nodes

        dpuipam [options] <command> [<argument> ...]    run one command, its words as the system hands them over
        dpuipam [options] '<script text>'               run PowerShell text given as one word
        dpuipam [options] -Command <text> ...           run all that follows as PowerShell text
        dpuipam [options] <script.ps1> [<argument> ...] run a script file
        dpuipam [options] [-]                           run the script text on standard input

        Options, which come before the command, with one dash or two:
          -Output <format>   Text (as is), Json (always an array), Csv or Yaml; short -o
          -NonInteractive    never ask: a command that needs an answer fails
          -Version, -Help    short -v, -h

        Examples:
          dpuipam Get-DpuIpamPlan ./pools -NodeCount 3
          dpuipam Get-DpuIpamPlan ./pools -NodeCount 3 '|' Get-DpuPoolAllocation
          dpuipam 'Get-DpuIpamPlan ./pools -NodeCount 3 | Where-Object Free -lt 2'
          dpuipam -Output Json Get-DpuIpamPlan ./pools -Node node-a,node-b
          dpuipam Get-Command -Module DpuIpam
          dpuipam Get-Help Get-DpuIpamPlan -Full

        Words:
          Each word is one argument. What PowerShell reads as data stays data: 3, a,b, @{ a = 1 }, @(), $null, $true and
          { script blocks }. Everything else, such as blanks, quotes and $ signs in a file's name, is taken literally and
          never run. -Switch:true and -Switch:false need no $ (most shells would eat it), and a word that is only |
          starts the next command. For variables, subexpressions and operators, give the text as one word.

        Streams:
          Results go to standard output; errors, warnings, verbose and debug lines, progress and questions to standard
          error. Output to a file or a pipe is plain text in UTF-8, 120 wide; NO_COLOR turns colours off on a terminal
          too. A script reads standard input as $input. Without a terminal a question is an error, never a yes.

        Exit codes:
          0    the last command succeeded
          1    an uncaught error, a parse error, a mistake on the command line, or the last command failed
          2    a command found what its -FailOn asked for
          N    a script called exit N
          130  stopped by Ctrl+C (a second Ctrl+C ends the process at once); 143 by SIGTERM

        The engine has the language, the core commands (ForEach-Object, Where-Object, Get-Command, Get-Help, ...) and
        DpuIpam, not the other modules of pwsh: there is no Select-Object, Format-Table or ConvertTo-Json here. In pwsh,
        Import-Module DpuIpam gives the same commands next to all others.

        """;
}
