using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Storage.Tests.Conformance;
using Reprise.Store;
using Reprise.Store.Rollups;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>Rollups say what the rows say, whatever was stored twice, deleted or corrected, and whether maintenance has been there or not.</summary>
public sealed class PostgresRollupTests
{
    private static readonly string[] s_groups = ["model", "status", "kind", "provider", "error_code", "stream", "cache", "estimated", "http_status", "country"];

    // Minutes are kept for two weeks.
    private static readonly ManualTimeProvider s_time = new(Samples.Noon.AddDays(8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregates_from_rollups_are_those_of_the_rows_through_deletions_corrections_and_maintenance()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var records = new RandomRecords(seed);
        await using var store = new PostgresInteractionStore(await PostgresFixture.NewOptionsAsync(), s_time);
        await using var oracle = new InMemoryInteractionStore();
        var sources = new HashSet<string>();
        for (var round = 0; round < 6; round++)
        {
            var batch = Spread(records.Batch(60), random);
            await store.AppendAsync(batch, Cancellation);
            await store.AppendAsync(batch, Cancellation);
            await oracle.AppendAsync(batch, Cancellation);
            await CompareAsync(round);
            if (round % 2 == 0)
            {
                var doomed = Samples.Query(round % 4 == 0 ? "latency_ms>500" : "user:a") with { To = Samples.Noon.AddDays(round) };
                (await store.DeleteAsync(doomed, Cancellation)).ShouldBe(await oracle.DeleteAsync(doomed, Cancellation));
                await CompareAsync(round);
            }

            if (round % 3 == 1) await store.MaintainAsync(Cancellation);
            await CompareAsync(round);
        }

        await store.MaintainAsync(Cancellation);
        await CompareAsync(6);
        sources.IsSupersetOf(["minutes", "hours", "days"]).ShouldBeTrue($"seed {seed}: {string.Join(", ", sources)}");

        async Task CompareAsync(int round)
        {
            for (var i = 0; i < 25; i++)
            {
                var from = Samples.Noon.AddMinutes(random.Next(-600, 8000));
                var query = new AggregateQuery
                {
                    Project = Samples.Project,
                    GroupBy = [.. Enumerable.Range(0, random.Next(3)).Select(_ => s_groups[random.Next(s_groups.Length)])],
                    Filter = random.Next(2) == 0 ? Filter.All : Samples.Filter(new[] { "model:a", "-status:error", "stream:true OR http_status>100", "kind:llm -country:*" }[random.Next(4)]),
                    From = random.Next(3) == 0 ? null : from,
                    To = random.Next(3) == 0 ? null : from.AddMinutes(random.Next(3) == 0 ? random.Next(1, 70) : random.Next(1, 6000)),
                    Bucket = random.Next(4) switch { 0 => null, 3 => TimeSpan.FromMinutes(10), 1 => TimeSpan.FromHours(random.Next(1, 25)), _ => TimeSpan.FromDays(1) },
                };
                var because = $"seed {seed}, round {round}, query {i}: {FilterText.Of(query.Filter)} by {string.Join(',', query.GroupBy)} from {query.From} to {query.To} in {query.Bucket}";
                var expected = await oracle.AggregateAsync(query, Cancellation);
                var found = await store.AggregateAsync(query, Cancellation);
                sources.Add(found.Source);
                found.Rows.Select(Exact).ShouldBe(expected.Rows.Select(Exact), because);
                foreach (var (ours, exact) in found.Rows.Zip(expected.Rows)) ShouldBeNear(ours.LatencyMsP95, exact.LatencyMsP95, because);
            }
        }
    }

    [Fact]
    public async Task Several_servers_keep_rollups_of_one_hour_without_waiting_for_each_other_and_one_puts_them_together()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        var stores = Enumerable.Range(0, 3).Select(_ => new PostgresInteractionStore(options, s_time)).ToArray();
        foreach (var store in stores) await store.OpenAsync(Cancellation);
        await Task.WhenAll(stores.Select((store, number) => Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 5).Select(j => Samples.Recorded((number * 50) + (i * 5) + j, with: it => it with { LatencyMs = 10 }))] }, Cancellation);
            },
            Cancellation)));
        await CountAsync(stores[0], 150);
        (await RowsAsync(options)).ShouldBeGreaterThan(20);
        await Task.WhenAll(stores.Select(store => store.MaintainAsync(Cancellation)));
        await stores[0].MaintainAsync(Cancellation);
        await CountAsync(stores[1], 150);
        // One shape in three minutes, an hour and a day.
        (await RowsAsync(options)).ShouldBe(5);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_rollup_is_answered_from_rows()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using var store = new PostgresInteractionStore(options, s_time);
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 5).Select(i => Samples.Recorded(i))] }, Cancellation);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        using var damage = new NpgsqlCommand("UPDATE rollups SET measure = '\\x01ff'", connection);
        await damage.ExecuteNonQueryAsync(Cancellation);
        var result = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation);
        result.Source.ShouldBe("rows");
        result.Rows.ShouldHaveSingleItem().Count.ShouldBe(5);
    }

    private static async Task CountAsync(PostgresInteractionStore store, int count)
    {
        var result = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation);
        result.Source.ShouldBe("days");
        result.Rows.ShouldHaveSingleItem().Count.ShouldBe(count);
    }

    private static async Task<long> RowsAsync(PostgresStoreOptions options)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        using var command = new NpgsqlCommand("SELECT count(*) FROM rollups", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    // Over a week, so that there are whole days.
    private static StoreBatch Spread(StoreBatch batch, Random random) => batch with
    {
        Interactions = [.. batch.Interactions.Select(one => one with { Interaction = one.Interaction with { Timestamp = one.Interaction.Timestamp.AddMinutes(random.Next(7 * 1440)) } })],
    };

    private static string Exact(AggregateRow row) =>
        string.Join('|', row.Group) + (row with { Group = [], LatencyMsP50 = null, LatencyMsP95 = null, LatencyMsP99 = null, TtftMsP50 = null, TtftMsP95 = null });

    private static void ShouldBeNear(long? found, long? exact, string because)
    {
        if (exact is not { } value) found.ShouldBeNull(because);
        else ((double)found!.Value).ShouldBe(value, (value * LatencyHistogram.MaxRelativeError) + 0.5, because);
    }
}
