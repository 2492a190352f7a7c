using Spectre.Console;
using Spectre.Console.Rendering;

namespace Reprise.Cli.Output;

/// <summary>Tables in one look. Cells are plain text, never markup, and have passed <see cref="SafeText"/>.</summary>
internal static class Tables
{
    /// <summary>Blanks between two columns.</summary>
    public const int Gap = 2;

    /// <param name="columns">Their names; a trailing <c>#</c> marks a column of numbers, which is read from its right edge.</param>
    public static Table New(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(column.TrimEnd('#'), new Style(decoration: Decoration.Bold))).NoWrap().PadLeft(0).PadRight(Gap);
            if (column.EndsWith('#')) header.RightAligned();
            table.AddColumn(header);
        }

        return table;
    }

    /// <summary>At most so many columns of a terminal, with a mark where something is missing.</summary>
    public static string Shorten(string text, int width)
    {
        var used = 0;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += new Segment(rune.ToString()).CellCount();
            if (used > width) return text[..Math.Max(0, end)] + "…";
            if (used < width) end += rune.Utf16SequenceLength;
        }

        return text;
    }

    public static Text Cell(string? text, Style? style = null) => new(SafeText.Line(text), style) { Overflow = Overflow.Ellipsis };

    /// <summary>Red for what went wrong, yellow for what was broken off; the word itself stays, colour is never alone.</summary>
    public static Style? StyleOf(string? status) => status switch
    {
        "error" or "timeout" => new Style(Color.Red),
        "cancelled" => new Style(Color.Yellow),
        "success" => new Style(Color.Green),
        _ => null,
    };
}
