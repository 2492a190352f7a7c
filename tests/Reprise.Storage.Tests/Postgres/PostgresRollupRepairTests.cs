using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>Rollups come right again after what databases and those who look after them do, and soon.</summary>
public sealed class PostgresRollupRepairTests : IAsyncLifetime
{
    private static readonly ManualTimeProvider s_time = new(Samples.Noon.AddDays(8));
    private PostgresStoreOptions _options = null!;
    private PostgresInteractionStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options = await PostgresFixture.NewOptionsAsync();
        _options.ConnectionString = new NpgsqlConnectionStringBuilder(_options.ConnectionString) { ApplicationName = _options.Schema }.ConnectionString;
        _store = new PostgresInteractionStore(_options, s_time);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>As after a failover to a replica that was behind: what was stored last is gone, and the journal sends it again.</summary>
    [Fact]
    public async Task Shapes_that_the_database_lost_are_stored_again()
    {
        await _store.AppendAsync(Batch(3), Cancellation);
        await ExecuteAsync("DELETE FROM interactions; DELETE FROM interaction_ids; DELETE FROM shapes; DELETE FROM rollups");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{_options.Schema}' AND pid <> pg_backend_pid()");
        await Should.ThrowAsync<StoreException>(() => _store.AppendAsync(Batch(3), Cancellation));
        await _store.AppendAsync(Batch(3), Cancellation);
        await CountAsync("days", 3);
    }

    [Fact]
    public async Task Maintenance_makes_shapes_that_are_missing()
    {
        await _store.AppendAsync(Batch(3), Cancellation);
        await ExecuteAsync($"DELETE FROM shapes; {MarkAll}");
        await _store.MaintainAsync(Cancellation);
        await CountAsync("days", 3);
    }

    [Fact]
    public async Task Hours_that_change_all_the_time_are_made_anew_all_the_same()
    {
        await _store.AppendAsync(Batch(3), Cancellation);
        await ExecuteAsync($"{MarkAll}; UPDATE rollup_gaps SET changed = now() - interval '1 hour'; {MarkAll}");
        await MaintainAsync(quiet: TimeSpan.FromMinutes(10));
        (await ScalarAsync("SELECT count(*) FROM rollup_gaps")).ShouldBe(6L);
        await MaintainAsync(quiet: TimeSpan.FromMinutes(1));
        (await ScalarAsync("SELECT count(*) FROM rollup_gaps")).ShouldBe(0L);
        await CountAsync("days", 3);
    }

