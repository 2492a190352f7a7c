using Npgsql;
using NpgsqlTypes;
using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;

namespace Reprise.Storage.Postgres.Proof;

/// <summary>The statements of the proof's tables.</summary>
internal static class ProofSql
{
    private const string Columns = "sequence, kind, project, id, at, digest, bodies, salt, bodies_salt, chain, gone, detail, about";

    public static NpgsqlCommand Head(NpgsqlConnection connection) => new("SELECT content, seal FROM reprise_proof_head", connection);

    public static NpgsqlCommand Version(NpgsqlConnection connection) => new("SELECT version FROM reprise_proof_head", connection);

    public static NpgsqlCommand Read(NpgsqlConnection connection, long from, int limit) =>
        new($"SELECT {Columns} FROM reprise_proof_entries WHERE sequence >= $1 ORDER BY sequence LIMIT $2", connection) { Parameters = { Long(from), Long(limit) } };

    public static NpgsqlCommand Find(NpgsqlConnection connection, IReadOnlyCollection<InteractionId> ids) =>
        new($"SELECT {Columns} FROM reprise_proof_entries WHERE id = ANY($1) ORDER BY sequence", connection) { Parameters = { Array(NpgsqlDbType.Uuid, ids.Select(ToGuid)) } };

    public static NpgsqlCommand Tiles(NpgsqlConnection connection, int level, long from, int limit) =>
        new("SELECT number, hash FROM reprise_proof_tiles WHERE level = $1 AND number >= $2 ORDER BY number LIMIT $3", connection) { Parameters = { Value(NpgsqlDbType.Smallint, (short)level), Long(from), Long(limit) } };

    public static NpgsqlCommand Checkpoints(NpgsqlConnection connection, long from, int limit) =>
        new("SELECT number, content, signature FROM reprise_proof_checkpoints WHERE number >= $1 ORDER BY number LIMIT $2", connection) { Parameters = { Long(from), Long(limit) } };

    public static NpgsqlCommand Announce(NpgsqlConnection connection, Announcement one) =>
        new("INSERT INTO reprise_proof_announcements (owner, at, content, seal) VALUES ($1, $2, $3, $4) RETURNING number", connection) { Parameters = { Text(one.Owner), Long(one.At), Bytes(one.Content), Bytes(one.Seal) } };

    public static NpgsqlCommand Announcements(NpgsqlConnection connection) => new("SELECT number, owner, at, content, seal FROM reprise_proof_announcements ORDER BY number", connection);

    public static NpgsqlCommand Forget(NpgsqlConnection connection, IReadOnlyList<long> numbers) =>
        new("DELETE FROM reprise_proof_announcements WHERE number = ANY($1)", connection) { Parameters = { Array(NpgsqlDbType.Bigint, numbers) } };

