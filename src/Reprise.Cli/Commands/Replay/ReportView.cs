using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Replay.Runs.Reporting;
using Spectre.Console;

namespace Reprise.Cli.Commands.Replay;

/// <summary>A report as a person reads it on a terminal.</summary>
internal static class ReportView
{
    public static void Write(Terminal terminal, RunReport report)
    {
        var console = terminal.People;
        var (counts, verdict) = (report.Counts, report.Verdict);
        console.WriteHeading($"Run {report.Run.Id}: {RunWords.ChangesOf(report.Run)}");
        console.WriteLineSafe($"{RunWords.SourceOf(report.Run)}");
        console.WriteLineSafe(
            $"{Format.Count(counts.Originals)} originals, {Format.Count(counts.Replayed)} replayed, {Format.Count(counts.Failed)} failed, {Format.Count(counts.Missing)} without a replay; "
            + $"{Format.Count(counts.Same)} answers the same, {Format.Count(counts.Changed)} changed{(counts.Untold > 0 ? $", {Format.Count(counts.Untold)} of which nobody can tell" : "")}");
        if (report.Note is { } note) console.WriteLineSafe($"{note}");
        console.WriteLineSafe($"At least as good as the original: {RunWords.Share(verdict.KeptShare)}");
        if (report.Measures.Count > 0 || verdict.Wins > 0)
        {
            console.WriteLineSafe(
                $"{Format.Count(verdict.Wins)} wins, {Format.Count(verdict.Losses)} losses, {Format.Count(verdict.Ties)} ties; wins of both {RunWords.Share(verdict.WinShare)} "
                + $"({RunWords.Share(verdict.WinShareLower)} to {RunWords.Share(verdict.WinShareUpper)}), sign test p = {RunWords.PValue(verdict.PValue)}");
        }

        console.WriteLine();
        WriteMeasures(console, report);
        WriteSides(console, report);
        WriteReasons(console, "Failed", report.Failures);
        WriteReasons(console, "Not replayed", report.Skipped);
        WriteWorst(console, report);
    }

    private static void WriteMeasures(IAnsiConsole console, RunReport report)
    {
        if (report.Measures.Count == 0) return;
        var table = Tables.New("evaluator", "original#", "replay#", "difference#", "95 % from#", "to#", "wins#", "losses#", "ties#", "p#");
        foreach (var measure in report.Measures)
        {
            table.AddRow(
                Tables.Cell(measure.Name), Tables.Cell(measure.IsPairwise ? "pairwise" : RunWords.Number(measure.Paired?.Original)), Tables.Cell(RunWords.Number(measure.Paired?.Replay ?? measure.Mean)),
                Tables.Cell(RunWords.Signed(measure.Paired?.Difference)), Tables.Cell(RunWords.Signed(measure.Paired?.Lower)), Tables.Cell(RunWords.Signed(measure.Paired?.Upper)),
                Tables.Cell(Format.Count(measure.Wins)), Tables.Cell(Format.Count(measure.Losses)), Tables.Cell(Format.Count(measure.Ties)), Tables.Cell(RunWords.PValue(measure.PValue)));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteSides(IAnsiConsole console, RunReport report)
    {
        var table = Tables.New("", "original#", "replay#");
        Row("latency, median", Format.Milliseconds(report.Latency.OriginalP50), Format.Milliseconds(report.Latency.ReplayP50));
        Row("latency, 95 %", Format.Milliseconds(report.Latency.OriginalP95), Format.Milliseconds(report.Latency.ReplayP95));
        Row("tokens in", Format.Count(report.Tokens.OriginalPrompt), Format.Count(report.Tokens.ReplayPrompt));
        Row("tokens out", Format.Count(report.Tokens.OriginalCompletion), Format.Count(report.Tokens.ReplayCompletion));
        Row("cost", Format.Cost(report.Cost.OriginalUsd), Format.Cost(report.Cost.ReplayUsd) + (report.Cost.JudgesUsd > 0 ? $" and {Format.Cost(report.Cost.JudgesUsd)} for judges" : ""));
        console.Write(table);
        console.WriteLine();

        void Row(string name, string original, string replay) => table.AddRow(Tables.Cell(name), Tables.Cell(original), Tables.Cell(replay));
    }

    private static void WriteReasons(IAnsiConsole console, string heading, IReadOnlyList<RunReasonCount> reasons)
    {
        if (reasons.Count == 0) return;
        console.WriteHeading(heading);
        foreach (var (reason, count) in reasons) console.WriteLineSafe(string.Create(CultureInfo.InvariantCulture, $"{count,8:N0}  {SafeText.Line(reason)}"));
        console.WriteLine();
    }

    private static void WriteWorst(IAnsiConsole console, RunReport report)
    {
        if (report.Worst.Count == 0) return;
        console.WriteHeading("Worst first");
        foreach (var pair in report.Worst)
        {
            console.WriteLineSafe($"{SafeText.Line(RunWords.Of(pair))}: original {SafeText.Line(pair.OriginalId ?? pair.Case)}, replay {pair.ReplayId}");
            console.WriteLineSafe($"  asked     {SafeText.Line(pair.Prompt)}");
            console.WriteLineSafe($"  original  {SafeText.Line(pair.Original ?? Format.Unknown)}");
            console.WriteLineSafe($"  replay    {SafeText.Line(pair.Replay ?? Format.Unknown)}");
            foreach (var score in pair.Scores) console.WriteLineSafe($"  {SafeText.Line(score.Name)}  {RunWords.Number(score.Original)} -> {RunWords.Number(score.Replay)}  {SafeText.Line(score.Reason)}");
        }

        console.WriteLine();
    }
}
