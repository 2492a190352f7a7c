using System.Globalization;
using Reprise.Cache.Entries;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>The connection that writes entries. One thread at a time.</summary>
internal sealed class CacheWriter(SqliteDatabase database, Scopes scopes, CacheReader reader) : IDisposable
{
    private long _last = Math.Max(database.Scalar("SELECT max(number) FROM entries"), database.Scalar("SELECT max(seq) FROM sqlite_sequence WHERE name = 'entries'"));
    private bool _hasErased;

    public SqliteDatabase Database => database;

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries)
    {
        var kept = new CacheEntry[entries.Count];
        for (var i = 0; i < kept.Length; i++) kept[i] = CacheEntryRules.Kept(entries[i], _last + 1 + i);
        var (changes, replaced) = (new Dictionary<long, long>(), new List<long>());
        var ids = Array.ConvertAll(kept, entry => scopes.IdOf(database, new Scope(entry.Project, entry.Policy, entry.Generation)));
        database.Transact(() =>
        {
            for (var i = 0; i < kept.Length; i++)
            {
                Replace(kept[i], changes, replaced);
                var add = database.Prepare($"INSERT INTO entries ({EntryRow.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
                EntryRow.Bind(add, kept[i], ids[i]);
                add.Run();
                Count(changes, ids[i], 1);
            }

            return true;
        });
        _last += kept.Length;
        _hasErased |= replaced.Count > 0;
        scopes.Change(changes);
        return new CacheEntriesAdded(Array.ConvertAll(kept, entry => entry.Number), replaced);
    }

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires) => database.Transact(() =>
    {
        if (reader.Find(number) is not { } entry) return false;
        var update = database.Prepare($"UPDATE entries SET ({EntryRow.Columns}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) WHERE number = ?1");
        var updated = entry with { Quality = CacheEntryRules.Kept(quality), IsPinned = isPinned, Expires = CacheEntryRules.Kept(expires) };
        EntryRow.Bind(update, updated, scopes.IdOf(database, new Scope(entry.Project, entry.Policy, entry.Generation)));
        update.Run();
        return true;
    });

    public int Remove(IReadOnlyList<long> numbers)
    {
        var changes = new Dictionary<long, long>();
        // What is removed must not come back with the power: these commits wait for the disk.
        database.Execute("PRAGMA synchronous = FULL");
        try
        {
            var removed = database.Transact(() =>
            {
                var count = 0;
                foreach (var number in numbers) count += RemoveRow(number, changes) ? 1 : 0;
                return count;
            });
            _hasErased |= removed > 0;
            scopes.Change(changes);
            return removed;
        }
        finally
        {
            database.Execute("PRAGMA synchronous = NORMAL");
        }
    }

    public void SetNote(string name, string value)
    {
        var set = database.Prepare("INSERT INTO notes (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value");
        set.Bind(1, name);
        set.Bind(2, value);
        set.Run();
    }

    /// <summary>The log still holds the pages as they were before rows were erased; written over and cut off it does not.</summary>
    public void Flush()
    {
        if (!_hasErased) return;
        var checkpoint = database.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        // A reader may be in the way; then the next call tries again.
        _hasErased = checkpoint.Step() && checkpoint.Long(0) != 0;
        checkpoint.Reset();
    }

    /// <summary>Writes the file anew: zeroed cells alone would leave copies in the gaps of rebuilt pages.</summary>
    public void Scrub()
    {
        SqliteScrub.Rebuild(database);
        _hasErased = false;
    }

    public void Dispose() => reader.Dispose();

    private void Replace(CacheEntry entry, Dictionary<long, long> changes, List<long> replaced)
    {
        // Of whatever generation.
        foreach (var known in reader.FindBySource(entry.Source))
            if (known.Project == entry.Project && known.Policy == entry.Policy && RemoveRow(known.Number, changes)) replaced.Add(known.Number);
    }

    private bool RemoveRow(long number, Dictionary<long, long> changes)
    {
        var remove = database.Prepare("DELETE FROM entries WHERE number = ?1 RETURNING scope");
        remove.Bind(1, number);
        long? scope = remove.Step() ? remove.Long(0) : null;
        remove.Run();
        if (scope is { } known) Count(changes, known, -1);
        return scope is not null;
    }

    private static void Count(Dictionary<long, long> changes, long scope, long by) => changes[scope] = changes.GetValueOrDefault(scope) + by;
}
