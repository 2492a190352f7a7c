using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Reprise.Storage.Sqlite;

/// <summary>A prepared statement, straight on the C interface. Parameters and columns count from 1 and 0, as SQLite does. One thread at a time.</summary>
internal sealed class SqliteStatement(SqliteDatabase owner, sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    // SQLite keeps its copy of a bound value until the next; large ones are given back after the run.
    private const int LargeValue = 64 * 1024;
    private bool _holdsLarge;

    /// <summary>When it was last asked for, in calls of <see cref="SqliteDatabase.Prepare"/>.</summary>
    public long PreparedAt { get; set; }

    /// <summary>Whether it stands at a row.</summary>
    public bool IsRunning => raw.sqlite3_stmt_busy(statement) != 0;

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(statement, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } number) Bind(index, number);
        else BindNull(index);
    }

    public void Bind(int index, double value) => Check(raw.sqlite3_bind_double(statement, index, value));

    public void Bind(int index, double? value)
    {
        if (value is { } number) Bind(index, number);
        else BindNull(index);
    }

    public void BindNull(int index) => Check(raw.sqlite3_bind_null(statement, index));

    public void BindBlob(int index, ReadOnlySpan<byte> value)
    {
        _holdsLarge |= value.Length > LargeValue;
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, value));
    }

    /// <summary>Binds UTF-8 text.</summary>
    public void BindUtf8(int index, ReadOnlySpan<byte> value)
    {
        _holdsLarge |= value.Length > LargeValue;
        Check(value.IsEmpty ? raw.sqlite3_bind_text(statement, index, "") : raw.sqlite3_bind_text(statement, index, value));
    }

    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }

        // Three bytes are the most a UTF-16 unit takes. The driver's own string overload would allocate an array for each value.
        var most = value.Length * 3;
        if (most <= 512)
        {
            Span<byte> small = stackalloc byte[512];
            BindUtf8(index, small[..Encoding.UTF8.GetBytes(value, small)]);
            return;
        }

        if (most > Utf8Buffer.MostKeptBytes)
        {
            BindUtf8(index, Encoding.UTF8.GetBytes(value));
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        BindUtf8(index, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    public void BindValue(int index, object? value)
    {
        switch (value)
        {
            case null: BindNull(index); break;
            case string text: Bind(index, text); break;
            case long number: Bind(index, number); break;
            case int number: Bind(index, (long)number); break;
            case bool flag: Bind(index, flag ? 1L : 0L); break;
            case double number: Bind(index, number); break;
            case byte[] blob: BindBlob(index, blob); break;
            default: throw new ArgumentException($"A {value.GetType().Name} cannot be bound.", nameof(value));
        }
    }

    /// <summary>True when a row is there, false at the end.</summary>
    public bool Step()
    {
        if (owner.IsStepToFail())
        {
            Reset();
            throw new SqliteFailure(raw.SQLITE_IOERR, "a fault made by a test");
        }

        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var message = raw.sqlite3_errmsg(database).utf8_to_string();
        var extended = raw.sqlite3_extended_errcode(database);
        raw.sqlite3_reset(statement);
        throw new SqliteFailure(extended, message);
    }

    /// <summary>Runs to the end and makes ready for the next run. Large values must be bound again for that.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
        if (!_holdsLarge) return;
        raw.sqlite3_clear_bindings(statement);
        _holdsLarge = false;
    }

    public void Reset()
    {
        // The code repeats what the last step said.
        raw.sqlite3_reset(statement);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public bool IsBlob(int column) => Kind(column) is SqliteKind.Blob;

    public SqliteKind Kind(int column) => (SqliteKind)raw.sqlite3_column_type(statement, column);

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_double(statement, column);

    /// <summary>Bytes of a blob or of text in UTF-8; good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new SqliteFailure(code, raw.sqlite3_errmsg(database).utf8_to_string());
    }
}

/// <summary>Types of values, as SQLite numbers them.</summary>
internal enum SqliteKind
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
