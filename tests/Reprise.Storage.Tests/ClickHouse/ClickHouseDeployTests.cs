using Reprise.Storage.ClickHouse;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>The statements for a cluster, which cannot be run here, make the same tables as the store does and are such as the engine reads.</summary>
public sealed class ClickHouseDeployTests
{
    private static readonly string[] s_statements = ClickHouseSchema.Split(ProjectFolder.Read("deploy/clickhouse/replicated.sql"));

    [Fact]
    public void The_replicated_tables_differ_from_the_stores_own_in_their_engines_alone()
    {
        var own = Enumerable.Range(1, ClickHouseSchema.Version).SelectMany(version => ClickHouseSchema.Statements(version)).ToArray();
        var deployed = s_statements.Select(statement => statement.Replace("ENGINE = Replicated", "ENGINE = ", StringComparison.Ordinal).Replace("SETTINGS replicated_", "SETTINGS non_replicated_", StringComparison.Ordinal)
            .Replace(", replicated_", ", non_replicated_", StringComparison.Ordinal));
        deployed.Take(own.Length).ShouldBe(own);
        s_statements[^2].Replace("Replicated", "", StringComparison.Ordinal).ShouldBe(ClickHouseSchema.Versions);
        s_statements[^1].ShouldBe($"INSERT INTO schema_versions (version) VALUES ({ClickHouseSchema.Version})");
    }

    [Fact]
    public async Task The_engine_reads_every_statement()
    {
        var server = await ClickHouseServer.SharedAsync();
        using var client = new ClickHouseClient(new ClickHouseStoreOptions { Url = server.Url, Database = "default" });
        foreach (var statement in s_statements) await client.ExecuteAsync("EXPLAIN AST " + statement, inDatabase: true, isSlow: false, TestContext.Current.CancellationToken);
        await Should.ThrowAsync<ClickHouseException>(() => client.ExecuteAsync("EXPLAIN AST CREATE TABEL a", inDatabase: true, isSlow: false, TestContext.Current.CancellationToken));
    }
}
