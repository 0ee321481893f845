using System.Text;

namespace DpuIpam.Shell.Hosting;

/// <summary>The process's three streams, and which of them a person sits at.</summary>
internal sealed class Terminal
{
    /// <summary>The width of output that goes to a file or a pipe, the same on every machine.</summary>
    public const int RedirectedWidth = 120;

    private const int RedirectedHeight = 50;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lazy<TextReader> _input;

    private Terminal()
    {
        InputIsTerminal = !Console.IsInputRedirected;
        OutputIsTerminal = !Console.IsOutputRedirected;
        ErrorIsTerminal = !Console.IsErrorRedirected;

        // Redirected streams are UTF-8 everywhere, also on Windows, where the console's own code page would mangle names.
        Out = OutputIsTerminal ? Console.Out : Writer(Console.OpenStandardOutput());
        Error = ErrorIsTerminal ? Console.Error : Writer(Console.OpenStandardError());
        _input = new Lazy<TextReader>(
            () => InputIsTerminal ? Console.In : new StreamReader(Console.OpenStandardInput(), Utf8));
        HasColor = OutputIsTerminal
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (!OperatingSystem.IsWindows() || WindowsConsole.TryUseEscapeSequences());
    }

    public bool InputIsTerminal { get; }

    public bool OutputIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>Escape sequences may be written to those streams that are terminals.</summary>
    public bool HasColor { get; }

    public TextReader Input => _input.Value;

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public int Width => OutputIsTerminal ? Measured(Console.WindowWidth, RedirectedWidth) : RedirectedWidth;

    public int Height => OutputIsTerminal ? Measured(Console.WindowHeight, RedirectedHeight) : RedirectedHeight;

    public static Terminal Open() => new();

    public void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true };

    /// <summary>A pseudo terminal without a size says zero.</summary>
    private static int Measured(int size, int otherwise) => size > 0 ? size : otherwise;
}