    public static NpgsqlCommand Insert(NpgsqlConnection connection, IReadOnlyList<ProofEntry> entries) =>
        new($"INSERT INTO reprise_proof_entries ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", connection)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Bigint, entries.Select(static entry => entry.Sequence)),
                Array(NpgsqlDbType.Smallint, entries.Select(static entry => (short)entry.Kind)),
                Array(NpgsqlDbType.Text, entries.Select(static entry => entry.Project)),
                Array(NpgsqlDbType.Uuid, entries.Select(static entry => ToGuid(entry.Id))),
                Array(NpgsqlDbType.Bigint, entries.Select(static entry => entry.At)),
                Array(NpgsqlDbType.Bytea, entries.Select(static entry => entry.Digest.ToArray())),
                Array(NpgsqlDbType.Bytea, entries.Select(static entry => Some(entry.Bodies))),
                Array(NpgsqlDbType.Bytea, entries.Select(static entry => Some(entry.Salt))),
                Array(NpgsqlDbType.Bytea, entries.Select(static entry => Some(entry.BodiesSalt))),
                Array(NpgsqlDbType.Bytea, entries.Select(static entry => entry.Chain.ToArray())),
                Array(NpgsqlDbType.Bigint, entries.Select(static _ => (long?)null)),
                Array(NpgsqlDbType.Text, entries.Select(static entry => entry.Detail)),
                Array(NpgsqlDbType.Uuid, entries.Select(static entry => entry.About.IsEmpty ? (Guid?)null : ToGuid(entry.About))),
            },
        };

    public static NpgsqlCommand Insert(NpgsqlConnection connection, IReadOnlyList<MerkleTile> tiles) =>
        new("INSERT INTO reprise_proof_tiles (level, number, hash) SELECT * FROM unnest($1, $2, $3)", connection)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Smallint, tiles.Select(static tile => (short)tile.Level)),
                Array(NpgsqlDbType.Bigint, tiles.Select(static tile => tile.Index)),
                Array(NpgsqlDbType.Bytea, tiles.Select(static tile => tile.Hash.ToArray())),
            },
        };

    public static NpgsqlCommand Insert(NpgsqlConnection connection, NumberedCheckpoint checkpoint) =>
        new("INSERT INTO reprise_proof_checkpoints (number, content, signature) VALUES ($1, $2, $3)", connection) { Parameters = { Long(checkpoint.Number), Text(checkpoint.Checkpoint.Text), Bytes(checkpoint.Checkpoint.Signature) } };

    public static NpgsqlCommand Destroy(NpgsqlConnection connection, IReadOnlyList<DestroyedSalt> salts) =>
        new(
            "UPDATE reprise_proof_entries AS e SET bodies_salt = NULL, salt = CASE WHEN d.bodies_only THEN e.salt END, gone = CASE WHEN d.bodies_only THEN e.gone ELSE d.tombstone END "
            + "FROM unnest($1, $2, $3) AS d (sequence, bodies_only, tombstone) WHERE e.sequence = d.sequence",
            connection)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Bigint, salts.Select(static salt => salt.Sequence)),
                Array(NpgsqlDbType.Boolean, salts.Select(static salt => salt.BodiesOnly)),
                Array(NpgsqlDbType.Bigint, salts.Select(static salt => salt.By)),
            },
        };

    public static NpgsqlCommand Put(NpgsqlConnection connection, SealedText head, long version) =>
        new(
            "INSERT INTO reprise_proof_head (one, version, content, seal) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO UPDATE SET version = excluded.version, content = excluded.content, seal = excluded.seal",
            connection) { Parameters = { Long(version), Text(head.Text), Bytes(head.Seal) } };

    public static SealedText ReadHead(NpgsqlDataReader row) => new(row.GetString(0), row.GetFieldValue<byte[]>(1));

    public static NumberedCheckpoint ReadCheckpoint(NpgsqlDataReader row) => new(row.GetInt64(0), new SignedCheckpoint(row.GetString(1), row.GetFieldValue<byte[]>(2)));

    public static Announcement ReadAnnouncement(NpgsqlDataReader row) =>
        new() { Number = row.GetInt64(0), Owner = row.GetString(1), At = row.GetInt64(2), Content = row.GetFieldValue<byte[]>(3), Seal = row.GetFieldValue<byte[]>(4) };

    public static ProofEntry ReadEntry(NpgsqlDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Kind = (ProofKind)row.GetInt16(1),
        Project = row.GetString(2),
        Id = ToId(row.GetGuid(3)),
        At = row.GetInt64(4),
        Digest = row.GetFieldValue<byte[]>(5),
        Bodies = BytesOf(row, 6),
        Salt = BytesOf(row, 7),
        BodiesSalt = BytesOf(row, 8),
        Chain = row.GetFieldValue<byte[]>(9),
        GoneBy = row.IsDBNull(10) ? -1 : row.GetInt64(10),
        Detail = row.IsDBNull(11) ? null : row.GetString(11),
        About = row.IsDBNull(12) ? default : ToId(row.GetGuid(12)),
    };

    private static ReadOnlyMemory<byte> BytesOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<byte[]>(column);

    private static byte[]? Some(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : bytes.ToArray();

    private static Guid ToGuid(InteractionId id) => new(id.ToByteArray(), bigEndian: true);

    private static InteractionId ToId(Guid id) => InteractionId.FromBytes(id.ToByteArray(bigEndian: true));

    private static NpgsqlParameter Text(string value) => Value(NpgsqlDbType.Text, value);

    private static NpgsqlParameter Long(long value) => Value(NpgsqlDbType.Bigint, value);

    private static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) => Value(NpgsqlDbType.Bytea, value.ToArray());

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => Value(NpgsqlDbType.Array | type, values.ToArray());

    private static NpgsqlParameter Value(NpgsqlDbType type, object value) => new() { NpgsqlDbType = type, Value = value };
}
