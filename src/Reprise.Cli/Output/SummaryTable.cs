using Reprise.Client.Documents;
using Reprise.Documents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Reprise.Cli.Output;

/// <summary>Interactions as rows.</summary>
internal static class SummaryTable
{
    /// <summary>From this width on all columns fit and leave room for words.</summary>
    private const int Wide = 160;

    /// <summary>From this width on the model fits too.</summary>
    private const int Middling = 100;
    private const int MaxModel = 28;

    /// <summary>Writes as many columns as the width allows. The id is what all other commands ask for, so it is never cut; the words give way.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<SummaryDocument> items)
    {
        var width = terminal.Width;
        string[] columns = width >= Wide ? ["id", "time (UTC)", "kind", "model", "status", "latency#", "tokens#", "cost#"]
            : width >= Middling ? ["id", "UTC", "model", "status"]
            : ["id", "UTC", "status"];
        var rows = items.Select(item => (item, cells: columns.Select(column => Cell(column, item)).ToArray())).ToList();
        var taken = columns.Select((column, i) => Math.Max(column.TrimEnd('#').Length, rows.Max(row => CellsOf(row.cells[i]))) + Tables.Gap).Sum();
        var table = Tables.New([.. columns, "what"]);
        foreach (var (item, cells) in rows)
        {
            var what = Tables.Shorten(What(item), Math.Max(4, width - taken - Tables.Gap));
            table.AddRow([.. cells.Select((cell, i) => Tables.Cell(cell, columns[i] == "status" ? Tables.StyleOf(item.Status) : null)), Tables.Cell(what)]);
        }

        terminal.People.Write(table);
    }

    private static string Cell(string column, SummaryDocument item) => column switch
    {
        "id" => SafeText.Line(item.InteractionId),
        "UTC" => Format.TimeOfDay(item.Timestamp),
        "kind" => SafeText.Line(item.Kind),
        "model" => Tables.Shorten(SafeText.Line(Model(item)), MaxModel),
        "status" => SafeText.Line(item.Status),
        "latency#" => Format.Milliseconds(item.Metrics?.LatencyMs),
        "tokens#" => Format.Count(item.Metrics?.TotalTokens),
        "cost#" => Format.Cost(item.Metrics?.TotalCostUsd),
        _ => Format.Time(item.Timestamp),
    };

    public static string Model(SummaryDocument item) => item.ResponseModel ?? item.Model ?? item.Name ?? "";

    /// <summary>One line on what was asked and what came of it.</summary>
    public static string What(SummaryDocument item)
    {
        var asked = SafeText.Line(item.PromptPreview ?? item.Name);
        var came = SafeText.Line(item.ErrorMessage ?? item.ErrorCode ?? item.ContentPreview);
        if (came.Length == 0) return asked;
        // A preview of tool calls brings its own arrow.
        return came.StartsWith('→') ? $"{asked} {came}" : $"{asked} → {came}";
    }

    private static int CellsOf(string text) => new Segment(text).CellCount();
}
