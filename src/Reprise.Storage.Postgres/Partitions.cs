using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Reprise.Storage.Postgres;

/// <summary>
/// The months of the table of interactions. A month is made when the first interaction of it is about to be stored, and the next ones ahead of time. It is made
/// beside the table and then attached, which neither readers nor writers wait for. There is no default partition: it would keep PostgreSQL from reading months
/// in order, newest first.
/// </summary>
internal sealed class Partitions(PostgresDatabase database, TimeProvider time) : IDisposable
{
    private const int MonthsAhead = 2;

    // Times outside of these are rare; all of them share one partition each.
    private const int FirstYear = 2015;
    private const int EndYear = 2100;

    // Rows whose bodies and words make them long are cut down to about this, the rest goes beside the table: what lists and sums read stays close together.
    private const int RowBytes = 1024;
    private static readonly string[] s_long = ["request", "response", "envelope", "search_text", "words"];

    private readonly ConcurrentDictionary<int, bool> _known = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>This month and the next ones.</summary>
    public async Task EnsureAheadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        for (var ahead = 0; ahead <= MonthsAhead; ahead++) await EnsureAsync(now.AddMonths(ahead), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask EnsureAsync(DateTimeOffset timestamp, CancellationToken cancellationToken)
    {
        var month = MonthOf(timestamp);
        return _known.ContainsKey(month) ? ValueTask.CompletedTask : new ValueTask(MakeAsync(month, cancellationToken));
    }

    /// <summary>After one was found missing: somebody took it away.</summary>
    public void Forget() => _known.Clear();

    public void Dispose() => _gate.Dispose();

    /// <summary>Months since year 0, or the numbers before the first and behind the last year.</summary>
    private static int MonthOf(DateTimeOffset timestamp)
    {
        var utc = timestamp.UtcDateTime;
        return utc.Year < FirstYear ? (FirstYear * 12) - 1 : utc.Year >= EndYear ? EndYear * 12 : (utc.Year * 12) + utc.Month - 1;
    }

    private async Task MakeAsync(int month, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.ContainsKey(month)) return;
            var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            if (!await IsThereAsync(connection, NameOf(month), cancellationToken).ConfigureAwait(false)) await MakeAsync(connection, month, cancellationToken).ConfigureAwait(false);
            _known[month] = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MakeAsync(NpgsqlConnection connection, int month, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await AdvisoryLock.TakeAsync(connection, database.Schema, "partitions", cancellationToken).ConfigureAwait(false);
        var name = NameOf(month);
        if (await IsThereAsync(connection, name, cancellationToken).ConfigureAwait(false)) return;
        using var command = new NpgsqlCommand(
            $"""
            CREATE TABLE IF NOT EXISTS {name} (LIKE interactions INCLUDING ALL) WITH (toast_tuple_target = {RowBytes});
            {await CompressionAsync(connection, name, cancellationToken).ConfigureAwait(false)}
            ALTER TABLE interactions ATTACH PARTITION {name} FOR VALUES FROM ({StartOf(month)}) TO ({StartOf(month + 1)});
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Attached, that is: a table of that name that someone detached is attached again, with what is in it.</summary>
    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = to_regclass('interactions') AND inhrelid = to_regclass($1))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>LZ4 where the server was built with it: a third of the time of PostgreSQL's own compression at about the same size.</summary>
    private static async Task<string> CompressionAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'", connection);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true) return "";
        return $"ALTER TABLE {name} {string.Join(", ", s_long.Select(column => $"ALTER COLUMN {column} SET COMPRESSION lz4"))};";
    }

    private static string NameOf(int month) => month switch
    {
        (FirstYear * 12) - 1 => "interactions_early",
        EndYear * 12 => "interactions_late",
        _ => string.Create(CultureInfo.InvariantCulture, $"interactions_{month / 12:0000}_{(month % 12) + 1:00}"),
    };

    private static string StartOf(int month) => month switch
    {
        < FirstYear * 12 => "MINVALUE",
        > EndYear * 12 => "MAXVALUE",
        _ => string.Create(CultureInfo.InvariantCulture, $"'{month / 12:0000}-{(month % 12) + 1:00}-01T00:00:00Z'"),
    };
}
