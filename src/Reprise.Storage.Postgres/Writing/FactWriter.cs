using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>
/// Stores facts and folds what they say into the columns that filters and aggregates read. A fact about an interaction that is not there waits for it. The id
/// of each interaction spoken of is held until the end of the transaction, so of two servers one folds after the other and sees its facts.
/// </summary>
internal sealed class FactWriter(NpgsqlConnection connection, bool keepsRollups)
{
    /// <summary>Stores the facts of a batch, and brings interactions that were there before up to date. Returns the facts of those that are about to be stored.</summary>
    public async Task<IReadOnlyDictionary<(string Project, InteractionId Id), IReadOnlyList<Fact>>> WriteAsync(
        StoreBatch batch, IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        var facts = Distinct(batch);
        var awaited = candidates.Where(candidate => candidate is { IsNew: true, IsAwaited: true }).Select(candidate => (candidate.Project, candidate.Id)).ToArray();
        if (facts.Count == 0 && awaited.Length == 0) return new Dictionary<(string, InteractionId), IReadOnlyList<Fact>>();

        Dictionary<(string Project, InteractionId Id), long?> places = [];
        var changed = awaited.ToHashSet();
        if (facts.Count > 0)
        {
            places = await IdClaims.HoldAsync(connection, facts.Select(fact => (fact.Project, fact.InteractionId)).ToHashSet(), cancellationToken).ConfigureAwait(false);
            changed.UnionWith(await InsertAsync(facts, cancellationToken).ConfigureAwait(false));
        }

        var all = new Dictionary<(string, InteractionId), IReadOnlyList<Fact>>();
        foreach (var project in changed.GroupBy(id => id.Project))
        {
            foreach (var (id, known) in await FactRows.OfAsync(connection, project.Key, [.. project.Select(one => one.Id)], cancellationToken).ConfigureAwait(false)) all[(project.Key, id)] = known;
        }

        var added = candidates.Where(candidate => candidate.IsNew).Select(candidate => (candidate.Project, candidate.Id)).ToHashSet();
        var older = all.Where(pair => !added.Contains(pair.Key) && places[pair.Key] is not null).Select(pair => new Fold(pair.Key.Item1, places[pair.Key]!.Value, pair.Value.Count, FactFold.Of(pair.Value))).ToArray();
        if (older.Length > 0) await UpdateAsync(older, cancellationToken).ConfigureAwait(false);
        return all;
    }

    /// <summary>Each fact once, the first of an id, in the order of project and id.</summary>
    private static IReadOnlyList<Fact> Distinct(StoreBatch batch)
    {
        var seen = new HashSet<(string, InteractionId)>();
        return [.. batch.Interactions.SelectMany(recorded => recorded.Facts).Concat(batch.Facts).Where(fact => seen.Add((fact.Project, fact.FactId)))];
    }

    /// <summary>Returns the interactions that something new is known of.</summary>
    private async Task<IReadOnlyList<(string Project, InteractionId Id)>> InsertAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            """
            INSERT INTO facts (project, id, interaction, kind, "timestamp", name, value, text, author)
            SELECT f.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS f (project, id, interaction, kind, "timestamp", name, value, text, author) ORDER BY f.project COLLATE "C", f.id
            ON CONFLICT DO NOTHING RETURNING project, interaction
            """,
            connection);
        command.Add(facts.Select(fact => fact.Project));
        command.Add(facts.Select(fact => InteractionRow.GuidOf(fact.FactId)));
        command.Add(facts.Select(fact => InteractionRow.GuidOf(fact.InteractionId)));
        command.Add(facts.Select(fact => FactRows.Kinds[(int)fact.Kind]));
        command.AddTimes(facts.Select(fact => Position.Start(fact.Timestamp)));
        command.Add(facts.Select(fact => TextOf(fact.Name)));
        command.Add(facts.Select(fact => fact.Value));
        command.Add(facts.Select(fact => TextOf(fact.Text)));
        command.Add(facts.Select(fact => TextOf(fact.Author)));
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var changed = new List<(string, InteractionId)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) changed.Add((reader.GetString(0), InteractionRow.IdOf(reader.GetGuid(1))));
        return changed;
    }

    private async Task UpdateAsync(IReadOnlyList<Fold> folds, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            """
            UPDATE interactions AS i SET facts = u.facts, flagged = u.flagged, rating = u.rating, quality = coalesce(u.quality, i.recorded_quality),
              cost_pico = coalesce(u.cost, i.recorded_cost_pico), labels = u.labels::jsonb
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS u (project, "timestamp", position, facts, flagged, rating, quality, cost, labels)
            JOIN interactions AS o ON o.project = u.project AND o.timestamp = u.timestamp AND o.position = u.position
            WHERE i.project = u.project AND i.timestamp = u.timestamp AND i.position = u.position
            RETURNING i.project, i.position, i.quality IS DISTINCT FROM o.quality OR i.cost_pico IS DISTINCT FROM o.cost_pico
            """,
            connection);
        command.Add(folds.Select(fold => fold.Project));
        command.AddTimes(folds.Select(fold => fold.Position));
        command.Add(folds.Select(fold => fold.Position));
        command.Add(folds.Select(fold => fold.Count));
        command.Add(folds.Select(fold => fold.Facts.Flagged));
        command.Add(folds.Select(fold => fold.Facts.Rating));
        command.Add(folds.Select(fold => fold.Facts.Quality));
        command.Add(folds.Select(fold => Money.ToPico(fold.Facts.CostUsd)));
        command.Add(folds.Select(fold => JsonValues.Map(fold.Facts.Labels)));
        var changed = new List<(string, long)>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (reader.GetBoolean(2)) changed.Add((reader.GetString(0), reader.GetInt64(1)));
            }
        }

        // What else facts say is in no sum. The ids are held, so nobody changes what these rows were in between.
        if (keepsRollups) await RollupGaps.MarkAsync(connection, changed, cancellationToken).ConfigureAwait(false);
    }

    private static string? TextOf(string? text) => text is null ? null : PostgresText.Parameter(text);

    private sealed record Fold(string Project, long Position, int Count, FactFold Facts);
}
