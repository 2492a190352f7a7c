using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Cache;

/// <summary>Entries in memory whose disk can turn out to be damaged; then they are begun anew, without what they held.</summary>
internal sealed class BreakableEntries : ICacheEntries
{
    private volatile InMemoryCacheEntries _kept = new();
    private volatile bool _isBroken;

    /// <summary>How many times they were begun anew.</summary>
    public int Breaks { get; private set; }

    public void Break() => _isBroken = true;

    public CacheEntriesState Open()
    {
        if (!_isBroken) return _kept.Open();
        _kept = new InMemoryCacheEntries();
        _kept.Open();
        _isBroken = false;
        Breaks++;
        return CacheEntriesState.Damaged;
    }

    public void Flush()
    {
        if (_isBroken) throw new CacheEntriesException("damaged") { IsDamage = true };
    }

    public void DropSetAside(TimeSpan age) => _kept.DropSetAside(age);

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries) => _kept.Add(entries);

    public CacheEntry? Find(long number) => _kept.Find(number);

    public IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most) => _kept.FindExact(exact, most);

    public IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source) => _kept.FindBySource(project, source);

    public IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit) => _kept.List(project, policy, after, limit);

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires) => _kept.Update(number, quality, isPinned, expires);

    public int Remove(IReadOnlyList<long> numbers) => _kept.Remove(numbers);

    public IReadOnlyList<CacheEntryCount> Count() => _kept.Count();

    public string? Note(string name) => _kept.Note(name);

    public void SetNote(string name, string value) => _kept.SetNote(name, value);

    public void Dispose() => _kept.Dispose();
}
