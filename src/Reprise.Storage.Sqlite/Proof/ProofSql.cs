using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;

namespace Reprise.Storage.Sqlite.Proof;

/// <summary>The statements of the proof's database.</summary>
internal static class ProofSql
{
    private const string Columns = "sequence, kind, project, id, at, digest, bodies, salt, bodies_salt, chain, gone, detail, about";

    public static SealedText? Head(SqliteDatabase database)
    {
        var find = database.Prepare("SELECT content, seal FROM head");
        return All(find, static row => new SealedText(row.Text(0)!, row.Bytes(1).ToArray())).FirstOrDefault();
    }

    public static bool Append(SqliteDatabase database, ProofAppend append)
    {
        if (database.Scalar("SELECT version FROM head") != append.ExpectedVersion) return false;
        foreach (var entry in append.Entries) Insert(database, entry);
        foreach (var tile in append.Tiles) Insert(database, tile);
        if (append.Checkpoint is { } checkpoint) Insert(database, checkpoint);
        foreach (var salt in append.Destroyed) Destroy(database, salt);
        Forget(database, append.Settled);
        var head = database.Prepare("INSERT INTO head (one, version, content, seal) VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE SET version = excluded.version, content = excluded.content, seal = excluded.seal");
        head.Bind(1, append.ExpectedVersion + 1);
        head.Bind(2, append.Head.Text);
        head.BindBlob(3, append.Head.Seal.Span);
        head.Run();
        return true;
    }

    public static IReadOnlyList<ProofEntry> Read(SqliteDatabase database, long from, int limit)
    {
        var read = database.Prepare($"SELECT {Columns} FROM entries WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2");
        read.Bind(1, from);
        read.Bind(2, (long)limit);
        return All(read, ReadEntry);
    }

    public static IReadOnlyList<ProofEntry> Find(SqliteDatabase database, IReadOnlyCollection<InteractionId> ids)
    {
        var found = new List<ProofEntry>();
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids)
        {
            var find = database.Prepare($"SELECT {Columns} FROM entries WHERE id = ?1 ORDER BY sequence");
            id.WriteBytes(bytes);
            find.BindBlob(1, bytes);
            found.AddRange(All(find, ReadEntry));
        }

