using System.Collections.Concurrent;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Stores batches, several at once if need be, each in one transaction. What a batch needs and finds missing (a month, a free position) it makes and begins again.</summary>
internal sealed class BatchAppend(PostgresDatabase database, Partitions partitions)
{
    private const int MostIdle = 4;
    private readonly ConcurrentBag<RowWriter> _idle = [];
    private readonly ShapeTable _shapes = new(database);

    public async Task<AppendResult> RunAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Interactions.Count == 0 && batch.Facts.Count == 0) return new AppendResult(0, 0) { KnownAt = [] };
        await partitions.EnsureAheadAsync(cancellationToken).ConfigureAwait(false);
        var rows = _idle.TryTake(out var idle) ? idle : new RowWriter(database.KeepsRollups ? _shapes : null);
        try
        {
            return await RunAsync(batch, rows, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            rows.Clear();
            if (_idle.Count < MostIdle) _idle.Add(rows);
        }
    }

    private async Task<AppendResult> RunAsync(StoreBatch batch, RowWriter rows, CancellationToken cancellationToken)
    {
        var isCareful = IsCrowded(batch.Interactions);
        for (var attempt = 1; ; attempt++)
        {
            foreach (var month in batch.Interactions.Select(recorded => MonthOf(recorded.Interaction.Timestamp)).Distinct())
                await partitions.EnsureAsync(month, cancellationToken).ConfigureAwait(false);
            try
            {
                return await RunOnceAsync(batch, rows, isCareful, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException failure) when (attempt < Retry.MostAttempts && failure.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // A position is taken: once in a million pairs of one millisecond, or where many carry the same time.
                isCareful = true;
            }
            catch (PostgresException failure) when (attempt < Retry.MostAttempts && failure.SqlState is PostgresErrorCodes.CheckViolation or PostgresErrorCodes.UndefinedTable)
            {
                // Somebody took a month away.
                partitions.Forget();
            }
            catch (PostgresException failure) when (attempt < Retry.MostAttempts && PostgresFailure.IsCollision(failure))
            {
                // The other one is through by now.
            }
        }
    }

    private async Task<AppendResult> RunOnceAsync(StoreBatch batch, RowWriter rows, bool isCareful, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);

        // 1. Which are new? Whoever stores one of them at the same time is waited for.
        var candidates = Candidates.Of(batch.Interactions);
        if (isCareful) await new PositionFinder(connection, database.Schema).ResolveAsync(candidates, cancellationToken).ConfigureAwait(false);
        await IdClaims.ClaimAsync(connection, candidates, cancellationToken).ConfigureAwait(false);

        // 2. Facts, and what they say by now of interactions new and old.
        var facts = new FactWriter(connection, database.KeepsRollups);
        var folds = await facts.WriteAsync(batch, candidates, cancellationToken).ConfigureAwait(false);

        // 3. The new ones, as rows, and what they add to rollups.
        var added = candidates.Where(candidate => candidate.IsNew).OrderBy(candidate => candidate.Position).ToArray();
        var shapes = added.Length == 0 ? null : await rows.CopyAsync(connection, added, folds, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        if (shapes is not null) _shapes.Remember(shapes);
        var isNew = added.Select(candidate => candidate.Place).ToHashSet();
        return new AppendResult(added.Length, batch.Interactions.Count - added.Length) { KnownAt = [.. Enumerable.Range(0, batch.Interactions.Count).Where(place => !isNew.Contains(place))] };
    }

    /// <summary>Whether many carry one time, as imports may: positions are then likely to be taken, and looking first is cheaper than finding out.</summary>
    private static bool IsCrowded(IReadOnlyList<RecordedInteraction> interactions)
    {
        const int Many = 32;
        if (interactions.Count < Many) return false;
        return interactions.GroupBy(recorded => Position.Start(recorded.Interaction.Timestamp)).Any(millisecond => millisecond.Count() >= Many);
    }

    private static DateTimeOffset MonthOf(DateTimeOffset timestamp)
    {
        var utc = Position.Time(Position.Start(timestamp));
        return new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
