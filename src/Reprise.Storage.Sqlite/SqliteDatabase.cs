using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;
using SQLitePCL;

namespace Reprise.Storage.Sqlite;

/// <summary>One connection and its prepared statements. One thread at a time, except for <see cref="Interrupt"/>.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int MaxCachedStatements = 128;
    private readonly sqlite3 _database;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private long _prepared;

    private SqliteDatabase(sqlite3 database) => _database = database;

    /// <summary>Seals packs of bodies; null where encryption is off.</summary>
    public PackSeal? PackSeal { get; init; }

    /// <summary>Opens a file. Throws <see cref="SqliteFailure"/>.</summary>
    public static SqliteDatabase Open(string path, bool create, TimeSpan busyTimeout, PackSeal? packSeal = null)
    {
        SqliteLibrary.Load();
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errstr(code).utf8_to_string();
            handle?.Dispose();
            throw new SqliteFailure(code, message);
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        var database = new SqliteDatabase(handle) { PackSeal = packSeal };
        SqliteFunctions.Define(database);
        return database;
    }

    /// <summary>The statement for this text, reset and ready to bind; prepared once.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            known.PreparedAt = ++_prepared;
            return known;
        }

        if (_statements.Count >= MaxCachedStatements) DropOldest();
        var code = raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        if (code != raw.SQLITE_OK) throw new SqliteFailure(raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string());
        return _statements[sql] = new SqliteStatement(this, _database, statement) { PreparedAt = ++_prepared };
    }

    /// <summary>For tests: counts down with each step of a statement, and the one that reaches 0 fails. 0 never does.</summary>
    public int FailAfterSteps { get; set; }

    /// <summary>Called before each step of a statement; true when it is to fail.</summary>
    public bool IsStepToFail() => FailAfterSteps > 0 && --FailAfterSteps == 0;

    /// <summary>Runs statements without parameters.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_database, sql);
        if (code != raw.SQLITE_OK) throw new SqliteFailure(raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string());
    }

    /// <summary>The first value of the first row as a number, 0 when there is none.</summary>
    public long Scalar(string sql)
    {
        var statement = Prepare(sql);
        var value = statement.Step() ? statement.Long(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>The filters that the running query asks of shapes in rows, by the numbers it has for them.</summary>
    public IReadOnlyList<Filter> ShapeFilters { get; set; } = [];

    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    public int TotalChanges => raw.sqlite3_total_changes(_database);

    public int Changes => raw.sqlite3_changes(_database);

    public void DefineFunction(string name, int arguments, delegate_function_scalar function) =>
        raw.sqlite3_create_function(_database, name, arguments, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, function);

    /// <summary>How long a call waits for another connection before it fails as busy.</summary>
    public void SetBusyTimeout(TimeSpan timeout) => raw.sqlite3_busy_timeout(_database, (int)timeout.TotalMilliseconds);

    /// <summary>Ends what runs on another thread with SQLITE_INTERRUPT.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_database);

    public void Dispose()
    {
        DropStatements();
        _database.Dispose();
    }

    /// <summary>Lets go of the statement asked for longest ago. One that is being read stays, whoever prepares others meanwhile.</summary>
    private void DropOldest()
    {
        var oldest = _statements.Where(pair => !pair.Value.IsRunning).MinBy(pair => pair.Value.PreparedAt);
        if (oldest.Key is null) return;
        oldest.Value.Dispose();
        _statements.Remove(oldest.Key);
    }

    private void DropStatements()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}
