namespace Reprise.Storage.Sqlite;

/// <summary>The schema of the record.</summary>
internal static class SqliteSchema
{
    public const int Version = 4;

    public static void Migrate(SqliteDatabase database, string path) => SqliteMigrations.Migrate(database, path, "Reprise.Storage.Sqlite.Schema", Version);
}
