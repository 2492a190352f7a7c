using Npgsql;
using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;

namespace Reprise.Storage.Postgres.Proof;

/// <summary>Keeps the proof in PostgreSQL, beside settings and for all servers of that database: one of them adds to the chain at a time, which a lock sees to.</summary>
public sealed class PostgresProofStore : IProofStore
{
    private const int Pool = 4;

    private readonly PostgresDatabase _database;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile bool _isOpen;

    /// <param name="options">Of the store of interactions; its connection string, schema and limits count.</param>
    public PostgresProofStore(PostgresStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MinPoolSize = 0, MaxPoolSize = Pool };
        _database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = connection.ConnectionString, Schema = options.Schema, CommandTimeout = options.CommandTimeout, LockTimeout = options.LockTimeout });
    }

    public string Engine => "postgres";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen) return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen) return;
            await ProofSchema.MigrateAsync(_database, cancellationToken).ConfigureAwait(false);
            _isOpen = true;
        }
        catch (Exception exception) when (PostgresFailure.Is(exception))
        {
            throw PostgresFailure.ToStoreException(exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async Task<SealedText?> HeadAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(ProofSql.Head, ProofSql.ReadHead, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public Task<bool> AppendAsync(ProofAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        return RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                await AdvisoryLock.TakeAsync(connection, _database.Schema, "proof", cancellationToken).ConfigureAwait(false);
                var version = await AllAsync(ProofSql.Version(connection), static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
                if (version.FirstOrDefault() != append.ExpectedVersion) return false;
                if (append.Entries.Count > 0) await DoAsync(ProofSql.Insert(connection, append.Entries), cancellationToken).ConfigureAwait(false);
                if (append.Tiles.Count > 0) await DoAsync(ProofSql.Insert(connection, append.Tiles), cancellationToken).ConfigureAwait(false);
                if (append.Checkpoint is { } checkpoint) await DoAsync(ProofSql.Insert(connection, checkpoint), cancellationToken).ConfigureAwait(false);
                if (append.Destroyed.Count > 0) await DoAsync(ProofSql.Destroy(connection, append.Destroyed), cancellationToken).ConfigureAwait(false);
                if (append.Settled.Count > 0) await DoAsync(ProofSql.Forget(connection, append.Settled), cancellationToken).ConfigureAwait(false);
                await DoAsync(ProofSql.Put(connection, append.Head, append.ExpectedVersion + 1), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<ProofEntry>> ReadAsync(long from, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(connection => ProofSql.Read(connection, from, limit), ProofSql.ReadEntry, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<ProofEntry>> FindAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await ReadAsync(connection => ProofSql.Find(connection, ids), ProofSql.ReadEntry, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<MerkleTile>> TilesAsync(int level, long from, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(connection => ProofSql.Tiles(connection, level, from, limit), row => new MerkleTile(level, row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<NumberedCheckpoint>> CheckpointsAsync(long from, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(connection => ProofSql.Checkpoints(connection, from, limit), ProofSql.ReadCheckpoint, cancellationToken).ConfigureAwait(false);

    public async Task<long> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken) =>
        (await ReadAsync(connection => ProofSql.Announce(connection, announcement), static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<Announcement>> AnnouncementsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(ProofSql.Announcements, ProofSql.ReadAnnouncement, cancellationToken).ConfigureAwait(false);

    public Task ForgetAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await DoAsync(ProofSql.Forget(connection, numbers), cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }

    private Task<List<T>> ReadAsync<T>(Func<NpgsqlConnection, NpgsqlCommand> ask, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        RunAsync(connection => AllAsync(ask(connection), read, cancellationToken), cancellationToken);

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgresFailure.Is(exception))
        {
            // A server that was restarted takes all connections with it, those left in the pool too.
            if (PostgresFailure.IsBroken(exception)) _database.Clear();
            throw PostgresFailure.ToStoreException(exception);
        }
    }

    private static async Task DoAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<T>> AllAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var all = new List<T>();
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false)) all.Add(read(rows));
                return all;
            }
        }
    }
}