        return found;
    }

    public static IReadOnlyList<MerkleTile> Tiles(SqliteDatabase database, int level, long from, int limit)
    {
        var read = database.Prepare("SELECT number, hash FROM tiles WHERE level = ?1 AND number >= ?2 ORDER BY number LIMIT ?3");
        read.Bind(1, (long)level);
        read.Bind(2, from);
        read.Bind(3, (long)limit);
        return All(read, row => new MerkleTile(level, row.Long(0), row.Bytes(1).ToArray()));
    }

    public static IReadOnlyList<NumberedCheckpoint> Checkpoints(SqliteDatabase database, long from, int limit)
    {
        var read = database.Prepare("SELECT number, content, signature FROM checkpoints WHERE number >= ?1 ORDER BY number LIMIT ?2");
        read.Bind(1, from);
        read.Bind(2, (long)limit);
        return All(read, static row => new NumberedCheckpoint(row.Long(0), new SignedCheckpoint(row.Text(1)!, row.Bytes(2).ToArray())));
    }

    public static long Announce(SqliteDatabase database, Announcement announcement)
    {
        var insert = database.Prepare("INSERT INTO announcements (owner, at, content, seal) VALUES (?1, ?2, ?3, ?4) RETURNING number");
        insert.Bind(1, announcement.Owner);
        insert.Bind(2, announcement.At);
        insert.BindBlob(3, announcement.Content.Span);
        insert.BindBlob(4, announcement.Seal.Span);
        insert.Step();
        var number = insert.Long(0);
        insert.Run();
        return number;
    }

    public static IReadOnlyList<Announcement> Announcements(SqliteDatabase database)
    {
        var read = database.Prepare("SELECT number, owner, at, content, seal FROM announcements ORDER BY number");
        return All(read, static row => new Announcement { Number = row.Long(0), Owner = row.Text(1)!, At = row.Long(2), Content = row.Bytes(3).ToArray(), Seal = row.Bytes(4).ToArray() });
    }

    public static void Forget(SqliteDatabase database, IReadOnlyList<long> numbers)
    {
        foreach (var number in numbers)
        {
            var delete = database.Prepare("DELETE FROM announcements WHERE number = ?1");
            delete.Bind(1, number);
            delete.Run();
        }
    }

    private static void Insert(SqliteDatabase database, ProofEntry entry)
    {
        var insert = database.Prepare($"INSERT INTO entries ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11, ?12)");
        Span<byte> id = stackalloc byte[16];
        entry.Id.WriteBytes(id);
        insert.Bind(1, entry.Sequence);
        insert.Bind(2, (long)entry.Kind);
        insert.Bind(3, entry.Project);
        insert.BindBlob(4, id);
        insert.Bind(5, entry.At);
        insert.BindBlob(6, entry.Digest.Span);
        BindSome(insert, 7, entry.Bodies.Span);
        BindSome(insert, 8, entry.Salt.Span);
        BindSome(insert, 9, entry.BodiesSalt.Span);
        insert.BindBlob(10, entry.Chain.Span);
        insert.Bind(11, entry.Detail);
        entry.About.WriteBytes(id);
        BindSome(insert, 12, entry.About.IsEmpty ? [] : id);
        insert.Run();
    }

    private static void Insert(SqliteDatabase database, MerkleTile tile)
    {
        var insert = database.Prepare("INSERT INTO tiles (level, number, hash) VALUES (?1, ?2, ?3)");
        insert.Bind(1, (long)tile.Level);
        insert.Bind(2, tile.Index);
        insert.BindBlob(3, tile.Hash.Span);
        insert.Run();
    }

    private static void Insert(SqliteDatabase database, NumberedCheckpoint checkpoint)
    {
        var insert = database.Prepare("INSERT INTO checkpoints (number, content, signature) VALUES (?1, ?2, ?3)");
        insert.Bind(1, checkpoint.Number);
        insert.Bind(2, checkpoint.Checkpoint.Text);
        insert.BindBlob(3, checkpoint.Checkpoint.Signature.Span);
        insert.Run();
    }

    private static void Destroy(SqliteDatabase database, DestroyedSalt salt)
    {
        var update = database.Prepare(salt.BodiesOnly
            ? "UPDATE entries SET bodies_salt = NULL WHERE sequence = ?1"
            : "UPDATE entries SET salt = NULL, bodies_salt = NULL, gone = ?2 WHERE sequence = ?1");
        update.Bind(1, salt.Sequence);
        if (!salt.BodiesOnly) update.Bind(2, salt.By);
        update.Run();
    }

    private static void BindSome(SqliteStatement statement, int index, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) statement.BindNull(index);
        else statement.BindBlob(index, value);
    }

    private static List<T> All<T>(SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        var all = new List<T>();
        try
        {
            while (statement.Step()) all.Add(read(statement));
            return all;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static ProofEntry ReadEntry(SqliteStatement row) => new()
    {
        Sequence = row.Long(0),
        Kind = (ProofKind)row.Long(1),
        Project = row.Text(2)!,
        Id = row.Bytes(3) is { Length: 16 } id ? InteractionId.FromBytes(id) : default,
        At = row.Long(4),
        Digest = row.Bytes(5).ToArray(),
        Bodies = row.IsNull(6) ? default : row.Bytes(6).ToArray(),
        Salt = row.IsNull(7) ? default : row.Bytes(7).ToArray(),
        BodiesSalt = row.IsNull(8) ? default : row.Bytes(8).ToArray(),
        Chain = row.Bytes(9).ToArray(),
        GoneBy = row.LongOrNull(10) ?? -1,
        Detail = row.Text(11),
        About = row.Bytes(12) is { Length: 16 } about ? InteractionId.FromBytes(about) : default,
    };
}
