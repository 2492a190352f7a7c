using System.Globalization;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>Brings a database to the version this build writes. Each <c>Schema/NNN.sql</c> leads from one version to the next, in one transaction.</summary>
internal static class SqliteSchema
{
    public const int Version = 4;

    public static void Migrate(SqliteDatabase database, string path)
    {
        var version = database.Scalar("PRAGMA user_version");
        if (version > Version)
        {
            throw new StoreException($"'{path}' was written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another data folder.");
        }

        while (version < Version)
        {
            version++;
            database.Execute("BEGIN IMMEDIATE");
            try
            {
                database.Execute(Read(version));
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                database.Execute("COMMIT");
            }
            catch
            {
                if (database.InTransaction) database.Execute("ROLLBACK");
                throw;
            }
        }
    }

    private static string Read(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Reprise.Storage.Sqlite.Schema.{version:000}.sql");
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
