using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>What happens when the database is killed, full, out of connections, or changed by others: nothing acknowledged is lost or stored twice.</summary>
public sealed class PostgresTroubleTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_killed_under_load_loses_and_doubles_nothing_that_was_acknowledged()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = await server.CreateDatabaseAsync() }, TimeProvider.System);
        await store.OpenAsync(Cancellation);
        var (stored, refusals) = (0, 0);
        var batches = Enumerable.Range(0, 60).Select(i => Enumerable.Range(0, 20).Select(j => Samples.Recorded((i * 20) + j, "common")).ToArray()).ToArray();
        var writers = batches.Chunk(20).Select(mine => Task.Run(
            async () =>
            {
                foreach (var batch in mine)
                {
                    refusals += await AppendUntilStoredAsync(store, new StoreBatch { Interactions = batch });
                    Interlocked.Increment(ref stored);
                }
            },
            Cancellation)).ToArray();
        foreach (var kill in new[] { 10, 30 })
        {
            await Eventually.HoldsAsync("some batches are stored", () => Volatile.Read(ref stored) >= kill);
            server.Kill();
            await server.RestartAsync();
        }

        await Task.WhenAll(writers);
        output.WriteLine($"{refusals} refusals");
        await ShouldHoldAsync(store, 1200);
    }

    [Fact]
    public async Task A_database_out_of_connections_makes_callers_wait_or_try_again_and_loses_nothing()
    {
        await using var server = await PostgresServer.StartAsync("max_connections = 8");
        var connection = await server.CreateDatabaseAsync();
        await using var one = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = connection }, TimeProvider.System);
        await using var other = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = $"{connection};Maximum Pool Size=2;Timeout=1" }, TimeProvider.System);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => AppendUntilStoredAsync(i % 2 == 0 ? one : other, new StoreBatch { Interactions = [.. Enumerable.Range(0, 10).Select(j => Samples.Recorded((i * 10) + j))] }),
            Cancellation)));
        output.WriteLine($"{refusals.Sum()} refusals");
        await ShouldHoldAsync(other, 400);
    }

    [Fact]
    public async Task A_pool_without_a_free_connection_is_transient_and_not_for_ever()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = 1, Timeout = 1 }.ConnectionString;
        await using var store = new PostgresInteractionStore(options, TimeProvider.System);
        await store.AppendAsync(Batch(1), Cancellation);
        await using var blocker = await LockAsync(options, "interaction_ids");
        var waiting = store.AppendAsync(Batch(2), Cancellation);
        using var command = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'interaction_ids'::regclass", blocker);
        await Eventually.HoldsAsync("the append waits with the only connection", async () => (long)(await command.ExecuteScalarAsync(Cancellation))! == 1);
        (await Should.ThrowAsync<StoreException>(() => store.SearchAsync(Samples.Query(), Cancellation))).IsTransient.ShouldBeTrue();
        await blocker.DisposeAsync();
        (await waiting).Stored.ShouldBe(1);
    }

    [Fact]
    public async Task The_server_finds_out_about_clients_that_vanished_and_ends_statements_that_take_too_long()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        options.CommandTimeout = TimeSpan.FromSeconds(7);
        await using var database = new PostgresDatabase(options);
        await using var connection = await database.OpenAsync(Cancellation);
        foreach (var (name, value) in new[] { ("tcp_keepalives_idle", "30"), ("tcp_keepalives_interval", "10"), ("tcp_keepalives_count", "3"), ("tcp_user_timeout", "60000"), ("statement_timeout", "7s") })
        {
            using var command = new NpgsqlCommand($"SHOW {name}", connection);
            (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(value, name);
        }
    }

    [Fact]
    public async Task A_lock_held_by_another_program_is_transient_and_not_for_ever()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        options.LockTimeout = TimeSpan.FromMilliseconds(200);
        await using var store = new PostgresInteractionStore(options, TimeProvider.System);
        await store.OpenAsync(Cancellation);
        await using var blocker = await LockAsync(options, "interaction_ids");
        (await Should.ThrowAsync<StoreException>(() => store.AppendAsync(Batch(1), Cancellation))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_disk_that_is_full_is_transient_and_recording_resumes_when_there_is_room()
    {
        using var folder = new TempFolder();
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", folder.Path)) Need.Fail("a small disk of our own needs root on Linux (mount -t tmpfs)");
        try
        {
            await using var server = await PostgresServer.StartInAsync(folder, "max_wal_size = 32MB", "min_wal_size = 32MB");
            await using var store = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = await server.CreateDatabaseAsync() }, TimeProvider.System);
            (await store.AppendAsync(Batch(1), Cancellation)).Stored.ShouldBe(1);
            var filler = Fill(folder);
            var acknowledged = 1;
            StoreException? failure = null;
            for (var i = 2; failure is null; i++)
            {
                try
                {
                    acknowledged += (await store.AppendAsync(Batch(i, bytes: 200_000), Cancellation)).Stored;
                }
                catch (StoreException exception)
                {
                    failure = exception;
                    output.WriteLine(exception.Message);
                }
            }

            failure.IsTransient.ShouldBeTrue(failure.Message);
            File.Delete(filler);
            // A full disk under its log ends PostgreSQL; whoever looks after it starts it again.
            if (!server.IsRunning) await server.RestartAsync();
            await AppendUntilStoredAsync(store, Batch(acknowledged + 1, bytes: 200_000));
            await ShouldHoldAsync(store, acknowledged + 1);
        }
        finally
        {
            Run("umount", "-l", folder.Path);
        }
    }

    [Fact]
    public async Task A_month_that_somebody_took_away_is_made_again_and_one_that_was_detached_comes_back_with_its_rows()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using var store = new PostgresInteractionStore(options, TimeProvider.System);
        await store.OpenAsync(Cancellation);
        (await store.AppendAsync(Batch(1), Cancellation)).Stored.ShouldBe(1);
        await ExecuteAsync(options, "ALTER TABLE interactions DETACH PARTITION interactions_2026_03");
        (await store.AppendAsync(Batch(2), Cancellation)).Stored.ShouldBe(1);
        await ShouldHoldAsync(store, 2);
        await ExecuteAsync(options, "DROP TABLE interactions_2026_03");
        (await store.AppendAsync(Batch(3), Cancellation)).Stored.ShouldBe(1);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_servers_on_one_database_start_at_once_and_store_the_same_batches_once()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        var stores = Enumerable.Range(0, 3).Select(_ => new PostgresInteractionStore(options, TimeProvider.System)).ToArray();
        var batches = Enumerable.Range(0, 30).Select(i => new StoreBatch
        {
            Interactions = [.. Enumerable.Range(0, 10).Select(j => Samples.Recorded((i * 10) + j, "common"))],
        }).ToArray();
        var facts = batches.Select(batch => batch.Interactions[0]).Select((one, i) => Samples.Fact(one, FactKind.Flag, i)).ToArray();
        var added = await Task.WhenAll(stores.Select((store, number) => Task.Run(
            async () =>
            {
                await store.OpenAsync(Cancellation);
                var sum = 0;
                // Each its own order, facts before or behind their interactions.
                foreach (var i in Enumerable.Range(0, batches.Length).OrderBy(i => (i * 7 + number * 11) % batches.Length))
                {
                    await store.AppendAsync(new StoreBatch { Facts = [facts[(i + 5) % facts.Length]] }, Cancellation);
                    sum += (await store.AppendAsync(batches[i], Cancellation)).Stored;
                }

                return sum;
            },
            Cancellation)));
        added.Sum().ShouldBe(300);
        await ShouldHoldAsync(stores[0], 300);
        var flagged = await stores[1].AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter("flagged:true") }, Cancellation);
        flagged.Rows.ShouldHaveSingleItem().Count.ShouldBe(30);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        var options = await PostgresFixture.NewOptionsAsync();
        await using (var store = new PostgresInteractionStore(options, TimeProvider.System)) await store.OpenAsync(Cancellation);
        await ExecuteAsync(options, "INSERT INTO reprise_schema (version) VALUES (99)");
        await using var older = new PostgresInteractionStore(options, TimeProvider.System);
        var refusal = await Should.ThrowAsync<StoreException>(() => older.OpenAsync(Cancellation));
        refusal.IsTransient.ShouldBeFalse();
        refusal.Message.ShouldContain("newer version");
        refusal.Message.ShouldNotContain("Username");
    }

    [Fact]
    public async Task A_database_that_is_down_at_the_start_is_used_as_soon_as_it_is_up()
    {
        await using var server = await PostgresServer.StartAsync();
        var connection = await server.CreateDatabaseAsync();
        server.Kill();
        await using var store = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = connection }, TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeTrue();
        await server.RestartAsync();
        (await store.AppendAsync(Batch(1), Cancellation)).Stored.ShouldBe(1);
    }

    /// <summary>As the capture writer does: what is refused for now is sent again, whole. Returns how often.</summary>
    private static async Task<int> AppendUntilStoredAsync(PostgresInteractionStore store, StoreBatch batch)
    {
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                await store.AppendAsync(batch, Cancellation);
                return refusals;
            }
            catch (StoreException failure) when (failure.IsTransient && refusals < 5000)
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }

    private static async Task ShouldHoldAsync(PostgresInteractionStore store, int count)
    {
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.ShouldHaveSingleItem().Count.ShouldBe(count);
        var seen = new HashSet<InteractionId>();
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(Samples.Query(limit: 500) with { Cursor = cursor }, Cancellation);
            foreach (var item in page.Items) seen.Add(item.Interaction.Id).ShouldBeTrue();
            cursor = page.Cursor;
        }
        while (cursor is not null);
        seen.Count.ShouldBe(count);
    }

    private static StoreBatch Batch(int second, int bytes = 10)
    {
        var noise = new byte[bytes];
        new Random(second).NextBytes(noise);
        return new StoreBatch { Interactions = [Samples.Recorded(second, "common") with { Request = new Body { Bytes = noise } }] };
    }

    private static async Task<NpgsqlConnection> LockAsync(PostgresStoreOptions options, string table)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, SearchPath = options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(PostgresStoreOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, SearchPath = options.Schema }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static string Fill(TempFolder folder)
    {
        var path = Path.Combine(folder.Path, "filler");
        using var file = File.Create(path);
        var block = new byte[64 * 1024];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
