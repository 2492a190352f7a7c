namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>
/// What the facts of a project say by now, as subqueries: of each kind and name the latest, ties by id, as <see cref="Interactions.FactFold"/> has it. Taking the
/// latest does not mind a fact that stands there twice.
/// </summary>
internal sealed class FoldSql(string project)
{
    private const string Latest = "(timestamp, id)";

    /// <summary>Interactions with a flag that is up: <c>interaction</c>.</summary>
    public void Flagged(SqlText sql)
    {
        sql.Add($"SELECT interaction FROM (SELECT interaction, argMax(ifNull(value != 0, true), {Latest}) AS up ");
        From(sql, "flag").Add(" GROUP BY interaction, ifNull(name, '')) WHERE up");
    }

    /// <summary>The latest feedback with a value: <c>interaction, folded</c>.</summary>
    public void Ratings(SqlText sql)
    {
        sql.Add($"SELECT interaction, argMax(assumeNotNull(value), {Latest}) AS folded ");
        From(sql, "feedback").Add(" AND value IS NOT NULL GROUP BY interaction");
    }

    /// <summary>The latest quality score: <c>interaction, folded</c>.</summary>
    public void Qualities(SqlText sql)
    {
        sql.Add($"SELECT interaction, argMax(assumeNotNull(value), {Latest}) AS folded ");
        From(sql, "evaluation").Add(" AND name = 'quality_score' AND value IS NOT NULL GROUP BY interaction");
    }

    /// <summary>The latest correction of a cost, in picodollars: <c>interaction, folded</c>.</summary>
    public void Costs(SqlText sql)
    {
        sql.Add($"SELECT interaction, argMax(assumeNotNull(cost), {Latest}) AS folded ");
        From(sql, "correction").Add(" AND cost IS NOT NULL GROUP BY interaction");
    }

    /// <summary>The labels by now: <c>interaction, label_name, folded</c>. The tuple keeps a null, which takes the label away, from being passed over.</summary>
    public void Labels(SqlText sql, string? name = null)
    {
        sql.Add($"SELECT interaction, assumeNotNull(name) AS label_name, assumeNotNull(latest.1) AS folded FROM (SELECT interaction, name, argMax(tuple(label), {Latest}) AS latest ");
        From(sql, "label");
        if (name is null) sql.Add(" AND name IS NOT NULL");
        else sql.Add(" AND name = ").Value(name);
        sql.Add(" GROUP BY interaction, name) WHERE latest.1 IS NOT NULL");
    }

    private SqlText From(SqlText sql, string kind) => sql.Add("FROM facts WHERE project = ").Value(project).Add(" AND kind = ").Value(kind);
}
