namespace Reprise.Storage.Sqlite;

/// <summary>
/// Writes a database anew, so that its file holds what is on record and nothing that ever was. Zeroing what is deleted is not enough: SQLite leaves copies in the gaps of
/// pages that it rebuilt, and pages before the change stand in the write-ahead log until it is cut.
/// </summary>
internal static class SqliteScrub
{
    /// <summary>Rebuilds the file and cuts the log. Throws <see cref="SqliteFailure"/> as busy when somebody reads it for longer than the connection waits.</summary>
    public static void Rebuild(SqliteDatabase database)
    {
        // What else would be in memory for a moment is the whole file.
        database.Execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY");
        CutLog(database);
    }

    /// <summary>Folds the log into the file and cuts it to nothing.</summary>
    public static void CutLog(SqliteDatabase database)
    {
        var cut = database.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        var isBusy = cut.Step() && cut.Long(0) != 0;
        cut.Reset();
        if (isBusy) throw new SqliteFailure(SQLitePCL.raw.SQLITE_BUSY, "somebody reads the database");
    }
}
