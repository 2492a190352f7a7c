using System.Globalization;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>SQL being written. Values go in through <see cref="Value(string)"/> and its like only, which quote them.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _sql = new();

    public SqlText Add(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    public SqlText Value(string text)
    {
        _sql.Append('\'');
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\' or '\'':
                    _sql.Append('\\').Append(c);
                    break;
                case < ' ':
                    _sql.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}");
                    break;
                default:
                    _sql.Append(c);
                    break;
            }
        }

        _sql.Append('\'');
        return this;
    }

    public SqlText Value(long number)
    {
        _sql.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    public SqlText Value(double number)
    {
        _sql.Append(number.ToString("R", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>An id as the 16 bytes it is stored as.</summary>
    public SqlText Value(InteractionId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.WriteBytes(bytes);
        _sql.Append('\'');
        foreach (var b in bytes) _sql.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
        _sql.Append('\'');
        return this;
    }

    /// <summary>A list in parentheses, for IN; of nothing it selects nothing.</summary>
    public SqlText List<T>(IEnumerable<T> items, Action<SqlText, T> write)
    {
        _sql.Append('(');
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) _sql.Append(", ");
            isFirst = false;
            write(this, item);
        }

        if (isFirst) _sql.Append("NULL");
        _sql.Append(')');
        return this;
    }

    public SqlText Ids(IEnumerable<InteractionId> ids) => List(ids, static (sql, id) => sql.Value(id));

    public SqlText Positions(IEnumerable<long> positions) => List(positions, static (sql, position) => sql.Value(position));

    public override string ToString() => _sql.ToString();
}
