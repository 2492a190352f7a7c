using System.Text;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Takes the words of deleted interactions out of the full-text index. The index keeps no text, so their words are read back from its own vocabulary, in one
/// pass for many interactions; it then deletes by being told them again.
/// </summary>
internal sealed class IndexPurge(SqliteInteractionStore store, SqliteDatabase reader) : IMaintenanceTask
{
    // About 150 words each: some tens of megabytes while a pass runs.
    private const int MostAtOnce = 10_000;
    private const int DeletedAtOnce = 100;

    private readonly Queue<(long Position, string Words)> _found = [];

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_found.Count == 0) Find(cancellationToken);
        if (_found.Count == 0) return false;
        var some = new List<(long Position, string Words)>();
        while (some.Count < DeletedAtOnce && _found.TryDequeue(out var one)) some.Add(one);
        await store.WriteAsync(writer => Delete(writer, some), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Find(CancellationToken cancellationToken)
    {
        if (reader.Scalar("SELECT count(*) FROM unindexed") == 0) return;
        reader.Execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search, instance)");
        // One snapshot for both queries: a deletion in between would bring positions that the first one has not seen.
        reader.Execute("BEGIN");
        try
        {
            Read(cancellationToken);
        }
        finally
        {
            reader.Execute("COMMIT");
        }
    }

    private void Read(CancellationToken cancellationToken)
    {
        var words = new SortedDictionary<long, StringBuilder>();
        var positions = reader.Prepare("SELECT position FROM unindexed ORDER BY position LIMIT ?1");
        positions.Bind(1, (long)MostAtOnce);
        while (positions.Step()) words[positions.Long(0)] = new StringBuilder();
        positions.Reset();

        // Order does not matter to a deletion, and a word twice is a word once.
        var find = reader.Prepare("SELECT DISTINCT term, doc FROM temp.search_words WHERE doc IN (SELECT position FROM unindexed ORDER BY position LIMIT ?1)");
        find.Bind(1, (long)MostAtOnce);
        try
        {
            while (find.Step())
            {
                words[find.Long(1)].Append(find.Text(0)).Append(' ');
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            find.Reset();
        }

        foreach (var (position, text) in words) _found.Enqueue((position, text.ToString()));
    }

    private static bool Delete(SqliteWriter writer, List<(long Position, string Words)> some)
    {
        writer.Transact(() =>
        {
            foreach (var (position, words) in some)
            {
                var delete = writer.Database.Prepare("INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)");
                delete.Bind(1, position);
                delete.Bind(2, words);
                delete.Run();
                var done = writer.Database.Prepare("DELETE FROM unindexed WHERE position = ?1");
                done.Bind(1, position);
                done.Run();
            }
        });
        writer.NoteUnindexed(writer.Database.Scalar("SELECT EXISTS (SELECT 1 FROM unindexed)") > 0);
        return true;
    }
}
