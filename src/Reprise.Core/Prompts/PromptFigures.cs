using Reprise.Interactions;
using Reprise.Evaluation.Scoring;

namespace Reprise.Prompts;

/// <summary>Sums up the calls of one version as they are read.</summary>
internal sealed class PromptFigures(int version)
{
    private readonly Values _latency = new(), _prompt = new(), _completion = new(), _cost = new();
    private readonly List<long> _durations = [];
    private readonly SortedDictionary<string, long> _finish = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Values> _scores = new(StringComparer.Ordinal);
    private long _calls, _cached, _succeeded;

    public long Calls => _calls;

    public void Add(Interaction call, IReadOnlyList<Fact> facts)
    {
        _calls++;
        if (call.Status == InteractionStatus.Success) _succeeded++;
        if (call.FinishReason is { } reason) _finish[reason] = _finish.GetValueOrDefault(reason) + 1;
        var fold = FactFold.Of(facts);
        foreach (var (name, score) in fold.Scores) Score(name, score);
        if (!fold.Scores.ContainsKey("quality_score") && call.QualityScore is { } quality) Score("quality_score", quality);
        if (fold.Rating is { } rating) Score("feedback", rating);
        if (call.Usage?.PromptTokens is { } asked) _prompt.Add(asked);
        if (call.Usage?.CompletionTokens is { } answered) _completion.Add(answered);
        if (call.Cache?.IsHit == true)
        {
            _cached++;
            return;
        }

        if ((fold.CostUsd ?? call.CostUsd) is { } cost) _cost.Add((double)cost);
        if (call.Status != InteractionStatus.Success || call.LatencyMs is not { } duration) return;
        _latency.Add(duration);
        _durations.Add(duration);
    }

    public VersionFigures ToFigures(bool truncated)
    {
        _durations.Sort();
        return new VersionFigures
        {
            Version = version, Calls = _calls, FromCache = _cached, Succeeded = _succeeded, SuccessRate = _calls == 0 ? 0 : (double)_succeeded / _calls, SuccessInterval = PassInterval.Wilson(_succeeded, _calls),
            LatencyMs = _latency.ToFigure(), LatencyMsP50 = Percentile(0.5), LatencyMsP95 = Percentile(0.95), PromptTokens = _prompt.ToFigure(), CompletionTokens = _completion.ToFigure(), CostUsd = _cost.ToFigure(),
            FinishReasons = _finish, Scores = _scores.ToDictionary(static score => score.Key, static score => score.Value.ToFigure()!, StringComparer.Ordinal), Truncated = truncated,
        };
    }

    private void Score(string name, double score)
    {
        if (!double.IsFinite(score)) return;
        if (!_scores.TryGetValue(name, out var values)) _scores[name] = values = new Values();
        values.Add(score);
    }

    /// <summary>At the nearest rank.</summary>
    private long? Percentile(double share) => _durations.Count == 0 ? null : _durations[(int)Math.Ceiling(share * _durations.Count) - 1];

    /// <summary>Mean and variance in one pass, after Welford: sums of squares would lose the digits that count.</summary>
    private sealed class Values
    {
        private long _count;
        private double _mean, _squares;

        public void Add(double value)
        {
            _count++;
            var off = value - _mean;
            _mean += off / _count;
            _squares += off * (value - _mean);
        }

        public MeanFigure? ToFigure()
        {
            if (_count == 0) return null;
            if (_count == 1) return new MeanFigure(1, _mean, null, null, 0);
            var variance = _squares / (_count - 1);
            var half = PromptDifferences.StudentQuantile(_count - 1) * Math.Sqrt(variance / _count);
            return new MeanFigure(_count, _mean, _mean - half, _mean + half, variance);
        }
    }
}
