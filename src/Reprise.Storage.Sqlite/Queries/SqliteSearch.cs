using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>
/// Finds the positions a query selects, newest or oldest first. A query that demands words or keys streams from the full-text index. Any other walks the rows
/// in order through windows that grow: what is common is found in the first window, and for what is rare the walk turns to the index where it can. A condition
/// on the row <c>i</c> may stand beside every filter.
/// </summary>
internal sealed class SqliteSearch(SqliteDatabase database, int project, bool sharesFile, ShapeList shapes, string condition = "1")
{
    // Rows walked before the search turns to the index: a few milliseconds' worth.
    private const int FirstWindow = 4096;
    private const int WindowGrowth = 8;

    // Shapes are rare where fewer than one row in so many has one of them, as the first rows tell in a fraction of a millisecond.
    private const int SampledRows = 1000;
    private const int RareOneIn = 10;

    /// <summary>What SQLite says when an index that is named cannot serve.</summary>
    private const string NoSolution = "no query solution";

    /// <summary>Visits rows in order until the limit is reached. The statement's columns are those given, of the table <c>i</c>.</summary>
    public void Visit(string columns, Filter filter, PositionRange range, bool ascending, int limit, Action<SqliteStatement> visit)
    {
        range = range.Within(filter);
        if (range.IsEmpty || limit == 0) return;
        if (HasId(filter) || FactIndex(filter) != FactDemand.None)
        {
            Walk(columns, filter, range, ascending, limit, visit);
            return;
        }

        if (SearchMatch.Of(filter, project, shapes: null) is not null)
        {
            var mostShapes = HasRareShapes(filter, range, ascending) ? SearchMatch.ManyShapes : SearchMatch.FewShapes;
            Stream(columns, filter, SearchMatch.Of(filter, project, shapes, mostShapes)!, range, ascending, limit, visit);
            return;
        }

        var (window, found) = (FirstWindow, 0);
        while (true)
        {
            var part = WindowOf(range, ascending, window);
            found += Walk(columns, filter, part, ascending, limit - found, visit);
            if (found >= limit || part == range) return;
            range = ascending ? range with { Low = part.High + 1 } : range with { High = part.Low - 1 };
            if (window == FirstWindow && !HasWords(filter) && RareMatch(filter) is { } match)
            {
                Stream(columns, filter, match, range, ascending, limit - found, visit);
                return;
            }

            window *= WindowGrowth;
        }
    }

    /// <summary>Visits everything selected, in no promised order.</summary>
    public void VisitAll(string columns, Filter filter, PositionRange range, Action<SqliteStatement> visit)
    {
        range = range.Within(filter);
        if (range.IsEmpty) return;
        if (!HasId(filter) && FactIndex(filter) == FactDemand.None && SearchMatch.Of(filter, project, shapes: null) is { } match) Stream(columns, filter, match, range, ascending: true, int.MaxValue, visit);
        else Walk(columns, filter, range, ascending: true, int.MaxValue, visit);
    }

    /// <summary>Which of the positions that a visit with this filter found are still selected.</summary>
    public IReadOnlyList<long> Still(IReadOnlyList<long> positions, Filter filter)
    {
        var range = new PositionRange(positions.Min(), positions.Max());
        var sql = new SqlText().Add("SELECT i.position FROM json_each(").Value($"[{string.Join(',', positions)}]").Add(") AS p CROSS JOIN interactions AS i ON i.position = p.value WHERE i.project = ");
        sql.Value(project).Add(" AND ").Add(condition).Add(" AND ");
        // Words that led to a row never change.
        new FilterSql(project, shapes, range).Write(sql, WithoutMatchedWords(filter));
        var still = new List<long>(positions.Count);
        Run(sql, row => still.Add(row.Long(0)));
        return still;
    }

