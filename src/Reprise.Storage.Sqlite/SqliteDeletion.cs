namespace Reprise.Storage.Sqlite;

/// <summary>
/// Takes interactions away with their facts. Their words and bodies cannot be reached any more from then on; maintenance takes those out of the index and
/// the packs soon after.
/// </summary>
internal static class SqliteDeletion
{
    public const int StepRows = 2000;

    /// <summary>Deletes the interactions at these positions. Returns how many were there.</summary>
    public static long Delete(SqliteWriter writer, IReadOnlyList<long> positions)
    {
        long deleted = 0;
        writer.Transact(() =>
        {
            deleted = 0;
            foreach (var position in positions) deleted += Delete(writer.Database, position);
        });
        if (deleted > 0) writer.NoteUnindexed(true);
        return deleted;
    }

    private static int Delete(SqliteDatabase database, long position)
    {
        Run(database, "INSERT INTO sweeps (project, deletions) SELECT project, 1 FROM interactions WHERE position = ?1 AND body IS NOT NULL ON CONFLICT DO UPDATE SET deletions = deletions + 1", position);
        Run(database, "DELETE FROM facts WHERE (project, interaction) IN (SELECT project, id FROM interactions WHERE position = ?1 AND facts > 0)", position);
        Run(database, "DELETE FROM labels WHERE position = ?1", position);
        Run(database, "DELETE FROM interactions WHERE position = ?1", position);
        if (database.Changes == 0) return 0;
        Run(database, "INSERT OR IGNORE INTO unindexed (position) VALUES (?1)", position);
        return 1;
    }

    private static void Run(SqliteDatabase database, string sql, long position)
    {
        var statement = database.Prepare(sql);
        statement.Bind(1, position);
        statement.Run();
    }
}
