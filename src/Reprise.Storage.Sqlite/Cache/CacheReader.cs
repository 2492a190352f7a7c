using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>A connection with the statements that find entries. One thread at a time.</summary>
internal sealed class CacheReader(SqliteDatabase database, Scopes scopes, Action broken) : IDisposable
{
    // The indexes are named: without statistics SQLite takes the scope for as good a start as the source, and walks over all entries.
    private readonly SqliteStatement _find = database.Prepare($"SELECT {EntryRow.Columns} FROM entries WHERE number = ?1");

    // The index finds a question's answers; putting pinned ones first sorts those, which are few, since each question keeps a few only.
    private readonly SqliteStatement _exact = database.Prepare($"SELECT {EntryRow.Columns} FROM entries INDEXED BY entries_by_exact WHERE exact_high = ?1 AND exact_low = ?2 ORDER BY pinned DESC, at DESC, number DESC LIMIT ?3");
    private readonly SqliteStatement _source = database.Prepare($"SELECT {EntryRow.Columns} FROM entries INDEXED BY entries_by_source WHERE source_high = ?1 AND source_low = ?2 ORDER BY number");
    private readonly SqliteStatement _list = database.Prepare($"SELECT {EntryRow.Columns} FROM entries WHERE number > ?1 ORDER BY number LIMIT ?2");
    private readonly SqliteStatement _listScope = database.Prepare($"SELECT {EntryRow.Columns} FROM entries INDEXED BY entries_by_scope WHERE scope = ?3 AND number > ?1 ORDER BY number LIMIT ?2");

    public SqliteDatabase Database => database;

    public CacheEntry? Find(long number)
    {
        _find.Bind(1, number);
        try
        {
            return _find.Step() ? Entry(_find) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    public List<CacheEntry> FindExact(PartitionKey exact, int most)
    {
        _exact.Bind(1, EntryRow.High(exact.Value));
        _exact.Bind(2, EntryRow.Low(exact.Value));
        _exact.Bind(3, (long)most);
        return All(_exact);
    }

    public List<CacheEntry> FindBySource(InteractionId source)
    {
        _source.Bind(1, EntryRow.High(source.Value));
        _source.Bind(2, EntryRow.Low(source.Value));
        return All(_source);
    }

    public List<CacheEntry> List(long after, int limit)
    {
        _list.Bind(1, after);
        _list.Bind(2, (long)limit);
        return All(_list);
    }

    public List<CacheEntry> List(long scope, long after, int limit)
    {
        _listScope.Bind(1, after);
        _listScope.Bind(2, (long)limit);
        _listScope.Bind(3, scope);
        return All(_listScope);
    }

    public string? Note(string name)
    {
        var note = database.Prepare("SELECT value FROM notes WHERE name = ?1");
        note.Bind(1, name);
        try
        {
            return note.Step() ? note.Text(0) : null;
        }
        finally
        {
            note.Reset();
        }
    }

    public void Dispose() => database.Dispose();

    private List<CacheEntry> All(SqliteStatement statement)
    {
        var all = new List<CacheEntry>();
        try
        {
            while (statement.Step())
            {
                if (Entry(statement) is { } entry) all.Add(entry);
            }

            return all;
        }
        finally
        {
            statement.Reset();
        }
    }

    private CacheEntry? Entry(SqliteStatement row)
    {
        var entry = EntryRow.Read(row, scopes);
        if (entry is null) broken();
        return entry;
    }
}
