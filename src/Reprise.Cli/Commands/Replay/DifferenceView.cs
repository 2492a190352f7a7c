using Reprise.Cli.Output;
using Reprise.Replay;
using Spectre.Console;

namespace Reprise.Cli.Commands.Replay;

/// <summary>Where two answers differ. Colour is never alone: what went is in <c>[-…-]</c>, what came in <c>{+…+}</c>.</summary>
internal static class DifferenceView
{
    private static readonly Style s_removed = new(Color.Red);
    private static readonly Style s_added = new(Color.Green);

    public static void Write(IAnsiConsole console, ComparisonDocument comparison)
    {
        if (comparison.JsonDifferences is { Count: > 0 } values)
        {
            console.WriteHeading("JSON values that differ");
            foreach (var value in values) WriteValue(console, value.Path, value.Original, value.Replay);
            console.WriteLine();
        }

        if (comparison.ToolCalls?.Where(static call => !call.Equal).ToList() is { Count: > 0 } calls)
        {
            console.WriteHeading("Tool calls that differ");
            foreach (var call in calls) WriteValue(console, "", call.Original, call.Replay);
            console.WriteLine();
        }

        if (comparison.WordDiff is { Count: > 0 } words)
        {
            console.WriteHeading("Difference");
            WritePieces(console, words);
        }
        else if (comparison.LineDiff is { Count: > 0 } lines)
        {
            console.WriteHeading("Difference, line by line");
            WritePieces(console, lines);
        }
    }

    private static void WritePieces(IAnsiConsole console, IReadOnlyList<DiffPieceDocument> pieces)
    {
        var paragraph = new Paragraph();
        foreach (var piece in pieces)
        {
            var text = SafeText.Block(piece.Text);
            if (piece.Kind == DiffPieceDocument.Same) paragraph.Append(text);
            else
            {
                // The white space behind a word stays outside its marks.
                var word = text.TrimEnd();
                var (before, after, style) = piece.Kind == DiffPieceDocument.Removed ? ("[-", "-]", s_removed) : ("{+", "+}", s_added);
                paragraph.Append(before + word + after, style).Append(text[word.Length..]);
            }
        }

        console.Write(paragraph);
        console.WriteLine();
        console.WriteLine();
    }

    private static void WriteValue(IAnsiConsole console, string path, string? original, string? replay)
    {
        if (path.Length > 0) console.WriteLineSafe(path);
        if (original is not null) console.WriteLineSafe($"  [-{SafeText.Line(original)}-]", s_removed);
        if (replay is not null) console.WriteLineSafe($"  {{+{SafeText.Line(replay)}+}}", s_added);
    }
}
