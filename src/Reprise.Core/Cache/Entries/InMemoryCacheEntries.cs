using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Cache.Entries;

/// <summary>Entries that end with the process: what every other keeper is compared with, and enough for a server without a disk.</summary>
internal sealed class InMemoryCacheEntries : ICacheEntries
{
    private readonly Lock _gate = new();
    private readonly SortedList<long, CacheEntry> _entries = [];
    private readonly Dictionary<PartitionKey, SortedSet<long>> _byExact = [];
    private readonly Dictionary<InteractionId, SortedSet<long>> _bySource = [];
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);
    private long _last;
    private bool _wasOpened;

    public CacheEntriesState Open()
    {
        lock (_gate)
        {
            var state = _wasOpened ? CacheEntriesState.Opened : CacheEntriesState.New;
            _wasOpened = true;
            return state;
        }
    }

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (_gate)
        {
            var kept = entries.Select((entry, index) => CacheEntryRules.Kept(entry, _last + 1 + index)).ToList();
            var (numbers, replaced) = (new List<long>(), new List<long>());
            foreach (var entry in kept)
            {
                if (BySource(entry.Project, entry.Source).FirstOrDefault(known => known.Policy == entry.Policy) is { } known)
                {
                    RemoveLocked(known.Number);
                    replaced.Add(known.Number);
                }

                _last = entry.Number;
                _entries.Add(entry.Number, entry);
                Link(_byExact, entry.Exact, entry.Number);
                Link(_bySource, entry.Source, entry.Number);
                numbers.Add(entry.Number);
            }

            return new CacheEntriesAdded(numbers, replaced);
        }
    }

    public CacheEntry? Find(long number)
    {
        lock (_gate) return _entries.GetValueOrDefault(number);
    }

    public IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most)
    {
        lock (_gate)
        {
            if (!_byExact.TryGetValue(exact, out var numbers)) return [];
            return [.. numbers.Select(number => _entries[number]).OrderByDescending(entry => entry.IsPinned).ThenByDescending(entry => entry.Timestamp).ThenByDescending(entry => entry.Number).Take(most)];
        }
    }

    public IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source)
    {
        lock (_gate) return [.. BySource(project, source)];
    }

    public IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit)
    {
        lock (_gate)
        {
            return [.. _entries.Values.Skip(FirstBehind(after)).Where(entry => (project ?? entry.Project) == entry.Project && (policy ?? entry.Policy) == entry.Policy).Take(limit)];
        }
    }

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(number, out var entry)) return false;
            _entries[number] = entry with { Quality = CacheEntryRules.Kept(quality), IsPinned = isPinned, Expires = CacheEntryRules.Kept(expires) };
            return true;
        }
    }

    public int Remove(IReadOnlyList<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        lock (_gate) return numbers.Count(RemoveLocked);
    }

    public IReadOnlyList<CacheEntryCount> Count()
    {
        lock (_gate)
        {
            return [.. _entries.Values.GroupBy(entry => (entry.Project, entry.Policy, entry.Generation)).Select(group => new CacheEntryCount(group.Key.Project, group.Key.Policy, group.Count(), group.Key.Generation))
                .OrderBy(count => count.Project, StringComparer.Ordinal).ThenBy(count => count.Policy, StringComparer.Ordinal).ThenBy(count => count.Generation)];
        }
    }

    public string? Note(string name)
    {
        lock (_gate) return _notes.GetValueOrDefault(name);
    }

    public void SetNote(string name, string value)
    {
        lock (_gate) _notes[name] = value;
    }

    public void Flush()
    {
        // There is no disk.
    }

    public void DropSetAside(TimeSpan age)
    {
        // Nothing is ever set aside.
    }

    public void Dispose()
    {
        // What is here ends with the process.
    }

    private IEnumerable<CacheEntry> BySource(string project, InteractionId source) =>
        _bySource.TryGetValue(source, out var numbers) ? numbers.Select(number => _entries[number]).Where(entry => entry.Project == project) : [];

    private bool RemoveLocked(long number)
    {
        if (!_entries.TryGetValue(number, out var entry)) return false;
        _entries.Remove(number);
        Unlink(_byExact, entry.Exact, number);
        Unlink(_bySource, entry.Source, number);
        return true;
    }

    /// <summary>Where the first entry behind a number stands.</summary>
    private int FirstBehind(long after)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries.GetKeyAtIndex(middle) <= after) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static void Link<TKey>(Dictionary<TKey, SortedSet<long>> table, TKey key, long number) where TKey : notnull
    {
        if (!table.TryGetValue(key, out var numbers)) table[key] = numbers = [];
        numbers.Add(number);
    }

    private static void Unlink<TKey>(Dictionary<TKey, SortedSet<long>> table, TKey key, long number) where TKey : notnull
    {
        var numbers = table[key];
        numbers.Remove(number);
        if (numbers.Count == 0) table.Remove(key);
    }
}
