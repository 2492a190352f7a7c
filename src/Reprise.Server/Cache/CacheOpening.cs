using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Reprise.Cache.Entries;

namespace Reprise.Server.Cache;

/// <summary>Whether the index is open yet, and which projects have anything in it. Safe for use from many threads.</summary>
internal sealed class CacheOpening(CacheIndex index, CacheBounds bounds, CacheDoubts doubts, CacheCounters counters)
{
    private readonly ConcurrentDictionary<string, bool> _projects = new(StringComparer.Ordinal);
    private volatile bool _isOpen;

    public bool IsOpen => _isOpen;

    /// <summary>Whether a project may have entries here.</summary>
    public bool HasEntries(string project) => _isOpen && _projects.ContainsKey(project);

    /// <summary>Opens the index. Throws what the index throws; it may be tried again.</summary>
    public async Task<long> OpenAsync(CancellationToken cancellationToken)
    {
        await index.OpenAsync(cancellationToken);
        long entries = 0;
        foreach (var count in index.Entries.Count())
        {
            _projects[count.Project] = true;
            entries += count.Entries;
        }

        _isOpen = true;
        return entries;
    }

    /// <summary>Adds entries; false while the index is not open.</summary>
    public async Task<bool> AddAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken)
    {
        if (!_isOpen) return false;
        // Before they are there: a deletion that looks in between must not pass them by.
        foreach (var entry in entries) _projects.TryAdd(entry.Project, true);
        try
        {
            await index.AddAsync(entries, cancellationToken);
        }
        finally
        {
            // A deletion that came before they were there did not find them.
            doubts.Added(entries);
        }

        bounds.Keep(entries);
        counters.AddAdded(entries.Count);
        return true;
    }

    public bool TryFind([NotNullWhen(true)] out CacheIndex? opened)
    {
        opened = _isOpen ? index : null;
        return opened is not null;
    }
}
