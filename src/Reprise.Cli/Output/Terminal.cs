using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Reprise.Cli.Output;

/// <summary>
/// Where a command reads and writes. Results go to <see cref="Output"/>, everything else to <see cref="Error"/>. Tests put their own streams here.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Wide enough that no row of a list is cut when a program reads it.</summary>
    private const int RedirectedWidth = 1000;
    private const int DefaultWidth = 80;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private IAnsiConsole? _people;
    private IAnsiConsole? _diagnostics;

    public required Stream Output { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Whether a person looks at the output.</summary>
    public bool OutputIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public int? ConsoleWidth { get; init; }

    public static Terminal OfProcess() => new()
    {
        Output = StandardOutput.Open(),
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Environment = System.Environment.GetEnvironmentVariable,
        ConsoleWidth = WidthOfConsole(),
    };

    /// <summary>Tables and text for people, on standard output. What is recorded must pass <see cref="SafeText"/> first.</summary>
    public IAnsiConsole People => _people ??= Open(new TrimmedWriter(new StreamWriter(Output, Utf8) { AutoFlush = true }), OutputIsTerminal, Width);

    /// <summary>Progress, on standard error.</summary>
    public IAnsiConsole Diagnostics => _diagnostics ??= Open(Error, ErrorIsTerminal, ConsoleWidth ?? DefaultWidth);

    public int Width
    {
        get
        {
            if (int.TryParse(Environment("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 20 and <= 10_000) return columns;
            return OutputIsTerminal ? ConsoleWidth ?? DefaultWidth : RedirectedWidth;
        }
    }

    /// <summary>A line of diagnostics. Whatever it says is made harmless.</summary>
    public void Tell(string message) => Error.WriteLine(SafeText.Block(message));

    private IAnsiConsole Open(TextWriter writer, bool isTerminal, int width)
    {
        var colours = isTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal && Environment("TERM") != "dumb" ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new WriterOutput(writer, isTerminal, width),
        });
        if (!colours) console.Profile.Capabilities.Links = false;
        return console;
    }

    private static int? WidthOfConsole()
    {
        try
        {
            return Console.IsOutputRedirected && Console.IsErrorRedirected ? null : Math.Max(20, Console.WindowWidth);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed class WriterOutput(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;
        public bool IsTerminal => isTerminal;
        public int Width => width;
        public int Height => 50;
        public void SetEncoding(Encoding encoding) { }
    }
}
