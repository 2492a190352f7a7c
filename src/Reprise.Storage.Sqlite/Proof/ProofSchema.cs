namespace Reprise.Storage.Sqlite.Proof;

/// <summary>The schema of the proof.</summary>
internal static class ProofSchema
{
    public const int Version = 1;

    public static void Migrate(SqliteDatabase database, string path) => SqliteMigrations.Migrate(database, path, "Reprise.Storage.Sqlite.Proof.Schema", Version);
}
