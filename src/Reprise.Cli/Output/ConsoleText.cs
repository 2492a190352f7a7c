using Spectre.Console;

namespace Reprise.Cli.Output;

/// <summary>Writes text that others chose.</summary>
internal static class ConsoleText
{
    public static void WriteLineSafe(this IAnsiConsole console, string? text, Style? style = null) => console.Write(new Text(SafeText.Block(text) + "\n", style));

    /// <summary>A heading that stands out with and without colours.</summary>
    public static void WriteHeading(this IAnsiConsole console, string text, Color? colour = null)
    {
        console.Write(new Text($"── {SafeText.Line(text)} ──\n", new Style(colour, decoration: Decoration.Bold)));
    }
}
