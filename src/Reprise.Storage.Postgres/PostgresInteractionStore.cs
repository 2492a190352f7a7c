using System.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;

namespace Reprise.Storage.Postgres;

/// <summary>
/// Keeps interactions in PostgreSQL. Nothing that several servers on one database would have to agree about is held in memory. A call that finds the store
/// closed opens it, so that a database that was down at the start is used as soon as it is up.
/// </summary>
public sealed partial class PostgresInteractionStore : IInteractionStore
{
    private readonly PostgresDatabase _database;
    private readonly Partitions _partitions;
    private readonly BatchAppend _append;
    private readonly PostgresStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RollupMaintenance _rollups;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _maintaining = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private Task _maintenance = Task.CompletedTask;
    private volatile bool _isOpen;
    private volatile bool _isDisposed;

    public PostgresInteractionStore(PostgresStoreOptions options, TimeProvider time, ILogger<PostgresInteractionStore>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _database = new PostgresDatabase(options);
        _partitions = new Partitions(_database, time);
        _append = new BatchAppend(_database, _partitions);
        _rollups = new RollupMaintenance(_database, time);
        (_options, _time) = (options, time);
        _log = log ?? NullLogger<PostgresInteractionStore>.Instance;
    }

    public string Engine => "postgres";

    public Task OpenAsync(CancellationToken cancellationToken) => GuardAsync(() => Task.FromResult(true), cancellationToken);

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return GuardAsync(() => _append.RunAsync(batch, cancellationToken), cancellationToken);
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return ReadAsync(connection => new PostgresPages(connection, project).FindAsync(id, cancellationToken), cancellationToken);
    }

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(connection => new PostgresPages(connection, query.Project).SearchAsync(query, cancellationToken), cancellationToken);
    }

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(connection => new PostgresPages(connection, query.Project).ReadAsync(query, cancellationToken), cancellationToken);
    }

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(connection => new PostgresAggregate(connection, query.Project, _database.KeepsRollups).RunAsync(query, cancellationToken), cancellationToken);
    }

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        return GuardAsync(() => new StepwiseChange(_database, query).DeleteAsync(cancellationToken), cancellationToken);
    }

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        return GuardAsync(() => new StepwiseChange(_database, query).DropBodiesAsync(cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => ReadAsync(connection => PostgresPages.ProjectsAsync(connection, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return ReadAsync(connection => FactRows.WaitingAsync(connection, project, after, limit, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Writes every table anew (<c>VACUUM FULL</c>), since a plain vacuum leaves the bytes of removed rows in their pages. Who records waits for the table that is being
    /// written. The server's own log of changes keeps what it has until it is recycled, as do archives and replicas.
    /// </summary>
    public async Task ScrubAsync(CancellationToken cancellationToken)
    {
        await MaintainAsync(cancellationToken).ConfigureAwait(false);
        await GuardAsync(
            async () =>
            {
                var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                    return await PostgresScrub.RunAsync(connection, "interaction_ids", "interactions", "facts", "shapes", "rollups").ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factIds);
        return GuardAsync(
            async () =>
            {
                var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false)) return await PostgresScrub.DeleteWaitingAsync(connection, project, factIds, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Does all maintenance there is to do now, unless another server is at it. Recording goes on.</summary>
    public Task MaintainAsync(CancellationToken cancellationToken) => MaintainAsync(TimeSpan.Zero, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        _closing.Dispose();
        _maintaining.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
        _partitions.Dispose();
        _opening.Dispose();
    }

    /// <summary>Reads; once more on a new connection where the one from the pool turned out to be broken, as all are after a restart of the server.</summary>
    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            try
            {
                return await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException failure) when (PostgresFailure.IsBroken(failure))
            {
                _database.Clear();
                return await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>One connection, and one moment: all statements of the read see the same.</summary>
    private async Task<T> ReadOnceAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        var result = await read(connection).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            if (!_isOpen) await OpenOnceAsync(cancellationToken).ConfigureAwait(false);
            return await run().ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgresFailure.Is(exception))
        {
            // Its neighbours in the pool are broken too, and the next call shall not meet them.
            if (PostgresFailure.IsBroken(exception)) _database.Clear();
            throw PostgresFailure.ToStoreException(exception);
        }
    }

    private async Task OpenOnceAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen) return;
            await PostgresSchema.MigrateAsync(_database, cancellationToken).ConfigureAwait(false);
            await _partitions.EnsureAheadAsync(cancellationToken).ConfigureAwait(false);
            if (!_database.KeepsRollups) await RollupGaps.TurnOffAsync(_database, cancellationToken).ConfigureAwait(false);
            else if (!_isDisposed) _maintenance = Task.Run(MaintainInBackgroundAsync, CancellationToken.None);
            _isOpen = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    private Task<bool> MaintainAsync(TimeSpan quiet, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            await _maintaining.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var damaged = await _rollups.RunAsync(quiet, cancellationToken).ConfigureAwait(false);
                if (damaged > 0) Log.Damaged(_log, damaged);
                return true;
            }
            finally
            {
                _maintaining.Release();
            }
        },
        cancellationToken);

    /// <summary>Failures wait for the next time, and are told once until it succeeds again.</summary>
    private async Task MaintainInBackgroundAsync()
    {
        using var timer = new PeriodicTimer(_options.MaintenanceInterval, _time);
        var isFailing = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                try
                {
                    await MaintainAsync(_options.MaintenanceInterval, _closing.Token).ConfigureAwait(false);
                    isFailing = false;
                }
                catch (Exception exception) when (exception is StoreException or InvalidDataException)
                {
                    if (!isFailing) Log.Failed(_log, exception.Message);
                    isFailing = true;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The store closes.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} stored sums were damaged, or written by a newer version. They are made anew from the interactions, which answer until then.")]
        public static partial void Damaged(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Stored sums could not be put in order: {Reason} It is tried again.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
