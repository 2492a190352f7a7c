using Reprise.Interactions;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>Adds pairs up into a report.</summary>
internal sealed class RunTally(ReplayRun run, int worst)
{
    private readonly long[] _outcomes = new long[Enum.GetValues<RunOutcome>().Length];
    private readonly MeasureTally[] _measures = [.. run.Measures.Select(static (measure, i) => new MeasureTally(measure, i))];
    private readonly PairedMean _score = new();
    private readonly List<long> _originalMs = [], _replayMs = [];
    private readonly Dictionary<string, long> _failures = new(StringComparer.Ordinal);
    private readonly SortedSet<(int Kind, double Value, long Number)> _order = [];
    private readonly Dictionary<long, RunPair> _worst = [];
    private RunCounts _counts = new();
    private long _kept, _worse;
    private RunTotals _tokens = new();
    private RunCosts _cost = new();

    /// <summary>The worst pairs, the worst first.</summary>
    public IEnumerable<RunPair> Worst => _order.Select(rank => _worst[rank.Number]);

    public void Add(RunPair pair)
    {
        _outcomes[(int)pair.Outcome]++;
        _counts = _counts with { Originals = _counts.Originals + 1, Missing = _counts.Missing + (pair.Replay is null ? 1 : 0) };
        if (pair.Replay is not { } replay) return;
        var original = pair.Original;
        _counts = _counts with
        {
            Replayed = _counts.Replayed + 1,
            Failed = _counts.Failed + (pair.Outcome == RunOutcome.Failed ? 1 : 0),
            Same = _counts.Same + (replay.Same == true ? 1 : 0),
            Changed = _counts.Changed + (replay.Same == false ? 1 : 0),
            Untold = _counts.Untold + (pair.Outcome == RunOutcome.Untold ? 1 : 0),
            Repeated = _counts.Repeated + replay.Repeated,
        };
        _tokens = new RunTotals
        {
            OriginalPrompt = _tokens.OriginalPrompt + (original?.Usage?.PromptTokens ?? 0), OriginalCompletion = _tokens.OriginalCompletion + (original?.Usage?.CompletionTokens ?? 0),
            ReplayPrompt = _tokens.ReplayPrompt + replay.PromptTokens, ReplayCompletion = _tokens.ReplayCompletion + replay.CompletionTokens,
        };
        _cost = _cost with
        {
            OriginalUsd = _cost.OriginalUsd + (original?.CostUsd ?? 0), ReplayUsd = _cost.ReplayUsd + (replay.CostUsd ?? 0), Unknown = _cost.Unknown + (replay is { CostUsd: null, Succeeded: true } ? 1 : 0),
        };
        if (replay.Error is { } error) _failures[error] = _failures.GetValueOrDefault(error) + 1;
        if (original is { LatencyMs: { } before, Status: InteractionStatus.Success } && replay is { LatencyMs: { } now, Succeeded: true })
        {
            _originalMs.Add(before);
            _replayMs.Add(now);
        }

        foreach (var measure in _measures) measure.Add(pair);
        AddScore(pair);
        if (pair.IsKept) _kept++;
        if (!pair.IsWorse) return;
        _worse++;
        Keep(pair);
    }

    public RunReport ToReport(IReadOnlyList<RunWorst> worstCases, decimal judgesUsd, string? note)
    {
        long wins = Of(RunOutcome.Win), losses = Of(RunOutcome.Loss), ties = Of(RunOutcome.Tie);
        var told = _kept + _worse;
        var interval = Significance.Wilson(wins, wins + losses);
        return new RunReport
        {
            Run = ReplayRunDocument.Of(run),
            Note = note,
            Counts = _counts,
            Verdict = new RunVerdict
            {
                Wins = wins, Losses = losses, Ties = ties + (run.Measures.Count == 0 ? Of(RunOutcome.Same) : 0),
                KeptShare = told == 0 ? null : (double)_kept / told,
                WinShare = wins + losses == 0 ? null : (double)wins / (wins + losses), WinShareLower = interval?.Lower, WinShareUpper = interval?.Upper,
                PValue = wins + losses == 0 ? null : Significance.SignTest(wins, losses),
                Score = _score.ToReport(),
            },
            Measures = [.. _measures.Select(static measure => measure.ToReport())],
            Latency = new RunLatency
            {
                Pairs = _originalMs.Count, OriginalP50 = Percentile(_originalMs, 0.5), OriginalP95 = Percentile(_originalMs, 0.95), ReplayP50 = Percentile(_replayMs, 0.5), ReplayP95 = Percentile(_replayMs, 0.95),
            },
            Tokens = _tokens,
            Cost = _cost with { JudgesUsd = judgesUsd },
            Failures = Sorted(_failures),
            Skipped = Sorted(run.Counters.SkippedBy),
            Worst = worstCases,
        };
    }

    private long Of(RunOutcome outcome) => _outcomes[(int)outcome];

    /// <summary>The mean over all evaluators that scored both sides.</summary>
    private void AddScore(RunPair pair)
    {
        if (pair is not { Original: not null, Replay: { } replay }) return;
        double original = 0, now = 0;
        var count = 0;
        for (var i = 0; i < run.Measures.Count; i++)
        {
            if (replay.Originals[i] is not { } before || replay.Scores[i] is not { } after) continue;
            original += before;
            now += after;
            count++;
        }

        if (count > 0) _score.Add(original / count, now / count);
    }

    private void Keep(RunPair pair)
    {
        if (worst == 0) return;
        var (kind, value) = pair.Rank;
        _order.Add((kind, value, _counts.Originals));
        _worst[_counts.Originals] = pair;
        if (_order.Count <= worst) return;
        var least = _order.Max;
        _order.Remove(least);
        _worst.Remove(least.Number);
    }

    /// <summary>At the nearest rank.</summary>
    private static long? Percentile(List<long> values, double share)
    {
        if (values.Count == 0) return null;
        values.Sort();
        return values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];
    }

    private static IReadOnlyList<RunReasonCount> Sorted(IReadOnlyDictionary<string, long> counts) =>
        [.. counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => new RunReasonCount(pair.Key, pair.Value))];
}
