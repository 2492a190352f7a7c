namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Rows of packs.</summary>
internal static class PackTable
{
    public static void Insert(SqliteDatabase database, long first, int count, int level, int bytes, ReadOnlySpan<byte> data)
    {
        var insert = database.Prepare("INSERT INTO packs (id, count, level, bytes, data) VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.Bind(1, first);
        insert.Bind(2, (long)count);
        insert.Bind(3, (long)level);
        insert.Bind(4, (long)bytes);
        insert.BindBlob(5, data);
        insert.Run();
    }

    public static void Delete(SqliteDatabase database, long first)
    {
        var delete = database.Prepare("DELETE FROM packs WHERE id = ?1");
        delete.Bind(1, first);
        delete.Run();
    }

    /// <summary>The number the project's next segment gets.</summary>
    public static long Next(SqliteDatabase database, int project)
    {
        var last = database.Prepare("SELECT id + count FROM packs WHERE id < ?1 ORDER BY id DESC LIMIT 1");
        last.Bind(1, SegmentId.End(project));
        var next = last.Step() ? last.Long(0) : 0;
        last.Reset();
        return Math.Max(next, SegmentId.First(project));
    }

    /// <summary>The pack that holds a segment. Throws <see cref="InvalidDataException"/> when there is none.</summary>
    public static OpenPack Open(SqliteDatabase database, long segment)
    {
        var find = database.Prepare("SELECT id, count, bytes, data FROM packs WHERE id <= ?1 ORDER BY id DESC LIMIT 1");
        find.Bind(1, segment);
        try
        {
            if (!find.Step() || segment >= find.Long(0) + find.Long(1)) throw new InvalidDataException($"Segment {segment} of a body is missing.");
            return new OpenPack(find.Long(0), (int)find.Long(1), Pack.Decompress(find.Bytes(3), (int)find.Long(2)));
        }
        finally
        {
            find.Reset();
        }
    }
}

/// <summary>A pack in memory.</summary>
internal sealed class OpenPack
{
    private readonly byte[] _plain;
    private readonly int[] _starts;

    public OpenPack(long first, int count, byte[] plain)
    {
        First = first;
        Count = count;
        _plain = plain;
        _starts = new int[count + 1];
        var reader = new ByteReader(plain);
        for (var i = 0; i < count; i++) _starts[i + 1] = (int)reader.Varint();
        _starts[0] = plain.Length - reader.Rest.Length;
        for (var i = 0; i < count; i++) _starts[i + 1] += _starts[i];
    }

    public long First { get; }
    public int Count { get; }

    public bool Holds(long segment) => segment >= First && segment < First + Count;

    public ReadOnlyMemory<byte> this[long segment]
    {
        get
        {
            var index = (int)(segment - First);
            return _plain.AsMemory(_starts[index], _starts[index + 1] - _starts[index]);
        }
    }
}
