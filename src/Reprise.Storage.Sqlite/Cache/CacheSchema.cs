namespace Reprise.Storage.Sqlite.Cache;

/// <summary>The schema of the cache's entries.</summary>
internal static class CacheSchema
{
    public const int Version = 2;

    /// <summary>What tells the file from databases of others; stands in the first migration too.</summary>
    public const long ApplicationId = 1380995651;

    public static void Migrate(SqliteDatabase database, string path) => SqliteMigrations.Migrate(database, path, "Reprise.Storage.Sqlite.Cache.Schema", Version);

    /// <summary>Whether somebody else made this database. A new, empty one is nobody's.</summary>
    public static bool IsForeign(SqliteDatabase database) =>
        database.Scalar("PRAGMA application_id") != ApplicationId && (database.Scalar("SELECT count(*) FROM sqlite_schema") > 0 || database.Scalar("PRAGMA user_version") > 0);
}
