namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>Gives free pages back to the file system and folds the write-ahead log into the database file.</summary>
internal sealed class FileShrink(SqliteInteractionStore store, TimeSpan busyTimeout) : IMaintenanceTask
{
    private const int StepPages = 512;
    private bool _isDone;

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_isDone) return false;
        _isDone = await store.WriteBesideAsync(Shrink, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private bool Shrink(SqliteWriter writer)
    {
        if (writer.Database.Scalar("PRAGMA freelist_count") > 0)
        {
            writer.Database.Execute($"PRAGMA incremental_vacuum({StepPages})");
            return false;
        }

        // Without waiting: while somebody reads, the rest is folded in next time.
        writer.Database.SetBusyTimeout(TimeSpan.Zero);
        try
        {
            writer.Database.Scalar("PRAGMA wal_checkpoint(PASSIVE)");
            writer.Database.Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            writer.Database.SetBusyTimeout(busyTimeout);
        }

        return true;
    }
}
