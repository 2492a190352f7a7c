using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>Hours whose rollups say too much because interactions of them were deleted or corrected.</summary>
internal static class RollupGaps
{
    private const int HoursOfDay = 24;

    /// <summary>In the transaction that deletes or corrects. A row for each change, so that nobody waits for another.</summary>
    public static Task MarkAsync(NpgsqlConnection connection, IEnumerable<(string Project, long Position)> changed, CancellationToken cancellationToken) =>
        MarkHoursAsync(connection, changed.Select(one => (one.Project, Hour: (one.Position >> Position.TieBits) / RollupGranule.Hour.Milliseconds())).Distinct(), cancellationToken);

    /// <summary>Hours of projects, each once; an hour by its number since 1970.</summary>
    public static async Task MarkHoursAsync(NpgsqlConnection connection, IEnumerable<(string Project, long Hour)> marked, CancellationToken cancellationToken)
    {
        var hours = marked.ToArray();
        if (hours.Length == 0) return;
        using var command = new NpgsqlCommand("INSERT INTO rollup_gaps (project, hour, change) SELECT g.project, g.hour, $3 FROM unnest($1, $2) AS g (project, hour)", connection);
        command.Add(hours.Select(one => one.Project));
        command.Add(hours.Select(one => one.Hour));
        command.Parameters.Add(new NpgsqlParameter { Value = RollupBatch.NewName() });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells all servers that some interactions are in no rollup.</summary>
    public static async Task TurnOffAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand("INSERT INTO rollups_off SELECT now() WHERE NOT EXISTS (SELECT 1 FROM rollups_off)", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The hours of a project, ascending.</summary>
    public static async Task<IReadOnlyList<long>> OfAsync(NpgsqlConnection connection, string project, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT DISTINCT g.hour FROM rollup_gaps AS g WHERE g.project = ").Value(project).Add(" ORDER BY g.hour");
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var hours = new List<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) hours.Add(reader.GetInt64(0));
        return hours;
    }

    /// <summary>The plan with these hours answered from rows, and the days they lie in from their other hours.</summary>
    public static RollupPlan Without(RollupPlan plan, IReadOnlyList<long> gaps)
    {
        if (gaps.Count == 0 || !plan.UsesRollups) return plan;
        var parts = new List<RollupPart>();
        foreach (var part in plan.Parts)
        {
            if (part.Granule is null) parts.Add(part);
            else if (part.Granule is RollupGranule.Day) CutDays(parts, part, gaps);
            else Cut(parts, part, gaps);
        }

        return plan with { Parts = parts };
    }

    private static void CutDays(List<RollupPart> parts, RollupPart part, IReadOnlyList<long> gaps)
    {
        var width = RollupGranule.Day.Milliseconds();
        var from = part.FromMs;
        foreach (var day in gaps.Select(hour => hour / HoursOfDay * width).Where(day => day >= part.FromMs && day < part.ToMs).Distinct())
        {
            if (day > from) parts.Add(part with { FromMs = from, ToMs = day });
            Cut(parts, new RollupPart(day, day + width, RollupGranule.Hour), gaps);
            from = day + width;
        }

        if (from < part.ToMs) parts.Add(part with { FromMs = from });
    }

    private static void Cut(List<RollupPart> parts, RollupPart part, IReadOnlyList<long> gaps)
    {
        var width = RollupGranule.Hour.Milliseconds();
        var from = part.FromMs;
        foreach (var hour in gaps.Select(hour => hour * width).Where(hour => hour < part.ToMs && hour + width > part.FromMs))
        {
            if (hour > from) parts.Add(part with { FromMs = from, ToMs = hour });
            parts.Add(new RollupPart(Math.Max(hour, part.FromMs), Math.Min(hour + width, part.ToMs), null));
            from = hour + width;
        }

        if (from < part.ToMs) parts.Add(part with { FromMs = from });
    }
}
