using System.Collections.Concurrent;
using Reprise.Cache.Entries;

namespace Reprise.Server.Cache;

/// <summary>
/// Which entries may say what the record does not say any more: those added while something was deleted, and all of them after a deletion too large to follow.
/// Whoever keeps the entries abreast works it off. Safe for use from many threads.
/// </summary>
internal sealed class CacheDoubts(TimeProvider time)
{
    /// <summary>More at once are found by a sweep.</summary>
    private const int Most = 10_000;

    /// <summary>Longer than an answer usually takes from the record to its entry; what takes longer is found by the next sweep.</summary>
    private static readonly TimeSpan s_lately = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _deletions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CacheEntry> _entries = new();
    private int _deleting;
    private long _wanted;
    private long _made;

    /// <summary>Whether all entries are to be compared with the record since something of it went.</summary>
    public bool WantsSweep => Volatile.Read(ref _made) < Volatile.Read(ref _wanted);

    /// <summary>Asks for a sweep, as after a change of which nothing more is known. It stays asked for until one has come to its end.</summary>
    public void WantSweep() => Interlocked.Increment(ref _wanted);

    /// <summary>To be told to <see cref="EndSweep"/> when the sweep that begins now has come to its end.</summary>
    public long BeginSweep() => Volatile.Read(ref _wanted);

    public void EndSweep(long began) => Volatile.Write(ref _made, began);

    public void BeginDeletion(string project)
    {
        Interlocked.Increment(ref _deleting);
        _deletions[project] = time.GetTimestamp();
    }

    public void EndDeletion(string project)
    {
        _deletions[project] = time.GetTimestamp();
        Interlocked.Decrement(ref _deleting);
    }

    /// <summary>Entries were added: of a project where something was deleted lately, the record is asked again for them.</summary>
    public void Added(IReadOnlyList<CacheEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (!_deletions.TryGetValue(entry.Project, out var at) || (time.GetElapsedTime(at) > s_lately && Volatile.Read(ref _deleting) == 0)) continue;
            if (_entries.Count < Most) _entries.Enqueue(entry);
            else WantSweep();
        }
    }

    /// <summary>Entries to ask the record for, without their numbers; none while a deletion is under way, which may take them yet.</summary>
    public IReadOnlyList<CacheEntry> Take(int most)
    {
        var taken = new List<CacheEntry>();
        while (taken.Count < most && Volatile.Read(ref _deleting) == 0 && _entries.TryDequeue(out var entry)) taken.Add(entry);
        return taken;
    }
}
