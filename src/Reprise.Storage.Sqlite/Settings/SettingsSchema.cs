namespace Reprise.Storage.Sqlite.Settings;

/// <summary>The schema of the settings.</summary>
internal static class SettingsSchema
{
    public const int Version = 1;

    public static void Migrate(SqliteDatabase database, string path) => SqliteMigrations.Migrate(database, path, "Reprise.Storage.Sqlite.Settings.Schema", Version);
}
