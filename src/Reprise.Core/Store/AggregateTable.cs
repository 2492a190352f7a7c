using System.Runtime.InteropServices;
using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>Adds interactions up into rows, for engines that count outside of a database. Exact. Not safe for several threads.</summary>
public sealed class AggregateTable
{
    private readonly AggregateQuery _query;
    private readonly long _bucketMs;
    private readonly Dictionary<Key, Row> _rows = [];
    private Key _lastKey;
    private Row? _lastRow;

    public AggregateTable(AggregateQuery query)
    {
        QueryLimits.Check(query);
        _query = query;
        _bucketMs = (long)(query.Bucket?.TotalMilliseconds ?? 0);
    }

    public void Add(string? first, string? second, in AggregateSample sample)
    {
        var bucket = _bucketMs == 0 ? 0 : sample.TimestampMs - Modulo(sample.TimestampMs, _bucketMs);
        var key = new Key(bucket, first, second);
        if (_lastRow is null || key != _lastKey)
        {
            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, key, out _);
            _lastRow = row ??= new Row();
            _lastKey = key;
        }

        _lastRow.Add(sample);
    }

    public AggregateResult ToResult()
    {
        var ordered = _bucketMs == 0
            ? _rows.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key.First, StringComparer.Ordinal)
            : _rows.OrderBy(pair => pair.Key.Bucket).ThenBy(pair => pair.Key.First, StringComparer.Ordinal);
        var rows = ordered.ThenBy(pair => pair.Key.Second, StringComparer.Ordinal).Take(_query.Limit).Select(pair => ToRow(pair.Key, pair.Value)).ToArray();
        return new AggregateResult(rows) { Truncated = _rows.Count > rows.Length };
    }

    private AggregateRow ToRow(Key key, Row row) => row.ToResult() with
    {
        Bucket = _bucketMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(key.Bucket),
        Group = _query.GroupBy.Count switch { 0 => [], 1 => [key.First], _ => [key.First, key.Second] },
    };

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private readonly record struct Key(long Bucket, string? First, string? Second);

    private sealed class Row
    {
        private readonly List<long> _latencies = [];
        private long _errors;
        private long _prompt;
        private long _completion;
        private long _cached;
        private long _reasoning;
        private Int128 _cost;
        private bool _hasCost;
        private Int128 _saved;
        private bool _hasSaved;
        private double _quality;
        private long _qualityCount;
        private long _first = long.MaxValue;
        private long _last = long.MinValue;

        public long Count { get; private set; }

        public void Add(in AggregateSample sample)
        {
            Count++;
            if (sample.Status is InteractionStatus.Error or InteractionStatus.Timeout) _errors++;
            _prompt += sample.PromptTokens ?? 0;
            _completion += sample.CompletionTokens ?? 0;
            _cached += sample.CachedTokens ?? 0;
            _reasoning += sample.ReasoningTokens ?? 0;
            if (sample.CostPico is { } cost)
            {
                _cost += cost;
                _hasCost = true;
            }

            if (sample.SavedCostPico is { } saved)
            {
                _saved += saved;
                _hasSaved = true;
            }

            if (sample.LatencyMs is { } latency) _latencies.Add(latency);
            if (sample.Quality is { } quality)
            {
                _quality += quality;
                _qualityCount++;
            }

            _first = Math.Min(_first, sample.TimestampMs);
            _last = Math.Max(_last, sample.TimestampMs);
        }

        public AggregateRow ToResult()
        {
            _latencies.Sort();
            return new AggregateRow
            {
                Count = Count,
                Errors = _errors,
                PromptTokens = _prompt,
                CompletionTokens = _completion,
                CachedTokens = _cached,
                ReasoningTokens = _reasoning,
                CostUsd = _hasCost ? Money.FromPico(_cost) : null,
                SavedCostUsd = _hasSaved ? Money.FromPico(_saved) : null,
                LatencyMsMean = _latencies.Count == 0 ? null : _latencies.Average(),
                LatencyMsP50 = NearestRank(50),
                LatencyMsP95 = NearestRank(95),
                LatencyMsP99 = NearestRank(99),
                QualityMean = _qualityCount == 0 ? null : _quality / _qualityCount,
                FirstTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_first),
                LastTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_last),
            };
        }

        private long? NearestRank(int percent) => _latencies.Count == 0 ? null : _latencies[(int)((((long)_latencies.Count * percent) + 99) / 100) - 1];
    }
}

/// <summary>What one interaction adds to an aggregate. Costs in picodollars (<see cref="Money"/>).</summary>
public readonly record struct AggregateSample(long TimestampMs, InteractionStatus Status)
{
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public long? CachedTokens { get; init; }
    public long? ReasoningTokens { get; init; }
    public long? CostPico { get; init; }
    public long? SavedCostPico { get; init; }
    public long? LatencyMs { get; init; }

    /// <summary>As facts leave it.</summary>
    public double? Quality { get; init; }
}
