using Npgsql;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Stores;

/// <summary>
/// The database goes away, comes back, has no room, or has two masters: callers are answered all the same, and afterwards every answered call is on record
/// once.
/// </summary>
public sealed class PostgresFaultSpec(ITestOutputHelper output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_database_killed_and_restarted_under_load_costs_no_call()
    {
        await using var stage = await PostgresStage.StartAsync();
        await using var server = await stage.ServeAsync(stage.NewFolder());
        var caller = new Caller();
        using var stop = new CancellationTokenSource();
        var calling = caller.RunAsync(server.Http, connections: 3, stop.Token);
        for (var round = 0; round < 3; round++)
        {
            var stored = await server.CountAsync("stored");
            await Eventually.HoldsAsync("calls are stored", async () => await server.CountAsync("stored") > stored + 30, s_patience);
            stage.Database.Kill();
            var answered = caller.Answered.Count;
            await Eventually.HoldsAsync("calls are answered without the database", () => caller.Answered.Count > answered + 60, s_patience);
            await Eventually.HoldsAsync("the server says that it is not ready", async () => (int)(await server.Http.GetAsync("/health/ready")).StatusCode == 503, s_patience);
            await stage.Database.RestartAsync();
        }

        await stop.CancelAsync();
        await calling;
        await ShouldHoldOnceAsync(server, caller);
        await Eventually.HoldsAsync("the server is ready again", async () => (await server.Http.GetAsync("/health/ready")).IsSuccessStatusCode, s_patience);
    }

    [Fact]
    public async Task A_pool_of_two_connections_that_readers_keep_busy_costs_no_call()
    {
        await using var stage = await PostgresStage.StartAsync();
        await using var server = await stage.ServeAsync(stage.NewFolder(), "Maximum Pool Size=2");
        var caller = new Caller();
        using var stop = new CancellationTokenSource();
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        var readers = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var answer = await server.Http.GetAsync("/api/records?limit=50");
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            }
        })).ToArray();
        for (var i = 0; i < 200; i++) (await caller.AskAsync(server.Http, streams: i % 3 == 0, CancellationToken.None)).ShouldBe(200);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}")));
        statuses.Keys.Except([200, 503]).ShouldBeEmpty("a reader is answered, or told to come again");
        await ShouldHoldOnceAsync(server, caller);
    }

    [Fact]
    public async Task Other_programs_that_hold_every_connection_cost_no_call()
    {
        await using var stage = await PostgresStage.StartAsync("max_connections=12", "superuser_reserved_connections=0");
        var held = await TakeEveryConnectionAsync(stage.Connection);
        await using var server = await stage.ServeAsync(stage.NewFolder());
        var caller = new Caller();
        for (var i = 0; i < 60; i++) (await caller.AskAsync(server.Http, streams: i % 3 == 0, CancellationToken.None)).ShouldBe(200);
        await Eventually.HoldsAsync("the trouble is shown", async () => (await server.CaptureAsync()).GetProperty("last_error").GetString() is { Length: > 0 }, s_patience);
        output.WriteLine((await server.CaptureAsync()).ToString());
        (await server.CountAsync("stored")).ShouldBe(0);
        foreach (var connection in held) await connection.DisposeAsync();
        await ShouldHoldOnceAsync(server, caller);
    }

    [Fact]
    public async Task A_server_killed_while_the_database_is_down_loses_nothing_when_both_are_back()
    {
        await using var stage = await PostgresStage.StartAsync();
        var folder = stage.NewFolder();
        var caller = new Caller();
        await using (var server = await stage.ServeAsync(folder))
        {
            using var stop = new CancellationTokenSource();
            var calling = caller.RunAsync(server.Http, connections: 3, stop.Token);
            await Eventually.HoldsAsync("calls are stored", async () => await server.CountAsync("stored") > 30, s_patience);
            stage.Database.Kill();
            var answered = caller.Answered.Count;
            await Eventually.HoldsAsync("calls are answered without the database", () => caller.Answered.Count > answered + 100, s_patience);
            server.Kill();
            await stop.CancelAsync();
            await calling;
        }

        await stage.Database.RestartAsync();
        await using var again = await stage.ServeAsync(folder);
        await ShouldHoldOnceAsync(again, caller);
    }

    [Fact]
    public async Task A_server_started_without_its_database_serves_at_once_and_stores_later()
    {
        await using var stage = await PostgresStage.StartAsync();
        stage.Database.Kill();
        await using var server = await stage.ServeAsync(stage.NewFolder());
        var caller = new Caller();
        for (var i = 0; i < 60; i++) (await caller.AskAsync(server.Http, streams: i % 3 == 0, CancellationToken.None)).ShouldBe(200);
        ((int)(await server.Http.GetAsync("/health/ready")).StatusCode).ShouldBe(503);
        ((int)(await server.Http.GetAsync("/health/live")).StatusCode).ShouldBe(200);
        ((int)(await server.Http.GetAsync("/api/interactions")).StatusCode).ShouldBe(503, "a list is not answered as empty");
        await stage.Database.RestartAsync();
        await ShouldHoldOnceAsync(server, caller);
    }

    [Fact]
    public async Task Two_servers_on_one_database_keep_one_record_that_both_show()
    {
        await using var stage = await PostgresStage.StartAsync();
        // Both make the tables at the same moment.
        var starting = new[] { stage.ServeAsync(stage.NewFolder()), stage.ServeAsync(stage.NewFolder()) };
        await Task.WhenAll(starting);
        await using var one = await starting[0];
        await using var other = await starting[1];
        var (first, second) = (new Caller(), new Caller());
        using var stop = new CancellationTokenSource();
        var calling = new[] { first.RunAsync(one.Http, connections: 4, stop.Token), second.RunAsync(other.Http, connections: 4, stop.Token) };
        await Eventually.HoldsAsync("both answer", () => first.Answered.Count > 150 && second.Answered.Count > 150, s_patience);
        await stop.CancelAsync();
        await Task.WhenAll(calling);
        await Eventually.HoldsAsync("both have stored all", async () => await one.CountAsync("queued") == 0 && await other.CountAsync("queued") == 0, s_patience);
        var (here, there) = (await one.AllIdsAsync(), await other.AllIdsAsync());
        output.WriteLine($"{first.Answered.Count} and {second.Answered.Count} answered, {here.Count} on record");
        here.ShouldBe(there);
        here.Count.ShouldBe(here.Distinct().Count(), "no interaction is on record twice");
        first.Answered.Keys.Concat(second.Answered.Keys).Except(here).ShouldBeEmpty("every answered call is on record");
        var (id, words) = second.Answered.First();
        (await one.Http.GetStringAsync($"/api/interactions/{id}")).ShouldContain(words);
    }

    /// <summary>Waits until what waits is stored, and compares.</summary>
    private async Task ShouldHoldOnceAsync(ServerProcess server, Caller caller)
    {
        await Eventually.HoldsAsync("what waits is stored", async () => await server.CountAsync("queued") == 0, s_patience);
        var capture = await server.CaptureAsync();
        var found = await server.AllIdsAsync();
        output.WriteLine($"{caller.Answered.Count} answered, {found.Count} on record, {capture}");
        capture.GetProperty("dropped").GetInt64().ShouldBe(0);
        found.Count.ShouldBe(found.Distinct().Count(), "no interaction is on record twice");
        caller.Answered.Keys.Except(found).ShouldBeEmpty("every answered call is on record");
    }

    private static async Task<List<NpgsqlConnection>> TakeEveryConnectionAsync(string connectionString)
    {
        var held = new List<NpgsqlConnection>();
        while (true)
        {
            var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            try
            {
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                held.Add(connection);
            }
            catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                return held;
            }
        }
    }
}
