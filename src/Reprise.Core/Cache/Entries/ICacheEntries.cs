using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Cache.Entries;

/// <summary>
/// Keeps the entries of one server's cache, on its own disk: a copy of what the record says, made again from the record when it is lost. Synchronous, since every
/// lookup waits for it: a find takes microseconds. Safe for use from many threads. Throws <see cref="CacheEntriesException"/> when the disk does not do its part.
/// </summary>
public interface ICacheEntries : IDisposable
{
    /// <summary>
    /// Opens, creating or migrating what is needed. A file that cannot be used is set aside and begun anew, and the result says so. Called again after a
    /// failure with <see cref="CacheEntriesException.IsDamage"/> it does the same with the file in use.
    /// </summary>
    CacheEntriesState Open();

    /// <summary>
    /// Adds, in one step. An entry of the same project, policy and source is replaced (with a new number). Times are kept to the millisecond, halves of
    /// surrogate pairs in texts become U+FFFD, and a quality that is no number becomes null.
    /// </summary>
    /// <returns>What was replaced or, an entry each in the same order, the numbers given.</returns>
    CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries);

    CacheEntry? Find(long number);

    /// <summary>The entries of exactly this question: pinned ones first, then the newest.</summary>
    IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most);

    /// <summary>The entries that hold the answer of one interaction.</summary>
    IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source);

    /// <summary>Entries in the order of their numbers, from behind <paramref name="after"/> on; of all projects when null, of all policies when null.</summary>
    IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit);

    /// <summary>Writes what was learned: quality, pin, expiry. False when the entry is gone.</summary>
    bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires);

    /// <summary>Removes; numbers that are gone already do not count.</summary>
    int Remove(IReadOnlyList<long> numbers);

    /// <summary>Entries by project, policy and generation.</summary>
    IReadOnlyList<CacheEntryCount> Count();

    /// <summary>A note that survives the process, such as how far the record has been read; null where none was made.</summary>
    string? Note(string name);

    void SetNote(string name, string value);

    /// <summary>The bytes of what was removed leave the disk. Costs a wait for the disk when something was; throws when damage was met since the last call.</summary>
    void Flush();

    /// <summary>Writes everything anew, so that no bytes of what was removed are left on the disk. Throws as <see cref="Flush"/> does.</summary>
    void Scrub() => Flush();

    /// <summary>Deletes what was set aside as damaged at least so long ago: it holds texts that nobody can take back any more. Also while nothing is open.</summary>
    void DropSetAside(TimeSpan age);
}

/// <param name="Numbers">Given to the entries, in their order; rising.</param>
/// <param name="Replaced">Numbers that are gone; one just given, when two entries of one call have the same source.</param>
public sealed record CacheEntriesAdded(IReadOnlyList<long> Numbers, IReadOnlyList<long> Replaced);

public readonly record struct CacheEntryCount(string Project, string Policy, long Entries, long Generation = 0);

public enum CacheEntriesState
{
    /// <summary>There was nothing; the record may know entries.</summary>
    New,
    Opened,

    /// <summary>What was there could not be used and was set aside; the record knows what is missing.</summary>
    Damaged,
}

/// <summary>The entries cannot be read or written now.</summary>
public sealed class CacheEntriesException : Exception
{
    public CacheEntriesException() { }
    public CacheEntriesException(string message) : base(message) { }
    public CacheEntriesException(string message, Exception inner) : base(message, inner) { }

    /// <summary>What is on the disk is not what was written. <see cref="ICacheEntries.Open"/> begins anew.</summary>
    public bool IsDamage { get; init; }
}
