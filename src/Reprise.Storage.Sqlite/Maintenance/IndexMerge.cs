namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>Merges parts of the full-text index, which makes it smaller and searches quicker.</summary>
internal sealed class IndexMerge(SqliteInteractionStore store) : IMaintenanceTask
{
    // Pages written in one step: a few milliseconds.
    private const int StepPages = 200;
    private bool _started;

    public async Task<bool> StepAsync(CancellationToken cancellationToken) => await store.WriteAsync(Merge, cancellationToken).ConfigureAwait(false);

    private bool Merge(SqliteWriter writer)
    {
        // A negative number begins to merge everything into one part; positive ones go on with that.
        var pages = _started ? StepPages : -StepPages;
        _started = true;
        var before = writer.Database.TotalChanges;
        var merge = writer.Database.Prepare("INSERT INTO search (search, rank) VALUES ('merge', ?1)");
        merge.Bind(1, (long)pages);
        merge.Run();
        // The index counts at least one change for the statement itself; fewer than two mean that nothing was left to merge.
        return writer.Database.TotalChanges - before >= 2;
    }
}
