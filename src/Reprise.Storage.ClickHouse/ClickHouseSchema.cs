using System.Globalization;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Brings a database to the version this build writes. Each <c>Schema/NNN.sql</c> leads from one version to the next. ClickHouse has neither transactions nor locks for
/// this, so every statement may run twice and beside itself: <c>IF NOT EXISTS</c> throughout.
/// </summary>
internal static class ClickHouseSchema
{
    public const int Version = 3;

    public const string Versions = "CREATE TABLE IF NOT EXISTS schema_versions (version Int64, applied DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY version";

    public static async Task MigrateAsync(ClickHouseClient client, ClickHouseStoreOptions options, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(client, options.Database, cancellationToken).ConfigureAwait(false);
        if (version > Version)
        {
            throw new StoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The database '{options.Database}' was written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another database."));
        }

        if (version == 0) await client.ExecuteAsync(Versions, inDatabase: true, isSlow: false, cancellationToken).ConfigureAwait(false);
        while (version < Version)
        {
            version++;
            foreach (var statement in Statements(version)) await client.ExecuteAsync(statement, inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
            var applied = new SqlText().Add("INSERT INTO schema_versions (version) VALUES (").Value(version).Add(")");
            await client.ExecuteAsync(applied.ToString(), inDatabase: true, isSlow: false, cancellationToken).ConfigureAwait(false);
        }

        await RetainAsync(client, options.RetainDays, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The statements of one version, comments left out.</summary>
    internal static string[] Statements(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Reprise.Storage.ClickHouse.Schema.{version:000}.sql");
        using var stream = typeof(ClickHouseSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return Split(reader.ReadToEnd());
    }

    /// <summary>A file of statements, each ended by a semicolon at the end of a line; comments have lines of their own.</summary>
    internal static string[] Split(string file)
    {
        var lines = file.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal));
        return [.. string.Join('\n', lines).Split(";\n").Select(statement => statement.Trim()).Where(statement => statement.Length > 0)];
    }

    private static async Task<long> VersionAsync(ClickHouseClient client, string database, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await client.QueryAsync("SELECT max(version) FROM schema_versions", cancellationToken).ConfigureAwait(false);
            return rows.Int64();
        }
        catch (ClickHouseException exception) when (exception.Code is ClickHouseFailure.UnknownTable)
        {
            return 0;
        }
        catch (ClickHouseException exception) when (exception.Code is ClickHouseFailure.UnknownDatabase)
        {
            var create = $"CREATE DATABASE IF NOT EXISTS `{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
            await client.ExecuteAsync(create, inDatabase: false, isSlow: false, cancellationToken).ConfigureAwait(false);
            return 0;
        }
    }

    private static async Task RetainAsync(ClickHouseClient client, int? days, CancellationToken cancellationToken)
    {
        if (days is not { } kept) return;
        var rows = await client.QueryAsync("SELECT position(create_table_query, ' TTL day') > 0 FROM system.tables WHERE database = currentDatabase() AND name = 'interactions'", cancellationToken).ConfigureAwait(false);
        var hasOne = !rows.AtEnd && rows.Flag();
        if (kept <= 0 && !hasOne) return;
        var change = kept > 0 ? new SqlText().Add("ALTER TABLE interactions MODIFY TTL day + toIntervalDay(").Value(kept).Add(")").ToString() : "ALTER TABLE interactions REMOVE TTL";
        await client.ExecuteAsync(change + " SETTINGS materialize_ttl_after_modify = 0", inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
    }
}
