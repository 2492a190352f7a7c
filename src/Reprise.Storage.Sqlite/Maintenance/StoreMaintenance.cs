using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// What keeps the file small and quick, in short steps between which recording goes on: sweeping bodies and words of deleted interactions, merging packs and
/// index parts, giving pages back. Runs when nothing was stored for a while, and now and then even when never idle.
/// </summary>
internal sealed class StoreMaintenance(SqliteInteractionStore store, string path, TimeSpan busyTimeout, TimeProvider time, PackSeal? packSeal)
{
    /// <summary>Does everything there is to do, in steps. Stops early when <paramref name="isBusy"/> says that recording has work.</summary>
    public async Task RunAsync(Func<bool> isBusy, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = SqliteDatabase.Open(path, create: false, busyTimeout, packSeal);
            reader.Execute("PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY");
            IMaintenanceTask[] tasks =
            [
                new PackSweep(store, reader), new PackMerge(store, reader), new IndexPurge(store, reader), new RollupFill(store), new RollupTrim(store, time),
                new IndexMerge(store), new FileShrink(store, busyTimeout),
            ];
            foreach (var task in tasks)
            {
                while (!isBusy() && await task.StepAsync(cancellationToken).ConfigureAwait(false)) cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (SqliteFailure failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw failure.ToStoreException(path);
        }
        catch (InvalidDataException damage)
        {
            throw new StoreException($"Bodies in '{path}' are damaged: {damage.Message} Nothing more is freed there.", damage);
        }
    }
}

/// <summary>One kind of maintenance, in steps of a few milliseconds each.</summary>
internal interface IMaintenanceTask
{
    /// <summary>Does one step. False when nothing is left to do.</summary>
    Task<bool> StepAsync(CancellationToken cancellationToken);
}
