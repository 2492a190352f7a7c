using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>The condition of a whole query: project, time, page and filter. Columns stand without a table's name, since deletions know none.</summary>
internal static class QuerySql
{
    public static string Where(string project, Filter filter, PositionRange range)
    {
        var sql = new SqlText().Add("project = ").Value(project);
        if (range.Low > 0) sql.Add(" AND position >= ").Value(range.Low);
        if (range.High < long.MaxValue) sql.Add(" AND position <= ").Value(range.High);
        if (filter is not AndFilter { Parts.Count: 0 })
        {
            sql.Add(" AND (");
            new FilterSql(project).Write(sql, filter);
            sql.Add(")");
        }

        return sql.ToString();
    }

    /// <summary>The query of a page, with one row more than it holds.</summary>
    public static string Page(string columns, InteractionQuery query)
    {
        var range = PositionRange.Of(query.From, query.To).Within(PageCursor.Of(query), query.Ascending);
        var direction = query.Ascending ? "ASC" : "DESC";
        return new SqlText().Add("SELECT ").Add(columns).Add(" FROM interactions WHERE ").Add(Where(query.Project, query.Filter, range))
            .Add($" ORDER BY position {direction}, id {direction} LIMIT ").Value(query.Limit + 1).ToString();
    }
}