    /// <summary>Visits what is selected of the interactions that carry their shape themselves, in no promised order.</summary>
    public void VisitOwnShapes(string columns, Filter filter, PositionRange range, Action<SqliteStatement> visit)
    {
        var match = '"' + SearchKeys.Key(SearchKeys.Shape, project, ShapeTable.Own) + '"';
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM search AS s CROSS JOIN interactions AS i ON i.position = s.rowid WHERE s.search MATCH ").Value(match);
        sql.Add(" AND s.rowid BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High).Add(" AND i.project = ").Value(project).Add(" AND i.shape = -1 AND ");
        new FilterSql(project, shapes, range).Write(sql, filter);
        Run(sql, visit);
    }

    /// <summary>What the index can be asked when the first window did not fill the page; among several projects at least for this one's rows.</summary>
    private string? RareMatch(Filter filter) =>
        SearchMatch.Of(filter, project, shapes, SearchMatch.ManyShapes) ?? (sharesFile ? '"' + SearchKeys.Key(SearchKeys.Project, project, project) + '"' : null);

    /// <summary>Whether what a filter asks of shapes, beside what starts from the index, holds for few rows where the search begins.</summary>
    private bool HasRareShapes(Filter filter, PositionRange range, bool ascending)
    {
        if (filter is not AndFilter all || all.Parts.Where(ShapeFields.Decide).ToArray() is not { Length: > 0 } ofShape) return false;
        var selected = FilterSql.ShapesOf(new AndFilter(ofShape), shapes);
        if (selected.Count <= SearchMatch.FewShapes) return false;
        var sql = new SqlText().Add("SELECT count(*) FROM (SELECT shape FROM interactions WHERE position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High);
        sql.Add(ascending ? " ORDER BY position ASC" : " ORDER BY position DESC").Add(" LIMIT ").Value(SampledRows);
        sql.Add(") WHERE shape = -1 OR shape IN (SELECT value FROM json_each(").Value($"[{string.Join(',', selected)}]").Add("))");
        var statement = sql.Prepare(database);
        var found = statement.Step() ? statement.Long(0) : 0;
        statement.Reset();
        return found * RareOneIn < SampledRows;
    }

    private static bool HasId(Filter filter) => filter switch
    {
        FieldFilter { Field.Name: "id", Operator: FilterOperator.Equal } => true,
        AndFilter and => and.Parts.Any(HasId),
        _ => false,
    };

    private enum FactDemand
    {
        None,

        /// <summary>Only interactions with facts are selected.</summary>
        Any,

        /// <summary>Only flagged ones are.</summary>
        Flagged,
    }

    private static FactDemand FactIndex(Filter filter) => filter switch
    {
        FieldFilter { Field.Name: "flagged", Operator: FilterOperator.Equal, Value: true } => FactDemand.Flagged,
        FieldFilter { Operator: not FilterOperator.Missing } field when field.Field.Name is "rating" or "label" || field.Field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => FactDemand.Any,
        AndFilter { Parts.Count: > 0 } and => and.Parts.Max(FactIndex),
        OrFilter { Parts.Count: > 0 } or => or.Parts.Min(FactIndex),
        _ => FactDemand.None,
    };

    private static bool HasWords(Filter filter) => filter switch
    {
        TextFilter => true,
        AndFilter and => and.Parts.Any(HasWords),
        OrFilter or => or.Parts.Any(HasWords),
        NotFilter not => HasWords(not.Inner),
        _ => false,
    };

    private int Walk(string columns, Filter filter, PositionRange range, bool ascending, int limit, Action<SqliteStatement> visit)
    {
        var index = FactIndex(filter);
        try
        {
            return Walk(columns, filter, index, range, ascending, limit, visit);
        }
        catch (SqliteFailure e) when (index != FactDemand.None && e.Message == NoSolution)
        {
            // A filter that contradicts itself (flagged and not flagged) leaves the planner nothing by which to see that the index fits.
            return Walk(columns, filter, FactDemand.None, range, ascending, limit, visit);
        }
    }

    private int Walk(string columns, Filter filter, FactDemand index, PositionRange range, bool ascending, int limit, Action<SqliteStatement> visit)
    {
        // The plus keeps SQLite from taking an index that begins with the project and sorting everything it finds there.
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM interactions AS i ").Add(index switch
        {
            FactDemand.Flagged => "INDEXED BY interactions_flagged WHERE i.flagged = 1 AND i.project = ",
            FactDemand.Any => "INDEXED BY interactions_facts WHERE i.facts > 0 AND i.project = ",
            _ => "WHERE +i.project = ",
        }).Value(project);
        sql.Add(" AND i.position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High).Add(" AND ").Add(condition).Add(" AND ");
        new FilterSql(project, shapes, range).Write(sql, filter);
        sql.Add(ascending ? " ORDER BY i.position ASC LIMIT " : " ORDER BY i.position DESC LIMIT ").Value(limit);
        return Run(sql, visit);
    }

    private void Stream(string columns, Filter filter, string match, PositionRange range, bool ascending, int limit, Action<SqliteStatement> visit)
    {
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM search AS s CROSS JOIN interactions AS i ON i.position = s.rowid WHERE s.search MATCH ").Value(match);
        sql.Add(" AND s.rowid BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High).Add(" AND i.project = ").Value(project).Add(" AND ").Add(condition).Add(" AND ");
        new FilterSql(project, shapes, range).Write(sql, WithoutMatchedWords(filter));
        sql.Add(ascending ? " ORDER BY s.rowid ASC LIMIT " : " ORDER BY s.rowid DESC LIMIT ").Value(limit);
        Run(sql, visit);
    }

    /// <summary>The filter less the words that the match has decided already: keys are hashes and are compared again, words are exact.</summary>
    private static Filter WithoutMatchedWords(Filter filter) => filter switch
    {
        _ when IsWords(filter) => Filter.All,
        AndFilter and => new AndFilter([.. and.Parts.Where(part => !IsWords(part))]),
        _ => filter,
    };

    private static bool IsWords(Filter filter) => filter switch
    {
        TextFilter => true,
        AndFilter { Parts.Count: > 0 } and => and.Parts.All(IsWords),
        OrFilter { Parts.Count: > 0 } or => or.Parts.All(IsWords),
        _ => false,
    };

    private int Run(SqlText sql, Action<SqliteStatement> visit)
    {
        var statement = sql.Prepare(database);
        var count = 0;
        try
        {
            while (statement.Step())
            {
                visit(statement);
                count++;
            }
        }
        finally
        {
            statement.Reset();
        }

        return count;
    }

    private PositionRange WindowOf(PositionRange range, bool ascending, int rows)
    {
        var sql = new SqlText().Add("SELECT position FROM interactions WHERE position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High);
        sql.Add(ascending ? " ORDER BY position ASC" : " ORDER BY position DESC").Add(" LIMIT 1 OFFSET ").Value(rows);
        var statement = sql.Prepare(database);
        var edge = statement.Step() ? statement.Long(0) : (long?)null;
        statement.Reset();
        return edge is not { } position ? range : ascending ? range with { High = position } : range with { Low = position };
    }
}
