using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;
using SQLitePCL;

namespace Reprise.Storage.Sqlite;

/// <summary>Connections that read: at most so many at a time, kept open between uses.</summary>
internal sealed class SqliteReaders(string path, int most, TimeSpan busyTimeout, PackSeal? packSeal = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(most, most);
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Runs a read on a connection of its own, inside one snapshot that has begun when the read is called. Cancelling interrupts it.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        SqliteDatabase? database = null;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_idle.TryTake(out database)) database = Open();
            T result;
            using (cancellationToken.UnsafeRegister(state => ((SqliteDatabase)state!).Interrupt(), database))
            {
                database.Execute("BEGIN");
                // BEGIN alone takes no snapshot. It must stand before the read looks at what is in memory (shapes), or it could see rows that are newer.
                database.Scalar("SELECT 1 FROM sqlite_schema");
                result = read(database);
                database.Execute("COMMIT");
            }

            // Only now: a cancellation that comes late must not interrupt whoever reads next.
            _idle.Add(database);
            database = null;
            return result;
        }
        catch (SqliteFailure failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw failure.ToStoreException(path);
        }
        finally
        {
            // A connection whose read failed is not trusted any more.
            database?.Dispose();
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way; those that come later are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        for (var i = 0; i < most; i++) await _free.WaitAsync().ConfigureAwait(false);
        while (_idle.TryTake(out var database)) database.Dispose();
        _free.Release(most);
    }

    private SqliteDatabase Open()
    {
        var database = SqliteDatabase.Open(path, create: false, busyTimeout, packSeal);
        database.Execute("PRAGMA cache_size = -16000; PRAGMA query_only = 1; PRAGMA temp_store = MEMORY");
        return database;
    }
}

/// <summary>What SQL asks of us: comparisons that must be the same on every engine.</summary>
internal static class SqliteFunctions
{
    public static void Define(SqliteDatabase database)
    {
        database.DefineFunction("contains_fold", 2, (context, _, arguments) =>
        {
            var holds = !IsNull(arguments[0]) && Text(arguments[0]).Contains(Text(arguments[1]), StringComparison.OrdinalIgnoreCase);
            raw.sqlite3_result_int(context, holds ? 1 : 0);
        });
        database.DefineFunction("shape_holds", 2, (context, _, arguments) =>
        {
            var shape = Shape.FromJson(Text(arguments[0])).ToInteraction();
            var filter = database.ShapeFilters[raw.sqlite3_value_int(arguments[1])];
            raw.sqlite3_result_int(context, new FilterMatch(shape, FactFold.Empty, "").Matches(filter) ? 1 : 0);
        });
        database.DefineFunction("metadata_value", 2, (context, _, arguments) =>
        {
            var value = IsNull(arguments[0]) ? null : FieldValue.Metadata(Text(arguments[0]), Text(arguments[1]));
            if (value is null) raw.sqlite3_result_null(context);
            else if (value.Length == 0) raw.sqlite3_result_text(context, ""); // No bytes at all would be null.
            else raw.sqlite3_result_text(context, System.Text.Encoding.UTF8.GetBytes(value)); // As bytes: text as such ends at its first zero.
        });
        database.DefineFunction("number_value", 2, (context, _, arguments) =>
        {
            // SQLite's own reading of a decimal number may be off in the last bit.
            var value = IsNull(arguments[0]) ? null : FieldValue.Metadata(Text(arguments[0]), Text(arguments[1]));
            if (value is null) raw.sqlite3_result_null(context);
            else raw.sqlite3_result_double(context, double.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        });
        database.DefineFunction("cost_key", 2, (context, _, arguments) =>
            raw.sqlite3_result_text(context, SearchKeys.CostKey(raw.sqlite3_value_int(arguments[0]), raw.sqlite3_value_int64(arguments[1]))));
        database.DefineFunction("id_text", 1, (context, _, arguments) =>
            raw.sqlite3_result_text(context, InteractionId.FromBytes(raw.sqlite3_value_blob(arguments[0])).ToString()));
    }

    private static bool IsNull(sqlite3_value value) => raw.sqlite3_value_type(value) == raw.SQLITE_NULL;

    private static string Text(sqlite3_value value) => System.Text.Encoding.UTF8.GetString(raw.sqlite3_value_blob(value));
}
