using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>Writes the rows of a finished store into a new database as fast as SQLite itself takes them: what any writer on it is measured by.</summary>
internal sealed class StorageCeiling : IDisposable
{
    private const int Columns = 38;
    private readonly SqliteDatabase _database;
    private readonly List<object?[]> _rows;
    private readonly List<(long Position, byte[] Text)> _texts;
    private readonly List<object?[]> _packs;
    private readonly int _batchSize;
    private readonly int _from;

    private StorageCeiling(SqliteDatabase database, List<object?[]> rows, List<(long, byte[])> texts, List<object?[]> packs, int batchSize, int from)
    {
        (_database, _rows, _texts, _packs, _batchSize, _from) = (database, rows, texts, packs, batchSize, from);
    }

    public int Rows => _rows.Count;

    public static StorageCeiling Prepare(string from, string to, int batchSize, int warmBatches)
    {
        using var source = SqliteDatabase.Open(from, create: false, TimeSpan.FromSeconds(5));
        var rows = ReadAll(source, $"SELECT {InteractionRow.Columns("i")}, i.quality, i.cost FROM interactions AS i ORDER BY i.position", Columns);
        var packs = ReadAll(source, "SELECT id, count, level, bytes, data FROM packs ORDER BY id", 5);
        var target = SqliteDatabase.Open(to, create: true, TimeSpan.FromSeconds(5));
        SqliteInteractionStore.Configure(target);
        SqliteSchema.Migrate(target, to);
        var traffic = new StorageTraffic(seed: 42);
        var buffer = new Utf8Buffer();
        var texts = new List<(long, byte[])>();
        for (var i = 0; i < rows.Count; i++)
        {
            var recorded = traffic.Next();
            SearchKeys.Write(buffer, recorded, 1, 0);
            texts.Add((Position.Of(recorded.Interaction.Timestamp, recorded.Interaction.Id), buffer.Span.ToArray()));
        }

        texts = [.. texts.OrderBy(text => text.Item1).Zip(rows, (text, row) => ((long)row[0]!, text.Item2))];
        var ceiling = new StorageCeiling(target, rows, texts, packs, batchSize, warmBatches * batchSize);
        ceiling.Write(0, warmBatches * batchSize);
        return ceiling;
    }

    public void Run() => Write(_from, _rows.Count);

    public void Dispose() => _database.Dispose();

    private void Write(int from, int to)
    {
        var insert = _database.Prepare(InteractionRow.Insert);
        var index = _database.Prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)");
        var pack = _database.Prepare("INSERT INTO packs (id, count, level, bytes, data) VALUES (?1, ?2, ?3, ?4, ?5)");
        for (var start = from; start < to; start += _batchSize)
        {
            _database.Execute("BEGIN IMMEDIATE");
            for (var i = start; i < Math.Min(to, start + _batchSize); i++)
            {
                Bind(insert, _rows[i]);
                insert.Run();
                index.Bind(1, _texts[i].Position);
                index.BindUtf8(2, _texts[i].Text);
                index.Run();
            }

            var first = (int)((long)_packs.Count * start / _rows.Count);
            var last = (int)((long)_packs.Count * Math.Min(to, start + _batchSize) / _rows.Count);
            for (var i = first; i < last; i++)
            {
                Bind(pack, _packs[i]);
                pack.Run();
            }

            _database.Execute("COMMIT");
        }
    }

    private static void Bind(SqliteStatement statement, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is Utf8Text text) statement.BindUtf8(i + 1, text.Bytes);
            else statement.BindValue(i + 1, values[i]);
        }
    }

    private static List<object?[]> ReadAll(SqliteDatabase source, string sql, int columns)
    {
        var rows = new List<object?[]>();
        var statement = source.Prepare(sql);
        while (statement.Step())
        {
            var row = new object?[columns];
            for (var column = 0; column < columns; column++) row[column] = Read(statement, column);
            rows.Add(row);
        }

        statement.Reset();
        return rows;
    }

    private static object? Read(SqliteStatement statement, int column) => statement.Kind(column) switch
    {
        SqliteKind.Null => null,
        SqliteKind.Integer => statement.Long(column),
        SqliteKind.Real => statement.DoubleOrNull(column),
        SqliteKind.Blob => statement.Bytes(column).ToArray(),
        _ => new Utf8Text(statement.Bytes(column).ToArray()),
    };

    private sealed record Utf8Text(byte[] Bytes);
}
