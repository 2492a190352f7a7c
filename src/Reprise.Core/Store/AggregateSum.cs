using Reprise.Store.Rollups;

namespace Reprise.Store;

/// <summary>
/// One row of an aggregate while it is added up. As long as only interactions come, durations are kept one by one and percentiles are exact; with the first
/// rollup, or when the table holds too many durations, they become a histogram.
/// </summary>
internal sealed class AggregateSum(bool keepsDurations)
{
    private readonly RollupMeasure _measure = new();
    private List<long>? _latencies = keepsDurations ? [] : null;
    private List<long>? _ttfts = keepsDurations ? [] : null;

    public long Count => _measure.Count;

    /// <summary>Adds an interaction. Returns how many durations more are kept one by one.</summary>
    public int Add(in AggregateSample sample)
    {
        if (_latencies is null || _ttfts is null)
        {
            _measure.Add(sample);
            return 0;
        }

        _measure.AddSums(sample);
        if (sample.LatencyMs is { } latency) _latencies.Add(latency);
        if (sample.TtftMs is { } ttft) _ttfts.Add(ttft);
        return (sample.LatencyMs is null ? 0 : 1) + (sample.TtftMs is null ? 0 : 1);
    }

    public void Add(RollupMeasure measure)
    {
        ToHistograms();
        _measure.Add(measure);
    }

    public void Add(ReadOnlySpan<byte> measure)
    {
        ToHistograms();
        _measure.Add(measure);
    }

    public AggregateRow ToRow()
    {
        var latency = Durations.Of(_latencies, _measure.Latency);
        var ttft = Durations.Of(_ttfts, _measure.Ttft);
        return new AggregateRow
        {
            Count = _measure.Count,
            Errors = _measure.Errors,
            PromptTokens = Whole(_measure.PromptTokens),
            CompletionTokens = Whole(_measure.CompletionTokens),
            CachedTokens = Whole(_measure.CachedTokens),
            CacheWriteTokens = Whole(_measure.CacheWriteTokens),
            ReasoningTokens = Whole(_measure.ReasoningTokens),
            Bytes = Whole(_measure.Bytes),
            CostUsd = _measure.Costs == 0 ? null : Money.FromPico(_measure.CostPico),
            SavedCostUsd = _measure.SavedCosts == 0 ? null : Money.FromPico(_measure.SavedCostPico),
            LatencyMsMean = latency.Mean,
            LatencyMsP50 = latency.Percentile(50),
            LatencyMsP95 = latency.Percentile(95),
            LatencyMsP99 = latency.Percentile(99),
            TtftMsMean = ttft.Mean,
            TtftMsP50 = ttft.Percentile(50),
            TtftMsP95 = ttft.Percentile(95),
            QualityMean = Nano.Mean(_measure.QualityNano, _measure.Qualities),
            FirstTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_measure.FirstMs),
            LastTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_measure.LastMs),
        };
    }

    /// <summary>From here on percentiles come from a histogram.</summary>
    public void ToHistograms()
    {
        foreach (var latency in _latencies ?? []) _measure.Latency.Add(latency);
        foreach (var ttft in _ttfts ?? []) _measure.Ttft.Add(ttft);
        _latencies = _ttfts = null;
    }

    // Sums of what senders say are cut where they leave 64 bits.
    private static long Whole(Int128 sum) => (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);

    private readonly record struct Durations(List<long>? Sorted, LatencyHistogram Histogram, double? Mean)
    {
        public static Durations Of(List<long>? exact, LatencyHistogram histogram)
        {
            if (exact is null) return new Durations(null, histogram, histogram.Mean);
            exact.Sort();
            Int128 sum = 0;
            foreach (var value in exact) sum += value;
            return new Durations(exact, histogram, exact.Count == 0 ? null : (double)sum / exact.Count);
        }

        public long? Percentile(int percent) => Sorted switch
        {
            null => Histogram.Percentile(percent),
            [] => null,
            _ => Sorted[(int)((((long)Sorted.Count * percent) + 99) / 100) - 1],
        };
    }
}
