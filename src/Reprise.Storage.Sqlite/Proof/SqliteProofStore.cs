using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Proof;

/// <summary>
/// Keeps the proof in one SQLite file of its own: it is written as often as the record, and settings, which are synced to the disk each time, shall not wait for
/// it. One connection, one call at a time; each is short.
/// </summary>
public sealed class SqliteProofStore : IProofStore
{
    public const string FileName = "proof.db";

    private readonly string _path;
    private readonly SqliteSynchronous _synchronous;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private SqliteDatabase? _database;
    private SqliteLock? _lock;
    private bool _isDisposed;

    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="synchronous">The same as of the record: what survives a power cut there must survive it here.</param>
    /// <param name="busyTimeout">How long to wait for another program that holds the file; 10 seconds when null.</param>
    public SqliteProofStore(string path, SqliteSynchronous synchronous = SqliteSynchronous.Normal, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _synchronous, _busyTimeout) = (Path.GetFullPath(path), synchronous, busyTimeout ?? TimeSpan.FromSeconds(10));
    }

    public string Engine => "sqlite";

    /// <summary>For tests: the so-manieth step of a statement in the next calls fails like a disk does; 0 for none.</summary>
    internal int FailAtStep { get; set; }

    public Task OpenAsync(CancellationToken cancellationToken) => RunAsync(static _ => true, cancellationToken);

    public Task<SealedText?> HeadAsync(CancellationToken cancellationToken) => RunAsync(ProofSql.Head, cancellationToken);

    public Task<bool> AppendAsync(ProofAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        return RunAsync(database => database.Transact(() => ProofSql.Append(database, append)), cancellationToken);
    }

    public Task<IReadOnlyList<ProofEntry>> ReadAsync(long from, int limit, CancellationToken cancellationToken) => RunAsync(database => ProofSql.Read(database, from, limit), cancellationToken);

    public Task<IReadOnlyList<ProofEntry>> FindAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return RunAsync(database => ProofSql.Find(database, ids), cancellationToken);
    }

    public Task<IReadOnlyList<MerkleTile>> TilesAsync(int level, long from, int limit, CancellationToken cancellationToken) =>
        RunAsync(database => ProofSql.Tiles(database, level, from, limit), cancellationToken);

    public Task<IReadOnlyList<NumberedCheckpoint>> CheckpointsAsync(long from, int limit, CancellationToken cancellationToken) =>
        RunAsync(database => ProofSql.Checkpoints(database, from, limit), cancellationToken);

    public Task<long> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        return RunAsync(database => ProofSql.Announce(database, announcement), cancellationToken);
    }

    public Task<IReadOnlyList<Announcement>> AnnouncementsAsync(CancellationToken cancellationToken) => RunAsync(ProofSql.Announcements, cancellationToken);

    public Task ForgetAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return RunAsync(
            database => database.Transact(() =>
            {
                ProofSql.Forget(database, numbers);
                return true;
            }),
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        _database?.Dispose();
        _lock?.Dispose();
        (_database, _lock) = (null, null);
        _gate.Release();
    }

    private async Task<T> RunAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _database ??= Open();
            _database.FailAfterSteps = FailAtStep;
            return work(_database);
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder of '{_path}' cannot be used: {exception.Message}", exception) { IsTransient = true };
        }
        finally
        {
            _gate.Release();
        }
    }

    private SqliteDatabase Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _lock ??= SqliteLock.Take(_path);
        var database = SqliteDatabase.Open(_path, create: true, _busyTimeout);
        try
        {
            // secure_delete: a salt that is destroyed must not stay in the file.
            database.Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(_synchronous is SqliteSynchronous.Full ? "FULL" : "NORMAL")}; PRAGMA secure_delete = ON; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 2000");
            ProofSchema.Migrate(database, _path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
