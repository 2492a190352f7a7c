using System.Globalization;
using Reprise.Evaluation.Judging;
using Reprise.Store;

namespace Reprise.Evaluation.Scoring;

/// <summary>Where scoring ended, with what its judges had spent by then: a budget is one for all requests that follow one another.</summary>
/// <param name="Place">Where reading goes on.</param>
/// <param name="Spent">What the judges among the evaluators have spent, in their order.</param>
public sealed record ScoringCursor(string Place, IReadOnlyList<string> Spent)
{
    private const char Mark = '~';

    /// <summary>Reads one that <see cref="ToString"/> wrote; null for any other text.</summary>
    /// <param name="text">The cursor.</param>
    /// <param name="ofIds">Whether it goes through a list of ids, and not through the record.</param>
    public static ScoringCursor? Read(string text, bool ofIds)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(Mark);
        var isPlace = ofIds ? int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) : PageCursor.TryRead(parts[0], false, out _);
        return isPlace && parts.Skip(1).All(static spent => new JudgeBudget(null, null).Resume(spent)) ? new ScoringCursor(parts[0], parts[1..]) : null;
    }

    public override string ToString() => string.Join(Mark, [Place, .. Spent]);

    internal static string? Write(string? place, IReadOnlyList<IEvaluator> evaluators) =>
        place is null ? null : new ScoringCursor(place, [.. evaluators.OfType<JudgeEvaluator>().Select(static judge => judge.Budget.Spent())]).ToString();

    /// <summary>Tells judges what was spent before. Of other evaluators than those of the request before, it says nothing.</summary>
    internal void Resume(IReadOnlyList<IEvaluator> evaluators)
    {
        foreach (var (judge, spent) in evaluators.OfType<JudgeEvaluator>().Zip(Spent)) judge.Budget.Resume(spent);
    }
}
