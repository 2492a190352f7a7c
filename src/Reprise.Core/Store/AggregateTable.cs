using Reprise.Store.Rollups;

namespace Reprise.Store;

/// <summary>Adds interactions and rollups of them up into rows, for engines that count outside of a database. Not safe for several threads.</summary>
public sealed class AggregateTable
{
    /// <summary>Durations kept one by one, in all rows together; with more of them percentiles come from histograms.</summary>
    public const int MostDurations = 1_000_000;

    private readonly AggregateQuery _query;
    private readonly long _bucketMs;
    private readonly Dictionary<Key, AggregateSum> _rows = [];
    private bool _keepsDurations = true;
    private Key _lastKey;
    private AggregateSum? _lastRow;

    public AggregateTable(AggregateQuery query)
    {
        QueryLimits.Check(query);
        _query = query;
        _bucketMs = (long)(query.Bucket?.TotalMilliseconds ?? 0);
    }

    /// <summary>How many durations are kept one by one now.</summary>
    internal int KeptDurations { get; private set; }

    public void Add(string? first, string? second, in AggregateSample sample)
    {
        KeptDurations += RowOf(sample.TimestampMs, first, second).Add(sample);
        if (KeptDurations > MostDurations) DropDurations();
    }

    /// <summary>Adds a rollup whose granule begins then and lies within one bucket of the query.</summary>
    public void Add(string? first, string? second, long granuleMs, RollupMeasure measure) => RowOf(granuleMs, first, second).Add(measure);

    /// <summary>The same as the bytes an engine stored. Throws <see cref="InvalidDataException"/> when they are damaged.</summary>
    public void Add(string? first, string? second, long granuleMs, ReadOnlySpan<byte> measure) => RowOf(granuleMs, first, second).Add(measure);

    public AggregateResult ToResult()
    {
        var ordered = _bucketMs == 0
            ? _rows.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key.First, StringComparer.Ordinal)
            : _rows.OrderBy(pair => pair.Key.Bucket).ThenBy(pair => pair.Key.First, StringComparer.Ordinal);
        var rows = ordered.ThenBy(pair => pair.Key.Second, StringComparer.Ordinal).Take(_query.Limit).Select(pair => ToRow(pair.Key, pair.Value)).ToArray();
        return new AggregateResult(rows) { Truncated = _rows.Count > rows.Length };
    }

    private AggregateSum RowOf(long timestampMs, string? first, string? second)
    {
        var bucket = _bucketMs == 0 ? 0 : timestampMs - Modulo(timestampMs, _bucketMs);
        var key = new Key(bucket, first, second);
        if (_lastRow is null || key != _lastKey)
        {
            _lastRow = Find(key);
            _lastKey = key;
        }

        return _lastRow;
    }

    private AggregateSum Find(Key key)
    {
        if (_rows.TryGetValue(key, out var row)) return row;
        if (_rows.Count >= QueryLimits.MaxCountedGroups) throw new TooManyGroupsException();
        return _rows[key] = new AggregateSum(_keepsDurations);
    }

    private void DropDurations()
    {
        _keepsDurations = false;
        KeptDurations = 0;
        foreach (var row in _rows.Values) row.ToHistograms();
    }

    private AggregateRow ToRow(Key key, AggregateSum row) => row.ToRow() with
    {
        Bucket = _bucketMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(key.Bucket),
        Group = _query.GroupBy.Count switch { 0 => [], 1 => [key.First], _ => [key.First, key.Second] },
    };

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private readonly record struct Key(long Bucket, string? First, string? Second);
}
