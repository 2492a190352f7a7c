using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>What the store does when the server is away, slow, newer or ends in the middle of something.</summary>
public sealed class ClickHouseTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_away_is_waited_for()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var store = Create(ClickHouseFixture.NewDatabase(server));
        server.Kill();
        foreach (var call in new Func<Task>[] { () => store.OpenAsync(Cancellation), () => AppendAsync(store, Samples.Full(1)), () => store.SearchAsync(Samples.Query(), Cancellation), () => store.DeleteAsync(Samples.Query(), Cancellation) })
            (await Should.ThrowAsync<StoreException>(call)).IsTransient.ShouldBeTrue();
        await server.RestartAsync();
        (await AppendAsync(store, Samples.Full(1))).Stored.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_killed_again_and_again_under_load_loses_and_doubles_nothing_that_was_answered()
    {
        await using var server = await ClickHouseServer.StartAsync();
        await using var store = Create(ClickHouseFixture.NewDatabase(server));
        await store.OpenAsync(Cancellation);
        var batches = Enumerable.Range(0, 60).Select(b => new StoreBatch { Interactions = [.. Enumerable.Range(0, 10).Select(i => Samples.Full((b * 10) + i))] }).ToArray();
        var batchesWithFacts = batches.Select((batch, b) => batch with { Facts = [Samples.Fact(batch.Interactions[0], FactKind.Feedback, b, value: b)] }).ToArray();
        var answered = 0;
        var writing = Task.WhenAll(batchesWithFacts.Chunk(20).Select(part => Task.Run(
            async () =>
            {
                foreach (var batch in part)
                {
                    await Eventually.HoldsAsync("a batch is stored", () => TryAsync(store, batch), TimeSpan.FromMinutes(2));
                    Interlocked.Increment(ref answered);
                }
            },
            Cancellation)));
        for (var kills = 1; kills <= 3; kills++)
        {
            var enough = kills * 12;
            await Eventually.HoldsAsync("more was stored", () => Volatile.Read(ref answered) >= enough, TimeSpan.FromMinutes(1));
            server.Kill();
            await server.RestartAsync();
        }

        await writing;
        var read = new List<RecordedInteraction>();
        var query = Samples.Query(limit: 1000) with { Ascending = true };
        read.AddRange((await store.ReadAsync(query, Cancellation)).Items);
        read.Select(item => item.Interaction.Id).ShouldBe(batches.SelectMany(batch => batch.Interactions).Select(one => one.Interaction.Id));
        read.Sum(item => item.Facts.Count).ShouldBe(60);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(600);
    }

    [Fact]
    public async Task An_insert_cut_off_in_the_middle_stores_nothing_and_is_sent_again()
    {
        var handler = new CuttingHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        await store.OpenAsync(Cancellation);
        var batch = Enumerable.Range(0, 50).Select(i => Samples.Full(i)).ToArray();
        handler.CutsNextInsert = true;
        (await Should.ThrowAsync<StoreException>(() => AppendAsync(store, batch))).IsTransient.ShouldBeTrue();
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldBeEmpty();
        (await AppendAsync(store, batch)).Stored.ShouldBe(50);
        (await store.SearchAsync(Samples.Query(limit: 100), Cancellation)).Items.Count.ShouldBe(50);
    }

    [Fact]
    public async Task An_insert_whose_answer_was_lost_is_sent_again_with_its_token_and_any_other_with_a_new_one()
    {
        var handler = new CuttingHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        await store.OpenAsync(Cancellation);
        handler.CutsNextInsert = true;
        await Should.ThrowAsync<StoreException>(() => AppendAsync(store, Samples.Full(1)));
        handler.CutsNextInsert = true;
        await Should.ThrowAsync<StoreException>(() => AppendAsync(store, Samples.Full(2)));
        await AppendAsync(store, Samples.Full(2));
        await store.DeleteAsync(Samples.Query(), Cancellation);
        (await AppendAsync(store, Samples.Full(2))).Stored.ShouldBe(1);
        handler.Tokens.Count.ShouldBe(4);
        handler.Tokens.Distinct().Count().ShouldBe(4, "ids differ from call to call, and so do tokens");
        handler.Tokens.Clear();
        var same = Samples.Full(3);
        handler.CutsNextInsert = true;
        await Should.ThrowAsync<StoreException>(() => AppendAsync(store, same));
        await AppendAsync(store, same);
        await store.DeleteAsync(Samples.Query(), Cancellation);
        (await AppendAsync(store, same)).Stored.ShouldBe(1, "a token that was answered is not used again");
        handler.Tokens.Count.ShouldBe(3);
        handler.Tokens[1].ShouldBe(handler.Tokens[0]);
        handler.Tokens[2].ShouldNotBe(handler.Tokens[0]);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");
        await using var store = Create(new ClickHouseStoreOptions { Url = url, Timeout = TimeSpan.FromMilliseconds(300) });
        var watch = Stopwatch.StartNew();
        var failure = await Should.ThrowAsync<StoreException>(() => store.SearchAsync(Samples.Query(), Cancellation));
        failure.IsTransient.ShouldBeTrue();
        failure.Message.ShouldContain("in time");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        await using (var store = Create(options)) await store.OpenAsync(Cancellation);
        using (var client = new ClickHouseClient(options)) await client.ExecuteAsync("INSERT INTO schema_versions (version) VALUES (999)", inDatabase: true, isSlow: false, Cancellation);
        await using var again = Create(options);
        var refusal = await Should.ThrowAsync<StoreException>(() => again.OpenAsync(Cancellation));
        refusal.IsTransient.ShouldBeFalse();
        refusal.Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_migration_that_ended_half_way_goes_on()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        using (var client = new ClickHouseClient(options))
        {
            await client.ExecuteAsync($"CREATE DATABASE {options.Database}", inDatabase: false, isSlow: false, Cancellation);
            await client.ExecuteAsync(ClickHouseSchema.Statements(1).First(), inDatabase: true, isSlow: false, Cancellation);
        }

        await using var store = Create(options);
        await using var other = Create(options);
        await Task.WhenAll(store.OpenAsync(Cancellation), other.OpenAsync(Cancellation));
        (await AppendAsync(store, Samples.Full(1))).Stored.ShouldBe(1);
    }

    [Fact]
    public async Task An_id_that_stands_there_twice_is_one_again_after_it_is_sent_once_more()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        await using var store = Create(options);
        var one = Samples.Full(1);
        await AppendAsync(store, one, Samples.Full(2));
        using (var client = new ClickHouseClient(options))
        {
            // What a server leaves that ends between its insert and its look at the others'.
            await client.ExecuteAsync("INSERT INTO interactions SELECT * REPLACE (reverse(batch) AS batch) FROM interactions", inDatabase: true, isSlow: false, Cancellation);
        }

        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(4);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.Count.ShouldBe(2);
        (await AppendAsync(store, one)).ShouldBe(new AppendResult(0, 1));
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(3);
        (await store.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(2);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_setting_for_days_is_the_tables_ttl()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        foreach (var (days, expected) in new (int?, bool)[] { (null, false), (30, true), (null, true), (0, false), (0, false) })
        {
            options.RetainDays = days;
            await using var store = Create(options);
            await store.OpenAsync(Cancellation);
            using var client = new ClickHouseClient(options);
            var rows = await client.QueryAsync("SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = 'interactions'", Cancellation);
            rows.Text().Contains("TTL day + toIntervalDay(30)", StringComparison.Ordinal).ShouldBe(expected, $"{days}");
        }
    }

    [Fact]
    public async Task Compressed_inserts_store_the_same()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        options.Compress = true;
        await using var store = Create(options);
        var one = Samples.Full(1);
        await AppendAsync(store, one);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_is_not_the_servers_own_is_a_failure_that_may_pass()
    {
        using var handler = new PortalHandler();
        await using var store = Create(new ClickHouseStoreOptions { Url = new Uri("http://127.0.0.1:1/behind/a/proxy") }, handler);
        (await Should.ThrowAsync<StoreException>(() => store.SearchAsync(Samples.Query(), Cancellation))).IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData(241, true)]
    [InlineData(252, true)]
    [InlineData(243, true)]
    [InlineData(159, true)]
    [InlineData(516, true)]
    [InlineData(60, true)]
    [InlineData(62, false)]
    [InlineData(27, false)]
    [InlineData(53, false)]
    public void Errors_that_may_pass_are_told_from_those_that_last(int code, bool isTransient)
    {
        var text = $"Code: {code}. DB::Exception: cannot do 'secret words' in SELECT 'secret words'. (SOME_NAME) (version 26.7)";
        var failure = ClickHouseFailure.Of(HttpStatusCode.InternalServerError, code, text).ToStoreException();
        failure.IsTransient.ShouldBe(isTransient);
        failure.Message.ShouldContain("SOME_NAME");
        failure.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, null, true)]
    [InlineData(HttpStatusCode.GatewayTimeout, null, true)]
    [InlineData(HttpStatusCode.InternalServerError, 159, true)]
    [InlineData(HttpStatusCode.InternalServerError, 209, true)]
    [InlineData(HttpStatusCode.InternalServerError, 210, true)]
    [InlineData(HttpStatusCode.InternalServerError, 286, true)]
    [InlineData(HttpStatusCode.InternalServerError, 319, true)]
    [InlineData(HttpStatusCode.InternalServerError, 252, false)]
    [InlineData(HttpStatusCode.Unauthorized, null, false)]
    public void An_insert_that_may_have_been_done_is_told_from_one_that_was_not(HttpStatusCode status, int? code, bool isUnknown) =>
        ClickHouseFailure.Of(status, code, "").IsUnknown.ShouldBe(isUnknown);

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.Unauthorized, true)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, false)]
    public void What_a_proxy_answers_is_no_answer_of_the_server(HttpStatusCode status, bool isTransient) =>
        ClickHouseFailure.Of(status, null, "<html>").ToStoreException().IsTransient.ShouldBe(isTransient);

    private static async Task<bool> TryAsync(ClickHouseInteractionStore store, StoreBatch batch)
    {
        try
        {
            var result = await store.AppendAsync(batch, Cancellation);
            (result.Stored + result.Known).ShouldBe(batch.Interactions.Count);
            return true;
        }
        catch (StoreException failure)
        {
            failure.IsTransient.ShouldBeTrue(failure.Message);
            return false;
        }
    }

    private static ClickHouseInteractionStore Create(ClickHouseStoreOptions options, HttpMessageHandler? handler = null) => new(options, TimeProvider.System, handler);

    private static Task<AppendResult> AppendAsync(ClickHouseInteractionStore store, params RecordedInteraction[] interactions) => store.AppendAsync(new StoreBatch { Interactions = interactions }, Cancellation);

    /// <summary>A login page where the server should be.</summary>
    private sealed class PortalHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("hi") });
    }
}
