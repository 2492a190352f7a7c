using Npgsql;
using NpgsqlTypes;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>The statements of the settings tables. A change, its entry on the audit log and the word to other servers are one statement each.</summary>
internal static class SettingsSql
{
    public const string Channel = "reprise_settings";

    private const string Columns = "project, kind, key, value, version, changed_at";
    private const string AuditColumns = "id, at, project, actor, action, subject, details";

    // Parameters of a setting: $1 project, $2 kind, $3 key, $4 value, $5 changed at, $6 expected version. Of its entry: $7 to $13. $14 is the word to others.
    private const string Upsert =
        "INSERT INTO reprise_settings AS s (project, kind, key, value, version, changed_at) VALUES ($1, $2, $3, $4, 1, $5) "
        + "ON CONFLICT (project, kind, key) DO UPDATE SET value = excluded.value, version = s.version + 1, changed_at = excluded.changed_at WHERE $6 IS NULL RETURNING version";
    private const string Update =
        "UPDATE reprise_settings SET value = $4, version = version + 1, changed_at = $5 WHERE project = $1 AND kind = $2 AND key = $3 AND version = $6 RETURNING version";
    private const string Delete = "DELETE FROM reprise_settings WHERE project = $1 AND kind = $2 AND key = $3 RETURNING version";

    public static NpgsqlCommand Find(NpgsqlConnection connection, string project, string kind, string key) =>
        new($"SELECT {Columns} FROM reprise_settings WHERE project = $1 AND kind = $2 AND key = $3", connection) { Parameters = { Text(project), Text(kind), Text(key) } };

    public static NpgsqlCommand List(NpgsqlConnection connection, string? project, string kind) =>
        new($"SELECT {Columns} FROM reprise_settings WHERE kind = $1 AND ($2 IS NULL OR project = $2)", connection) { Parameters = { Text(kind), Text(project) } };

    public static NpgsqlCommand Put(NpgsqlConnection connection, Setting setting, long? expectedVersion, AuditEntry? audit, string word) =>
        Change(connection, expectedVersion is null or 0 ? Upsert : Update, setting.Project, setting.Kind, setting.Key, setting.Value, setting.ChangedAt, expectedVersion, audit, word);

    public static NpgsqlCommand Remove(NpgsqlConnection connection, string project, string kind, string key, AuditEntry? audit, string word) =>
        Change(connection, Delete, project, kind, key, null, null, null, audit, word);

