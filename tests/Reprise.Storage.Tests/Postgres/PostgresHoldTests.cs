using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>What became something else between being selected and being changed is left as it is.</summary>
public sealed class PostgresHoldTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_flagged_while_a_deletion_is_on_its_way_stays()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using var store = await FilledAsync(options);
        var deleted = await WhileFlaggingAsync(options, () => store.DeleteAsync(Samples.Query("-flagged:true"), Cancellation));
        deleted.ShouldBe(1);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem().Interaction.Timestamp.ShouldBe(Samples.Noon.AddSeconds(1));
    }

    [Fact]
    public async Task What_is_flagged_while_bodies_are_dropped_keeps_its_bodies()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using var store = await FilledAsync(options);
        var dropped = await WhileFlaggingAsync(options, () => store.DropBodiesAsync(Samples.Query("-flagged:true"), Cancellation));
        dropped.ShouldBe(1);
        var records = (await store.ReadAsync(Samples.Query(), Cancellation)).Items;
        records.Single(record => record.Request is not null).Interaction.Timestamp.ShouldBe(Samples.Noon.AddSeconds(1));
    }

    private static async Task<PostgresInteractionStore> FilledAsync(PostgresStoreOptions options)
    {
        var store = new PostgresInteractionStore(options, TimeProvider.System);
        var body = new Body { Bytes = new byte[] { 1, 2, 3 } };
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1) with { Request = body }, Samples.Recorded(2) with { Request = body }] }, Cancellation);
        return store;
    }

    /// <summary>Another server is in the middle of flagging the first when the change begins, and is through before it goes on.</summary>
    private static async Task<long> WhileFlaggingAsync(PostgresStoreOptions options, Func<Task<long>> change)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, SearchPath = options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await ExecuteAsync("BEGIN");
        await ExecuteAsync($"UPDATE interaction_ids SET position = position WHERE position = (SELECT position FROM interactions WHERE timestamp = '{Samples.Noon.AddSeconds(1):O}')");
        await ExecuteAsync($"UPDATE interactions SET flagged = true, facts = 1 WHERE timestamp = '{Samples.Noon.AddSeconds(1):O}'");
        var changing = Task.Run(change, Cancellation);
        using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))", connection);
        await Eventually.HoldsAsync("the change waits", async () => (long)(await waiting.ExecuteScalarAsync(Cancellation))! == 1);
        await ExecuteAsync("COMMIT");
        return await changing;

        async Task ExecuteAsync(string sql)
        {
            using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }
}
