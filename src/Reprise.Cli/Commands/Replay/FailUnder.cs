using System.Globalization;
using Reprise.Replay.Runs.Reporting;

namespace Reprise.Cli.Commands.Replay;

/// <summary>What a run must reach. What nobody could tell is not reached.</summary>
/// <param name="Name">Null for the share that is at least as good as its original, <c>score</c> for the mean of all evaluators, else an evaluator.</param>
/// <param name="Least">0 to 1.</param>
internal sealed record FailUnder(string? Name, double Least)
{
    private const string AllEvaluators = "score";

    /// <summary>Null when it is none.</summary>
    public static FailUnder? Read(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at == 0 || !double.TryParse(text.AsSpan(at + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var least) || least is not (>= 0 and <= 1)) return null;
        return new FailUnder(at < 0 ? null : text[..at], least);
    }

    public bool IsReachedBy(RunReport report) => ValueOf(report) is { } value && value >= Least;

    public string Explain(RunReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"Below --fail-under: {Name ?? "share at least as good as the original"} is {(ValueOf(report) is { } value ? value.ToString("0.####", CultureInfo.InvariantCulture) : "not known")}, wanted {Least:0.####}.");

    /// <summary>Of what the run went over, the share that has a replay which says something. What was deleted since counts as not replayed.</summary>
    public static double ReplayedShareOf(RunReport report)
    {
        var all = Math.Max(report.Counts.Originals, report.Run.Total);
        return all == 0 ? 0 : (double)(report.Counts.Replayed - report.Counts.Untold) / all;
    }

    private double? ValueOf(RunReport report) => Name switch
    {
        null => report.Verdict.KeptShare,
        AllEvaluators when report.Measures.All(static measure => measure.Name != AllEvaluators) => report.Measures.Any(static measure => measure.Mean is not null) ? report.Measures.Average(static measure => measure.Mean) : null,
        _ => report.Measures.FirstOrDefault(measure => measure.Name == Name)?.Mean,
    };
}
