using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Maintenance;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What the store does when the file, the folder or the disk is not as it should be.</summary>
public sealed class SqliteTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (var store = Create())
        {
            await store.OpenAsync(Cancellation);
        }

        using (var database = SqliteDatabase.Open(Path, create: false, TimeSpan.Zero)) database.Execute("PRAGMA user_version = 999");
        await using var again = Create();
        var refusal = await Should.ThrowAsync<StoreException>(() => again.OpenAsync(Cancellation));
        refusal.IsTransient.ShouldBeFalse();
        refusal.Message.ShouldContain("newer version");
    }

    [Fact]
    public void A_statement_that_is_being_read_outlives_all_others_and_the_oldest_makes_room()
    {
        using var database = SqliteDatabase.Open(Path, create: true, TimeSpan.Zero);
        var outer = database.Prepare("SELECT value FROM json_each('[1,2,3]')");
        outer.Step().ShouldBeTrue();
        for (var i = 0; i < 1000; i++) database.Scalar($"SELECT {i}").ShouldBe(i);
        outer.Step().ShouldBeTrue();
        outer.Long(0).ShouldBe(2);
        outer.Reset();
        var used = database.Prepare("SELECT 'often'");
        for (var i = 0; i < 1000; i++)
        {
            database.Scalar($"SELECT {i}");
            database.Prepare("SELECT 'often'").ShouldBeSameAs(used);
        }
    }

    [Fact]
    public async Task A_checkpoint_that_fails_leaves_the_writer_its_patience()
    {
        await using var store = Create();
        await store.OpenAsync(Cancellation);
        var patience = await store.WriteAsync(writer => writer.Database.Scalar("PRAGMA busy_timeout"), Cancellation);
        store.FailAtStep = 2;
        await Should.ThrowAsync<StoreException>(() => new FileShrink(store, TimeSpan.FromMilliseconds(patience)).StepAsync(Cancellation));
        store.FailAtStep = 0;
        patience.ShouldBeGreaterThan(0);
        (await store.WriteAsync(writer => writer.Database.Scalar("PRAGMA busy_timeout"), Cancellation)).ShouldBe(patience);
    }

    [Fact]
    public async Task A_cost_corrected_before_corrections_had_a_key_is_found_after_the_migration()
    {
        var one = Samples.Recorded(1, with: it => it with { SessionId = "s", CostUsd = 0.01m });
        await using (var store = Create())
        {
            await store.AppendAsync(new StoreBatch { Interactions = [one], Facts = [Samples.Fact(one, Interactions.FactKind.Correction, name: "total_cost_usd", value: 10)] }, Cancellation);
        }

        using (var database = SqliteDatabase.Open(Path, create: false, TimeSpan.Zero))
        {
            // As version 3 left it: the index knows the cost that was recorded, and no more.
            var delete = database.Prepare("INSERT INTO search (search, rowid, text) SELECT 'delete', position, ?1 FROM interactions");
            delete.Bind(1, SearchKeys.CostKey(1, Money.ToPico(10m)));
            delete.Run();
            database.Execute("PRAGMA user_version = 3");
        }

        await using var again = Create();
        (await again.SearchAsync(Samples.Query("session:s cost_usd>5"), Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_for_good()
    {
        await File.WriteAllTextAsync(Path, new string('x', 10_000), Cancellation);
        await using var store = Create();
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_waited_for()
    {
        // A file where the folder should be: also root cannot make a folder there.
        var blocked = _folder.File("blocked");
        await File.WriteAllTextAsync(blocked, "", Cancellation);
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = System.IO.Path.Combine(blocked, "store.db") }, TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeTrue();
        (await Should.ThrowAsync<StoreException>(() => store.SearchAsync(Samples.Query(), Cancellation))).IsTransient.ShouldBeTrue();
        File.Delete(blocked);
        await store.OpenAsync(Cancellation);
        (await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(1)] }, Cancellation)).Stored.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_disk_is_transient_loses_nothing_and_recovers_by_itself()
    {
        await using var store = Create();
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(1)] }, Cancellation);
        await store.WriteAsync(
            writer =>
            {
                writer.Database.Execute($"PRAGMA max_page_count = {writer.Database.Scalar("PRAGMA page_count") + 4}");
                return true;
            },
            Cancellation);
        var random = new Random(1);
        var large = Enumerable.Range(0, 50).Select(i =>
        {
            var noise = new byte[20_000];
            random.NextBytes(noise);
            return Samples.Full(10 + i) with { Request = new Interactions.Body { Bytes = noise } };
        }).ToArray();
        (await Should.ThrowAsync<StoreException>(() => store.AppendAsync(new StoreBatch { Interactions = large }, Cancellation))).IsTransient.ShouldBeTrue();
        (await store.SearchAsync(Samples.Query(limit: 100), Cancellation)).Items.Count.ShouldBe(1);
        await store.WriteAsync(
            writer =>
            {
                writer.Database.Execute("PRAGMA max_page_count = 1000000000");
                return true;
            },
            Cancellation);
        (await store.AppendAsync(new StoreBatch { Interactions = large }, Cancellation)).Stored.ShouldBe(50);
        foreach (var one in large)
            (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task An_append_that_fails_at_any_step_leaves_nothing_and_succeeds_later()
    {
        await using var store = Create();
        var batch = new StoreBatch
        {
            Interactions = [.. BodySamples.Conversation(turns: 6).Select((body, i) => Samples.Full(i) with { Request = new Interactions.Body { Bytes = body } })],
            Facts = [Samples.Fact(Samples.Full(1), Interactions.FactKind.Flag)],
        };
        var failures = 0;
        for (var step = 1; ; step++)
        {
            store.FailAtStep = step;
            try
            {
                await store.AppendAsync(batch, Cancellation);
                break;
            }
            catch (StoreException failure)
            {
                failures++;
                failure.IsTransient.ShouldBeTrue();
                store.FailAtStep = 0;
                (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldBeEmpty($"after a failure at step {step}");
            }
        }

        failures.ShouldBeGreaterThan(20);
        store.FailAtStep = 0;
        foreach (var one in batch.Interactions)
            (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_stored_is_there_after_the_store_was_opened_again()
    {
        var batch = new StoreBatch { Interactions = [.. BodySamples.Conversation(turns: 10).Select((body, i) => Samples.Full(i) with { Request = new Interactions.Body { Bytes = body } })] };
        await using (var store = Create()) await store.AppendAsync(batch, Cancellation);
        await using var again = Create();
        (await again.AppendAsync(batch, Cancellation)).ShouldBe(new AppendResult(0, 10));
        (await again.SearchAsync(Samples.Query("weather session:s-1 model:gpt-4o"), Cancellation)).Items.Count.ShouldBe(10);
        foreach (var one in batch.Interactions)
            (await again.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private string Path => _folder.File("store.db");

    private SqliteInteractionStore Create() => new(new SqliteStoreOptions { Path = Path, IdleBeforeMaintenance = TimeSpan.Zero, BusyTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);
}
