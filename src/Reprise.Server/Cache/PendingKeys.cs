using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Reprise.Cache.Keys;
using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>Keys of requests that went upstream, until their answers are on record. Bounded: one that finds no room is found again by catching up. Safe for use from many threads.</summary>
internal sealed class PendingKeys(TimeProvider time)
{
    private const int Most = 16_384;

    /// <summary>Calls that were not stored by then never will be, or are found again.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<InteractionId, PendingKey> _keys = new();

    public int Count => _keys.Count;

    /// <summary>False when there is no room.</summary>
    public bool TryAdd(InteractionId id, CacheKey key, long generation, TimeSpan? ttl) => _keys.Count < Most && _keys.TryAdd(id, new PendingKey(key, generation, ttl, time.GetTimestamp()));

    public bool TryTake(InteractionId id, [NotNullWhen(true)] out PendingKey? key) => _keys.TryRemove(id, out key);

    public bool Has(InteractionId id) => _keys.ContainsKey(id);

    public void Sweep()
    {
        foreach (var (id, key) in _keys)
        {
            if (time.GetElapsedTime(key.AddedAt) > s_patience) _keys.TryRemove(id, out _);
        }
    }
}

/// <param name="Key">As computed when it was looked up.</param>
/// <param name="Generation">Of the policy then.</param>
/// <param name="Ttl">What the request set; null for the policy's limit.</param>
/// <param name="AddedAt">Timestamp of the clock.</param>
internal sealed record PendingKey(CacheKey Key, long Generation, TimeSpan? Ttl, long AddedAt);