    public static NpgsqlCommand Append(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries) =>
        new(
            $"INSERT INTO reprise_audit ({AuditColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            connection)
        {
            Parameters =
            {
                Array(entries, NpgsqlDbType.Uuid, entry => ToGuid(entry.Id)),
                Array(entries, NpgsqlDbType.TimestampTz, entry => SettingRules.Kept(entry.Timestamp).UtcDateTime),
                Array(entries, NpgsqlDbType.Text, entry => entry.Project),
                Array(entries, NpgsqlDbType.Text, entry => entry.Actor),
                Array(entries, NpgsqlDbType.Text, entry => entry.Action),
                Array(entries, NpgsqlDbType.Text, entry => entry.Subject),
                Array(entries, NpgsqlDbType.Text, entry => entry.Details),
            },
        };

    /// <summary>To be run in a transaction of its own.</summary>
    public static NpgsqlBatch Rewrite(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries)
    {
        var values = new NpgsqlBatchCommand("UPDATE reprise_audit AS a SET subject = n.subject, details = n.details FROM unnest($1, $2, $3) AS n (id, subject, details) WHERE a.id = n.id")
        {
            Parameters =
            {
                Array(entries, NpgsqlDbType.Uuid, entry => ToGuid(entry.Id)),
                Array(entries, NpgsqlDbType.Text, entry => entry.Subject),
                Array(entries, NpgsqlDbType.Text, entry => entry.Details),
            },
        };
        return new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("ALTER TABLE reprise_audit DISABLE TRIGGER reprise_audit_keeps"),
                values,
                new NpgsqlBatchCommand("ALTER TABLE reprise_audit ENABLE TRIGGER reprise_audit_keeps"),
            },
        };
    }

    public static NpgsqlCommand Audit(NpgsqlConnection connection, AuditQuery query) =>
        new(
            $"SELECT {AuditColumns} FROM reprise_audit WHERE ($1 IS NULL OR project = $1) AND ($2 IS NULL OR action = $2) AND ($3 IS NULL OR starts_with(action, $3)) "
            + "AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5) AND ($6 IS NULL OR id < $6) "
            + "AND ($8 IS NULL OR actor = $8) AND ($9 IS NULL OR subject = $9) ORDER BY id DESC LIMIT $7",
            connection)
        {
            Parameters =
            {
                Text(query.Project), Text(query.ActionPrefix is null ? query.Action : null), Text(query.ActionPrefix),
                Time(query.From is { } from ? SettingRules.FirstKept(from) : null), Time(query.To is { } to ? SettingRules.FirstKept(to) : null),
                Value(NpgsqlDbType.Uuid, query.Before is { } before ? ToGuid(before) : null), Value(NpgsqlDbType.Bigint, query.Limit + 1L),
                Text(query.Actor), Text(query.Subject),
            },
        };

    public static Setting ReadSetting(NpgsqlDataReader row) => new()
    {
        Project = row.GetString(0),
        Kind = row.GetString(1),
        Key = row.GetString(2),
        Value = row.GetString(3),
        Version = row.GetInt64(4),
        ChangedAt = row.GetFieldValue<DateTimeOffset>(5),
    };

    public static AuditEntry ReadEntry(NpgsqlDataReader row) => new()
    {
        Id = InteractionId.FromBytes(row.GetGuid(0).ToByteArray(bigEndian: true)),
        Timestamp = row.GetFieldValue<DateTimeOffset>(1),
        Project = row.GetString(2),
        Actor = row.GetString(3),
        Action = row.GetString(4),
        Subject = row.IsDBNull(5) ? null : row.GetString(5),
        Details = row.IsDBNull(6) ? null : row.GetString(6),
    };

    private static NpgsqlCommand Change(
        NpgsqlConnection connection, string change, string project, string kind, string key, string? value, DateTimeOffset? at, long? expectedVersion, AuditEntry? audit, string word) =>
        new(
            $"WITH changed AS ({change}), said AS (INSERT INTO reprise_audit ({AuditColumns}) SELECT $7, $8, $9, $10, $11, $12, $13 FROM changed WHERE $7 IS NOT NULL ON CONFLICT DO NOTHING) "
            + $"SELECT version, pg_notify('{Channel}', $14) FROM changed",
            connection)
        {
            Parameters =
            {
                Text(project), Text(kind), Text(key), Text(value), Time(at), Value(NpgsqlDbType.Bigint, expectedVersion),
                Value(NpgsqlDbType.Uuid, audit is null ? null : ToGuid(audit.Id)), Time(audit is null ? null : SettingRules.Kept(audit.Timestamp)),
                Text(audit?.Project), Text(audit?.Actor), Text(audit?.Action), Text(audit?.Subject), Text(audit?.Details), Text(word),
            },
        };

    private static NpgsqlParameter Text(string? value) => Value(NpgsqlDbType.Text, value);

    private static NpgsqlParameter Time(DateTimeOffset? value) => Value(NpgsqlDbType.TimestampTz, value?.UtcDateTime);

    private static NpgsqlParameter Value(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static NpgsqlParameter Array<T>(IReadOnlyList<AuditEntry> entries, NpgsqlDbType type, Func<AuditEntry, T> value) =>
        Value(NpgsqlDbType.Array | type, entries.Select(value).ToArray());

    private static Guid ToGuid(InteractionId id) => new(id.ToByteArray(), bigEndian: true);
}
