using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Takes the facts of interactions that were deleted. A deletion that failed may go on in the server all the same, after which nobody would find these facts by their
/// interactions any more: it leaves the ids here, and the next one looks for them again.
/// </summary>
internal sealed class FactRemoval(ClickHouseClient client)
{
    private const int StepIds = 20_000;

    // Beyond it the oldest server would be short of memory before its facts were gone.
    private const int MostLeft = 1_000_000;

    private readonly ConcurrentDictionary<(string Project, InteractionId Id), bool> _left = new();

    /// <summary>Takes the facts of those among these that are gone.</summary>
    public async Task TakeAsync(string project, IReadOnlyCollection<InteractionId> interactions, CancellationToken cancellationToken)
    {
        foreach (var step in interactions.Chunk(StepIds))
        {
            var sql = new SqlText().Add("SELECT DISTINCT interaction FROM facts WHERE project = ").Value(project).Add(" AND interaction IN ").Ids(step)
                .Add(" AND interaction NOT IN (SELECT id FROM interactions WHERE project = ").Value(project).Add(" AND id IN ").Ids(step).Add(")");
            var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
            var gone = new List<InteractionId>();
            while (!rows.AtEnd) gone.Add(rows.Id());
            if (gone.Count == 0) continue;
            var delete = new SqlText().Add("DELETE FROM facts WHERE project = ").Value(project).Add(" AND interaction IN ").Ids(gone);
            await client.ExecuteAsync(delete.ToString(), inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
            foreach (var id in gone) _left.TryRemove((project, id), out _);
        }
    }

    /// <summary>The deletion of these failed, or the taking of their facts.</summary>
    public void Leave(string project, IEnumerable<InteractionId> interactions)
    {
        foreach (var id in interactions)
        {
            if (_left.Count >= MostLeft) return;
            _left.TryAdd((project, id), true);
        }
    }

    /// <summary>What earlier deletions left, as far as their interactions are gone by now.</summary>
    public IEnumerable<IGrouping<string, InteractionId>> Left() => _left.Keys.GroupBy(one => one.Project, one => one.Id, StringComparer.Ordinal);

    /// <summary>These were deleted to the end.</summary>
    public void Settle(string project, IEnumerable<InteractionId> interactions)
    {
        foreach (var id in interactions) _left.TryRemove((project, id), out _);
    }
}
