using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Evaluation.Scoring;
using Spectre.Console;

namespace Reprise.Cli.Commands.Evaluate;

/// <summary>Scores for people.</summary>
internal static class EvaluationView
{
    private const int MostWorst = 3;

    public static void Write(Terminal terminal, EvaluationResult result)
    {
        var table = Tables.New("score", "by", "mean#", "passed#", "95 %#", "scored#", "no value#", "judge");
        foreach (var score in result.Scores)
        {
            table.AddRow(
                Tables.Cell(score.Name), Tables.Cell(score.Author), Tables.Cell(Number(score.Mean)), Tables.Cell(Format.Share(score.Passed, score.Scored)),
                Tables.Cell(score.PassRateLower is { } lower && score.PassRateUpper is { } upper ? string.Create(CultureInfo.InvariantCulture, $"{100 * lower:0.0}–{100 * upper:0.0}") : Format.Unknown),
                Tables.Cell(Format.Count(score.Scored)), Tables.Cell(Format.Count(score.WithoutValue)), Tables.Cell(score.JudgeCalls == 0 ? "" : $"{Format.Count(score.JudgeCalls)} calls, {Format.Cost(score.JudgeCostUsd)}"));
        }

        terminal.People.Write(table);
        foreach (var score in result.Scores)
        {
            foreach (var worst in score.Worst.Take(MostWorst)) terminal.People.WriteLineSafe($"{score.Name}: {worst.InteractionId} {Number(worst.Value)} {worst.Reason}");
            if (score.Reasons is [var reason, ..]) terminal.People.WriteLineSafe($"{score.Name}: no value for {Format.Count(reason.Count)}: {reason.Reason}");
        }

        terminal.Tell($"{Format.Count(result.Interactions)} interactions{(result.DryRun ? "; nothing was put on record" : $", {Format.Count(result.Facts)} scores on record")}"
            + (result.LeftOut > 0 ? $"; {Format.Count(result.LeftOut)} calls of judges and checks left out" : "") + (result.Cursor is null ? "." : "; there are more (--limit)."));
    }

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? Format.Unknown;
}
