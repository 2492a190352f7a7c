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
        if (database.PackSeal is { } seal) insert.BindBlob(5, seal.Seal(first, data));
        else insert.BindBlob(5, data);
        insert.Run();
    }

    public static void Delete(SqliteDatabase database, long first)
    {
        var delete = database.Prepare("DELETE FROM packs WHERE id = ?1");
        delete.Bind(1, first);
        delete.Run();
    }

    /// <summary>Whether that pack is still the one that was read: of so many segments and bytes.</summary>
    public static bool Has(SqliteDatabase database, long first, int count, int bytes)
    {
        var find = database.Prepare("SELECT 1 FROM packs WHERE id = ?1 AND count = ?2 AND bytes = ?3");
        find.Bind(1, first);
        find.Bind(2, (long)count);
        find.Bind(3, (long)bytes);
        var has = find.Step();
        find.Reset();
        return has;
    }

    /// <summary>The number the project's next segment gets. None below where a running sweep ends: it would take the new one for an unused old one.</summary>
    public static long Next(SqliteDatabase database, int project)
    {
        var last = database.Prepare("SELECT id + count FROM packs WHERE id < ?1 ORDER BY id DESC LIMIT 1");
        last.Bind(1, SegmentId.End(project));
        var next = last.Step() ? last.Long(0) : 0;
        last.Reset();
        return Math.Max(Math.Max(next, SweepEnd(database, project)), SegmentId.First(project));
    }

    /// <summary>The first segment that the sweep under way leaves alone; 0 when none is.</summary>
    public static long SweepEnd(SqliteDatabase database, int project)
    {
        var find = database.Prepare("SELECT finish FROM sweeps WHERE project = ?1");
        find.Bind(1, (long)project);
        var end = find.Step() ? find.Long(0) : 0;
        find.Reset();
        return end;
    }

    /// <summary>The pack that holds a segment. Throws <see cref="InvalidDataException"/> when there is none.</summary>
    public static OpenPack Open(SqliteDatabase database, long segment)
    {
        var find = database.Prepare("SELECT id, count, bytes, data FROM packs WHERE id <= ?1 ORDER BY id DESC LIMIT 1");
        find.Bind(1, segment);
        try
        {
            if (!find.Step() || segment >= find.Long(0) + find.Long(1)) throw new InvalidDataException($"Segment {segment} of a body is missing.");
            return new OpenPack(find.Long(0), (int)find.Long(1), Pack.Decompress(Opened(database, find.Long(0), find.Bytes(3)), (int)find.Long(2)));
        }
        finally
        {
            find.Reset();
        }
    }

    private static ReadOnlySpan<byte> Opened(SqliteDatabase database, long first, ReadOnlySpan<byte> data)
    {
        if (!PackSeal.IsSealed(data)) return data;
        return database.PackSeal is { } seal ? seal.Open(first, data) : throw new InvalidDataException("A pack of bodies is encrypted, and encryption is off.");
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
    public int Bytes => _plain.Length;

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
