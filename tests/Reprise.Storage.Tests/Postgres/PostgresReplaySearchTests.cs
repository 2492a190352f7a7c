using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Queries;
using Reprise.Store;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>What a run of replays has done is asked often, among many other calls: an index of its own answers, also in a database that was there before.</summary>
public sealed class PostgresReplaySearchTests
{
    private static readonly InteractionId s_original = InteractionId.Parse("01980000-0000-7000-8000-000000000000");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("replay_run:nightly", "replay_run")]
    [InlineData("replay_of:01980000-0000-7000-8000-000000000000", "replay_of")]
    public async Task The_plan_begins_with_the_index_of_the_expression(string filter, string expression)
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using var store = new PostgresInteractionStore(options, TimeProvider.System);
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 4000).Select(Call)] }, Cancellation);

        var plan = await PlanAsync(options, filter);

        plan.Split('\n').ShouldContain(line => line.Contains("Index Cond", StringComparison.Ordinal) && line.Contains(expression, StringComparison.Ordinal), plan);
        (await store.SearchAsync(Samples.Query(filter), Cancellation)).Items.Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_database_of_schema_2_gets_the_indexes_and_keeps_what_it_has()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using (var store = new PostgresInteractionStore(options, TimeProvider.System))
            await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 4000).Select(Call)] }, Cancellation);
        await ExecuteAsync(options, "DROP INDEX interactions_replay_run; DROP INDEX interactions_replay_of; DELETE FROM reprise_schema WHERE version = 3");

        await using var migrated = new PostgresInteractionStore(options, TimeProvider.System);
        await migrated.OpenAsync(Cancellation);

        (await migrated.SearchAsync(Samples.Query("replay_run:nightly"), Cancellation)).Items.Count.ShouldBe(8);
        (await PlanAsync(options, "replay_run:nightly")).ShouldContain("Index Cond");
    }

    [Fact]
    public async Task A_run_whose_name_is_too_long_for_an_index_is_found_all_the_same()
    {
        var run = new string('r', 5000);
        await using var store = new PostgresInteractionStore(await PostgresFixture.NewOptionsAsync(), TimeProvider.System);
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1, with: it => it with { Replay = new ReplayOrigin(null, run) }), Samples.Recorded(2)] }, Cancellation);

        (await store.SearchAsync(Samples.Query("replay_run:" + run), Cancellation)).Items.ShouldHaveSingleItem();
    }

    private static async Task<string> PlanAsync(PostgresStoreOptions options, string filter)
    {
        await ExecuteAsync(options, "ANALYZE interactions");
        await using var connection = await OpenAsync(options);
        var sql = new SqlText().Add("EXPLAIN SELECT i.position FROM interactions AS i WHERE i.project = ").Value(Samples.Project).Add(" AND ");
        FilterSql.Write(sql, Samples.Filter(filter));
        var lines = await sql.Add(" ORDER BY i.\"timestamp\" DESC, i.position DESC LIMIT 50").ReadAsync(connection, row => row.GetString(0), Cancellation);
        return string.Join('\n', lines);
    }

    private static async Task ExecuteAsync(PostgresStoreOptions options, string sql)
    {
        await using var connection = await OpenAsync(options);
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgresStoreOptions options)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = options.Schema, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static RecordedInteraction Call(int number) =>
        Samples.Recorded(number, with: it => number % 500 != 0 ? it with { Query = "?alt=sse" } : it with { Replay = new ReplayOrigin(s_original, "nightly") });
}