    [Fact]
    public async Task Only_a_fact_that_changes_quality_or_cost_makes_an_hour_be_made_anew()
    {
        var batch = Batch(1);
        await _store.AppendAsync(batch, Cancellation);
        await _store.AppendAsync(new StoreBatch { Facts = [Samples.Fact(batch.Interactions[0], FactKind.Evaluation, 1, name: "quality_score", value: 0.5)] }, Cancellation);
        (await ScalarAsync("SELECT count(*) FROM rollup_gaps")).ShouldBe(1L);
        await _store.AppendAsync(new StoreBatch { Facts = [Samples.Fact(batch.Interactions[0], FactKind.Label, 2)] }, Cancellation);
        (await ScalarAsync("SELECT count(*) FROM rollup_gaps")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_damaged_rollup_is_made_anew_and_keeps_nothing_else_from_being_put_in_order()
    {
        await _store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1), Samples.Recorded(2, project: "other")] }, Cancellation);
        await _store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(3), Samples.Recorded(4, project: "other")] }, Cancellation);
        await ExecuteAsync($"UPDATE rollups SET measure = '\\x01ff' WHERE project = '{Samples.Project}'");
        await _store.MaintainAsync(Cancellation);
        (await ScalarAsync("SELECT count(*) FROM rollups WHERE project = 'other'")).ShouldBe(3L);
        await _store.MaintainAsync(Cancellation);
        await CountAsync("days", 2);
    }

    [Fact]
    public async Task A_damaged_hour_beside_one_that_is_made_anew_is_made_anew_next()
    {
        await _store.AppendAsync(Batch(3), Cancellation);
        await ExecuteAsync($"UPDATE rollups SET measure = '\\x01ff' WHERE granule = 1 AND bucket = (SELECT min(bucket) FROM rollups WHERE granule = 1)");
        await ExecuteAsync("INSERT INTO rollup_gaps SELECT project, max(bucket), gen_random_uuid() FROM rollups WHERE granule = 1 GROUP BY 1");
        await _store.MaintainAsync(Cancellation);
        await CountAsync(null, 3);
        await _store.MaintainAsync(Cancellation);
        await CountAsync("days", 3);
    }

    [Fact]
    public async Task Minutes_older_than_two_weeks_are_dropped_and_not_asked()
    {
        await _store.AppendAsync(Batch(3), Cancellation);
        s_time.GetUtcNow().ShouldBe(Samples.Noon.AddDays(8));
        await using var later = new PostgresInteractionStore(_options, new ManualTimeProvider(Samples.Noon.AddDays(30)));
        await later.MaintainAsync(Cancellation);
        (await ScalarAsync("SELECT count(*) FROM rollups WHERE granule = 0")).ShouldBe(0L);
        (await ScalarAsync("SELECT count(*) FROM rollup_minutes")).ShouldBe(1L);
        await CountAsync("days", 3);
        var minute = await later.AggregateAsync(new AggregateQuery { Project = Samples.Project, From = Samples.Noon, To = Samples.Noon.AddMinutes(5) }, Cancellation);
        (minute.Source, minute.Rows.ShouldHaveSingleItem().Count).ShouldBe(("rows", 1));
    }

    /// <summary>Values that senders choose do not make shapes without end, and answers stay exact.</summary>
    [Fact]
    public async Task Interactions_beyond_the_limits_of_shapes_are_counted_all_the_same()
    {
        await _store.AppendAsync(Batch(1), Cancellation);
        await ExecuteAsync("INSERT INTO shapes (project, id, kind, status, dialect, streamed) SELECT 'full', gen_random_uuid(), 'llm', 'success', n::text, false FROM generate_series(1, 19999) AS n");
        var named = new[] { "a", "b", new string('c', 201) }.Select((name, i) => Samples.Recorded(i + 1, with: it => it with { Name = name, LatencyMs = 5 })).ToArray();
        await _store.AppendAsync(new StoreBatch { Interactions = [.. named, Samples.Recorded(9)] }, Cancellation);
        await ExecuteAsync("DELETE FROM shapes WHERE project = 'full'");
        await _store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(10, with: it => it with { Name = "a" }), Samples.Recorded(11, with: it => it with { Name = new string('c', 201) })] }, Cancellation);
        (await ScalarAsync("SELECT count(*) FROM shapes")).ShouldBe(2L);
        (await ScalarAsync("SELECT count(*) FROM interactions WHERE own")).ShouldBe(4L);
        await AsExpectedAsync();
        await _store.MaintainAsync(Cancellation);
        await AsExpectedAsync();
        await ExecuteAsync(MarkAll);
        await AsExpectedAsync();
        await _store.MaintainAsync(Cancellation);
        await AsExpectedAsync();
        (await _store.DeleteAsync(Samples.Query("name:b"), Cancellation)).ShouldBe(1);
        await CountAsync(null, 6);

        async Task AsExpectedAsync()
        {
            await CountAsync(null, 7);
            var names = await _store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["name"], Filter = Samples.Filter("name:*") }, Cancellation);
            names.Rows.ToDictionary(row => row.Group[0]!, row => row.Count).ShouldBe(new Dictionary<string, long> { ["a"] = 2, ["b"] = 1, [new string('c', 201)] = 2 }, ignoreOrder: true);
            var hour = await _store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["name"], Bucket = TimeSpan.FromHours(1), From = Samples.Noon.AddSeconds(2) }, Cancellation);
            hour.Rows.Sum(row => row.Count).ShouldBe(5);
        }
    }

    [Fact]
    public async Task Without_maintenance_nothing_is_added_to_rollups_and_no_server_answers_from_them_until_all_keep_them_again()
    {
        await _store.AppendAsync(Batch(2), Cancellation);
        var rollups = await ScalarAsync("SELECT count(*) FROM rollups");
        var options = new PostgresStoreOptions { ConnectionString = _options.ConnectionString, Schema = _options.Schema, MaintenanceInterval = TimeSpan.Zero };
        await using (var other = new PostgresInteractionStore(options, s_time))
        {
            var batch = new StoreBatch { Interactions = [Samples.Recorded(7, with: it => it with { Name = "n" }), Samples.Recorded(8)] };
            await other.AppendAsync(batch, Cancellation);
            await other.AppendAsync(new StoreBatch { Facts = [Samples.Fact(batch.Interactions[0], FactKind.Evaluation, 1, name: "quality_score", value: 0.5)] }, Cancellation);
            (await other.DeleteAsync(Samples.Query("-name:n") with { From = Samples.Noon.AddSeconds(8), To = Samples.Noon.AddSeconds(9) }, Cancellation)).ShouldBe(1);
            await other.MaintainAsync(Cancellation);
            (await other.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Source.ShouldBe("rows");
        }

        (await ScalarAsync("SELECT count(*) FROM rollups")).ShouldBe(rollups);
        (await ScalarAsync("SELECT count(*) FROM rollup_gaps")).ShouldBe(0L);
        await CountAsync("rows", 3);

        // As the documentation says it.
        await ExecuteAsync(TurnOn());
        await CountAsync(null, 3);
        await _store.MaintainAsync(Cancellation);
        await CountAsync("days", 3);
    }

    private static string TurnOn()
    {
        var page = File.ReadAllText(Path.Combine(ProjectFolder.Path, "docs", "storage-postgresql.md"));
        var start = page.IndexOf("BEGIN;", StringComparison.Ordinal);
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    // One an hour.
    private static StoreBatch Batch(int count) => new() { Interactions = [.. Enumerable.Range(0, count).Select(i => Samples.Recorded(i * 3600))] };

    private static string MarkAll => "INSERT INTO rollup_gaps SELECT project, bucket, gen_random_uuid() FROM rollups WHERE granule = 1";

    private async Task MaintainAsync(TimeSpan quiet)
    {
        await using var database = new PostgresDatabase(_options);
        await new RollupMaintenance(database, s_time).RunAsync(quiet, Cancellation);
    }

    private async Task CountAsync(string? source, int count)
    {
        var result = await _store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation);
        if (source is not null) result.Source.ShouldBe(source);
        result.Rows.ShouldHaveSingleItem().Count.ShouldBe(count);
        var byKind = await _store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["kind"] }, Cancellation);
        byKind.Rows.ShouldHaveSingleItem().Count.ShouldBe(count);
    }

    private async Task ExecuteAsync(string sql) => await ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_options.ConnectionString) { Pooling = false, SearchPath = _options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
