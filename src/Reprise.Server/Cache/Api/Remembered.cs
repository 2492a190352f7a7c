using System.Collections.Concurrent;

namespace Reprise.Server.Cache.Api;

/// <summary>What was found out lately and is dear to find out again. Safe for use from many threads.</summary>
/// <param name="span">How long it is as good as new.</param>
/// <param name="time">The clock.</param>
internal sealed class Remembered<TKey, TValue>(TimeSpan span, TimeProvider time) where TKey : notnull
{
    private const int Most = 64;

    private readonly ConcurrentDictionary<TKey, (TValue Value, long At)> _values = new();

    public async Task<TValue> FindAsync(TKey key, Func<TKey, CancellationToken, Task<TValue>> find, CancellationToken cancellationToken)
    {
        if (_values.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < span) return known.Value;
        var began = time.GetTimestamp();
        var value = await find(key, cancellationToken);
        if (_values.Count >= Most) _values.Clear();
        _values[key] = (value, began);
        return value;
    }
}
