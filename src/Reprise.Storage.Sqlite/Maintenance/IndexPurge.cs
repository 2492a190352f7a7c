namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Takes the words of deleted interactions out of the full-text index. The index keeps no text, so their words are read back from its own vocabulary, in one
/// pass for many interactions; it then deletes by being told them again. An interaction that is still there has lost its bodies only: its keys go back in.
/// </summary>
internal sealed class IndexPurge(SqliteInteractionStore store, SqliteDatabase reader) : IMaintenanceTask
{
    // A few milliseconds of writing.
    private const int DeletedAtOnce = 100;

    private IndexWords? _words;
    private int _next;

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_words is null || _next == _words.Count)
        {
            if (reader.Scalar("SELECT EXISTS (SELECT 1 FROM unindexed)") == 0) return false;
            (_words, _next) = (IndexWords.Read(reader, cancellationToken), 0);
        }

        var (words, first, end) = (_words, _next, Math.Min(_words.Count, _next + DeletedAtOnce));
        await store.WriteBesideAsync(writer => Delete(writer, words, first, end), cancellationToken).ConfigureAwait(false);
        _next = end;
        return true;
    }

    private static bool Delete(SqliteWriter writer, IndexWords words, int first, int end)
    {
        var (all, keys) = (new Utf8Buffer(), new Utf8Buffer());
        writer.Transact(() =>
        {
            for (var i = first; i < end; i++)
            {
                words.Write(i, all, keys);
                var delete = writer.Database.Prepare("INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)");
                delete.Bind(1, words.PositionOf(i));
                delete.BindUtf8(2, all.Span);
                delete.Run();
                if (IsThere(writer.Database, words.PositionOf(i))) Insert(writer.Database, words.PositionOf(i), keys);
                var done = writer.Database.Prepare("DELETE FROM unindexed WHERE position = ?1");
                done.Bind(1, words.PositionOf(i));
                done.Run();
            }
        });
        writer.NoteUnindexed(writer.Database.Scalar("SELECT EXISTS (SELECT 1 FROM unindexed)") > 0);
        return true;
    }

    private static void Insert(SqliteDatabase database, long position, Utf8Buffer keys)
    {
        var insert = database.Prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)");
        insert.Bind(1, position);
        insert.BindUtf8(2, keys.Span);
        insert.Run();
    }

    private static bool IsThere(SqliteDatabase database, long position)
    {
        var find = database.Prepare("SELECT 1 FROM interactions WHERE position = ?1");
        find.Bind(1, position);
        var found = find.Step();
        find.Reset();
        return found;
    }
}
