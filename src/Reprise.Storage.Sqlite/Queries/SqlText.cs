using System.Globalization;
using System.Text;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>SQL with its parameters. Values only ever go in as parameters.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _sql = new();
    private readonly List<object?> _values = [];
    private readonly List<Filter> _shapeFilters = [];

    public IReadOnlyList<object?> Values => _values;

    public SqlText Add(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    public SqlText Value(object? value)
    {
        _values.Add(value);
        _sql.Append(CultureInfo.InvariantCulture, $"?{_values.Count}");
        return this;
    }

    /// <summary>A filter that a row's own shape is held against, as the number <c>shape_holds</c> knows it by.</summary>
    public SqlText ShapeFilter(Filter filter)
    {
        _shapeFilters.Add(filter);
        return Value((long)(_shapeFilters.Count - 1));
    }

    /// <summary>The prepared statement with all parameters bound.</summary>
    public SqliteStatement Prepare(SqliteDatabase database)
    {
        database.ShapeFilters = _shapeFilters;
        var statement = database.Prepare(_sql.ToString());
        for (var i = 0; i < _values.Count; i++) statement.BindValue(i + 1, _values[i]);
        return statement;
    }

    public override string ToString() => _sql.ToString();
}
