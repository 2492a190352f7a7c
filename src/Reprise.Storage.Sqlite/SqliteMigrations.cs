using System.Globalization;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>Brings a database to the version this build writes. Each numbered SQL file leads from one version to the next, in one transaction.</summary>
internal static class SqliteMigrations
{
    /// <param name="database">The connection that writes.</param>
    /// <param name="path">Its file, for people.</param>
    /// <param name="folder">Where the files are, as this build names its resources.</param>
    /// <param name="newest">The version this build writes.</param>
    public static void Migrate(SqliteDatabase database, string path, string folder, int newest)
    {
        var version = database.Scalar("PRAGMA user_version");
        if (version > newest)
        {
            throw new StoreException($"'{path}' was written by a newer version of Reprise (schema {version}; this build knows up to {newest}). Use that version or another data folder.");
        }

        while (version < newest)
        {
            version++;
            database.Transact(() =>
            {
                database.Execute(Read(folder, version));
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                return true;
            });
        }
    }

    /// <summary>Runs all of it or nothing.</summary>
    public static T Transact<T>(this SqliteDatabase database, Func<T> work)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            database.Execute("COMMIT");
            return result;
        }
        catch
        {
            if (database.InTransaction) database.Execute("ROLLBACK");
            throw;
        }
    }

    private static string Read(string folder, long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{folder}.{version:000}.sql");
        using var stream = typeof(SqliteMigrations).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
