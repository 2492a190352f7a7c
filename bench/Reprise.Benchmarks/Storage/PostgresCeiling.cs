using System.Buffers.Binary;
using Npgsql;

namespace Reprise.Benchmarks.Storage;

/// <summary>The rows of a finished store as bytes ready for COPY, batch by batch: what any writer on this server is measured by.</summary>
internal sealed class PostgresCeiling
{
    private static readonly string[] s_tables = ["interaction_ids", "interactions"];
    private readonly string _connection;
    private readonly List<byte[]>[] _batches;

    private PostgresCeiling(string connection, List<byte[]>[] batches, int rows)
    {
        (_connection, _batches, Rows) = (connection, batches, rows);
    }

    public int Rows { get; }

    public long Bytes => _batches.Sum(table => table.Sum(batch => (long)batch.Length));

    public static async Task<PostgresCeiling> PrepareAsync(string connection, string schema, int batchSize)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var database = await source.OpenConnectionAsync();
        var tables = new List<byte[]>[s_tables.Length];
        var rows = 0;
        for (var table = 0; table < s_tables.Length; table++)
        {
            using var whole = new MemoryStream();
            await using (var copy = await database.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM {schema}.{s_tables[table]} ORDER BY position) TO STDOUT (FORMAT BINARY)")) await copy.CopyToAsync(whole);
            tables[table] = Split(whole.GetBuffer().AsSpan(0, (int)whole.Length), batchSize, out rows);
        }

        return new PostgresCeiling(connection, tables, rows);
    }

    public async Task<NpgsqlConnection> OpenAsync(string schema)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { SearchPath = schema }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Copies the batches from one number to before another, each in a transaction.</summary>
    public async Task CopyAsync(NpgsqlConnection connection, int from, int to)
    {
        for (var batch = from; batch < to; batch++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            for (var table = 0; table < s_tables.Length; table++)
            {
                await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {s_tables[table]} FROM STDIN (FORMAT BINARY)");
                await copy.WriteAsync(_batches[table][batch]);
            }

            await transaction.CommitAsync();
        }
    }

    /// <summary>Cuts a binary COPY into several of so many rows.</summary>
    private static List<byte[]> Split(ReadOnlySpan<byte> copy, int batchSize, out int rows)
    {
        const int HeaderLength = 19;
        var header = copy[..HeaderLength].ToArray();
        var batches = new List<byte[]>();
        rows = 0;
        var (at, begin) = (HeaderLength, HeaderLength);
        while (true)
        {
            var columns = BinaryPrimitives.ReadInt16BigEndian(copy[at..]);
            if ((columns < 0 || rows % batchSize == 0) && at > begin)
            {
                batches.Add([.. header, .. copy[begin..at], 0xFF, 0xFF]);
                begin = at;
            }

            if (columns < 0) return batches;
            rows++;
            at += 2;
            for (var column = 0; column < columns; column++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(copy[at..]);
                at += 4 + Math.Max(0, length);
            }
        }
    }
}
