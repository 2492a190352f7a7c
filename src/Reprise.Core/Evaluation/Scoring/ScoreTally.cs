namespace Reprise.Evaluation.Scoring;

/// <summary>Adds up what one evaluator says. Not for several threads at once.</summary>
internal sealed class ScoreTally(IEvaluator evaluator)
{
    /// <summary>Reasons that name a place or a number could be as many as there are answers.</summary>
    private const int MostReasons = 200;

    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly PriorityQueue<WorstScore, double> _worst = new(Comparer<double>.Create(static (one, other) => other.CompareTo(one)));
    private long _scored, _without, _passed, _judgeCalls;
    private double _sum;
    private decimal? _judgeCost;

    public void Add(string interaction, Score score)
    {
        _judgeCalls += score.Judgements.Count;
        if (score.JudgeCostUsd is { } cost) _judgeCost = (_judgeCost ?? 0) + cost;
        if (score.Value is not { } value)
        {
            _without++;
            var reason = score.Reason ?? "";
            if (_reasons.TryGetValue(reason, out var count) || _reasons.Count < MostReasons) _reasons[reason] = count + 1;
            return;
        }

        _scored++;
        _sum += value;
        if (score.Passed == true) _passed++;
        if (value >= 1) return;
        _worst.Enqueue(new WorstScore(interaction, value, score.Reason), value);
        if (_worst.Count > ScoreSummary.MostWorst) _worst.Dequeue();
    }

    public ScoreSummary Sum() => new()
    {
        Name = evaluator.Name,
        Author = evaluator.Author,
        Scored = _scored,
        WithoutValue = _without,
        Passed = _passed,
        Mean = _scored == 0 ? null : _sum / _scored,
        JudgeCalls = _judgeCalls,
        JudgeCostUsd = _judgeCost,
        Worst = [.. _worst.UnorderedItems.Select(static item => item.Element).OrderBy(static score => score.Value).ThenBy(static score => score.InteractionId, StringComparer.Ordinal)],
        Reasons = [.. _reasons.OrderByDescending(static reason => reason.Value).ThenBy(static reason => reason.Key, StringComparer.Ordinal).Take(ScoreSummary.MostReasons).Select(static reason => new ReasonCount(reason.Key, reason.Value))],
    };
}
