using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Storage.Sqlite.Settings;

/// <summary>The statements of the settings database.</summary>
internal static class SettingsSql
{
    private const string Columns = "project, kind, key, value, version, changed_at";

    public static Setting? Find(SqliteDatabase database, string project, string kind, string key)
    {
        var find = database.Prepare($"SELECT {Columns} FROM settings WHERE project = ?1 AND kind = ?2 AND key = ?3");
        find.Bind(1, project);
        find.Bind(2, kind);
        find.Bind(3, key);
        return All(find, ReadSetting).FirstOrDefault();
    }

    public static IReadOnlyList<Setting> List(SqliteDatabase database, string? project, string kind)
    {
        var list = database.Prepare($"SELECT {Columns} FROM settings WHERE kind = ?1 AND (?2 IS NULL OR project = ?2)");
        list.Bind(1, kind);
        list.Bind(2, project);
        // Sorted here: SQLite compares UTF-8, which puts characters beyond 16 bits elsewhere than ordinal order does.
        return [.. All(list, ReadSetting).OrderBy(setting => setting.Project, StringComparer.Ordinal).ThenBy(setting => setting.Key, StringComparer.Ordinal)];
    }

    public static void Put(SqliteDatabase database, Setting setting)
    {
        var put = database.Prepare(
            "INSERT INTO settings (project, kind, key, value, version, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
            + "ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version, changed_at = excluded.changed_at");
        put.Bind(1, setting.Project);
        put.Bind(2, setting.Kind);
        put.Bind(3, setting.Key);
        put.Bind(4, setting.Value);
        put.Bind(5, setting.Version);
        put.Bind(6, setting.ChangedAt.ToUnixTimeMilliseconds());
        put.Run();
    }

    public static bool Remove(SqliteDatabase database, string project, string kind, string key)
    {
        var remove = database.Prepare("DELETE FROM settings WHERE project = ?1 AND kind = ?2 AND key = ?3");
        remove.Bind(1, project);
        remove.Bind(2, kind);
        remove.Bind(3, key);
        remove.Run();
        return database.Changes > 0;
    }

    public static void Append(SqliteDatabase database, AuditEntry entry)
    {
        var append = database.Prepare("INSERT INTO audit (id, at, project, actor, action, subject, details) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");
        append.BindBlob(1, entry.Id.ToByteArray());
        append.Bind(2, entry.Timestamp.ToUnixTimeMilliseconds());
        append.Bind(3, entry.Project);
        append.Bind(4, entry.Actor);
        append.Bind(5, entry.Action);
        append.Bind(6, entry.Subject);
        append.Bind(7, entry.Details);
        append.Run();
    }

    /// <summary>The guard against changes is lifted inside the transaction only, so that no other change can pass.</summary>
    public static void Rewrite(SqliteDatabase database, IReadOnlyList<AuditEntry> entries)
    {
        database.Execute("DROP TRIGGER audit_keeps");
        foreach (var entry in entries)
        {
            var rewrite = database.Prepare("UPDATE audit SET subject = ?2, details = ?3 WHERE id = ?1");
            rewrite.BindBlob(1, entry.Id.ToByteArray());
            rewrite.Bind(2, entry.Subject);
            rewrite.Bind(3, entry.Details);
            rewrite.Run();
        }

        database.Execute("CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END");
    }

    public static AuditPage Audit(SqliteDatabase database, AuditQuery query)
    {
        var select = database.Prepare(
            "SELECT id, at, project, actor, action, subject, details FROM audit WHERE (?1 IS NULL OR project = ?1) AND (?2 IS NULL OR action = ?2) "
            + "AND (?3 IS NULL OR substr(action, 1, length(?3)) = ?3) AND (?4 IS NULL OR at >= ?4) AND (?5 IS NULL OR at < ?5) AND (?6 IS NULL OR id < ?6) "
            + "AND (?8 IS NULL OR actor = ?8) AND (?9 IS NULL OR subject = ?9) ORDER BY id DESC LIMIT ?7");
        select.Bind(1, query.Project);
        select.Bind(2, query.ActionPrefix is null ? query.Action : null);
        select.Bind(3, query.ActionPrefix);
        select.Bind(4, (long?)(query.From is { } from ? SettingRules.FirstKept(from).ToUnixTimeMilliseconds() : null));
        select.Bind(5, (long?)(query.To is { } to ? SettingRules.FirstKept(to).ToUnixTimeMilliseconds() : null));
        if (query.Before is { } before) select.BindBlob(6, before.ToByteArray());
        else select.BindNull(6);
        select.Bind(7, query.Limit + 1L);
        select.Bind(8, query.Actor);
        select.Bind(9, query.Subject);
        var found = All(select, ReadEntry);
        return new AuditPage([.. found.Take(query.Limit)], found.Count > query.Limit);
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

    private static Setting ReadSetting(SqliteStatement row) => new()
    {
        Project = row.Text(0)!,
        Kind = row.Text(1)!,
        Key = row.Text(2)!,
        Value = row.Text(3)!,
        Version = row.Long(4),
        ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)),
    };

    private static AuditEntry ReadEntry(SqliteStatement row) => new()
    {
        Id = InteractionId.FromBytes(row.Bytes(0)),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)),
        Project = row.Text(2)!,
        Actor = row.Text(3)!,
        Action = row.Text(4)!,
        Subject = row.Text(5),
        Details = row.Text(6),
    };
}
