using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Gives candidates positions that nobody has. Needed only after a position was found taken, so it may take its time; one at a time does this.</summary>
internal sealed class PositionFinder(NpgsqlConnection connection, string schema)
{
    private readonly Dictionary<(string Project, long Start), HashSet<long>> _stored = [];

    public async Task ResolveAsync(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        await AdvisoryLock.TakeAsync(connection, schema, "positions", cancellationToken).ConfigureAwait(false);
        foreach (var project in candidates.GroupBy(candidate => candidate.Project))
        {
            var taken = await TakenAsync(project.Key, [.. project.Select(candidate => candidate.Position)], cancellationToken).ConfigureAwait(false);
            foreach (var candidate in project)
            {
                if (taken.Contains(candidate.Position)) candidate.Position = await FreeAsync(project.Key, candidate.Position, taken, cancellationToken).ConfigureAwait(false);
                taken.Add(candidate.Position);
            }
        }
    }

    private async Task<HashSet<long>> TakenAsync(string project, long[] positions, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT i.position FROM interactions AS i WHERE i.project = ").Value(project);
        new PositionRange(positions.Min(), positions.Max()).Write(sql);
        return await ReadAsync(sql.Add(" AND i.position = ANY(").Value(positions).Add(")"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next free number within the millisecond, and in a later one when that is full.</summary>
    private async Task<long> FreeAsync(string project, long position, HashSet<long> taken, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await StoredAsync(project, Position.Start(Position.Time(position)), cancellationToken).ConfigureAwait(false);
            for (var next = position; ;)
            {
                if (!stored.Contains(next) && !taken.Contains(next)) return next;
                next = Position.Next(next);
                if (next == position) break;
            }

            position = Position.NextMillisecond(position);
        }
    }

    /// <summary>What a millisecond has, read once.</summary>
    private async Task<HashSet<long>> StoredAsync(string project, long start, CancellationToken cancellationToken)
    {
        if (_stored.TryGetValue((project, start), out var known)) return known;
        var sql = new SqlText().Add("SELECT i.position FROM interactions AS i WHERE i.project = ").Value(project);
        new PositionRange(start, Position.Last(start)).Write(sql);
        return _stored[(project, start)] = await ReadAsync(sql, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HashSet<long>> ReadAsync(SqlText sql, CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var positions = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) positions.Add(reader.GetInt64(0));
        return positions;
    }
}
