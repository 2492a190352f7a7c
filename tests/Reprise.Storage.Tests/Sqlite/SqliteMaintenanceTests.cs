using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Maintenance;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteMaintenanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Maintenance_makes_a_file_of_many_small_batches_smaller_and_changes_no_answer()
    {
        var (store, turns) = await RecordAsync();
        await store.MaintainAsync(Cancellation);
        await ShouldHaveAsync(store, turns);
        var (levels, bytes) = (await ScalarAsync("SELECT count(*) FROM packs WHERE level = 0"), new FileInfo(Path).Length);
        levels.ShouldBeLessThanOrEqualTo(1);
        await store.MaintainAsync(Cancellation);
        new FileInfo(Path).Length.ShouldBeLessThanOrEqualTo(bytes);
        await ShouldHaveAsync(store, turns);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Deleting_everything_gives_the_space_back_and_leaves_no_word_behind()
    {
        var (store, _) = await RecordAsync();
        await store.MaintainAsync(Cancellation);
        var full = new FileInfo(Path).Length;
        await store.DeleteAsync(Samples.Query(), Cancellation);
        await store.MaintainAsync(Cancellation);
        (await ScalarAsync("SELECT count(*) FROM packs")).ShouldBe(0);
        (await ScalarAsync("SELECT count(*) FROM unindexed")).ShouldBe(0);
        (await ScalarAsync("SELECT count(*) FROM sweeps")).ShouldBe(0);
        (await ScalarAsync("SELECT count(*) FROM search WHERE search MATCH 'secret'")).ShouldBe(0);
        (await ScalarAsync("PRAGMA freelist_count")).ShouldBe(0);
        new FileInfo(Path).Length.ShouldBeLessThan(full);
        (await File.ReadAllTextAsync(Path, System.Text.Encoding.Latin1, Cancellation)).ShouldNotContain("secret");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Bodies_that_share_segments_with_deleted_ones_stay_whole()
    {
        var (store, turns) = await RecordAsync();
        var kept = turns.Where((_, i) => i % 3 == 0).ToArray();
        foreach (var turn in turns.Except(kept)) (await store.DeleteAsync(Samples.Query($"id:{turn.Interaction.Id}"), Cancellation)).ShouldBe(1);
        await store.MaintainAsync(Cancellation);
        await ShouldHaveAsync(store, kept);

        // What was recorded before, during and after a sweep shares no freed segment.
        var again = turns.Where((_, i) => i % 3 == 1).ToArray();
        await store.AppendAsync(new StoreBatch { Interactions = again }, Cancellation);
        await ShouldHaveAsync(store, [.. kept, .. again]);
        await store.MaintainAsync(Cancellation);
        await ShouldHaveAsync(store, [.. kept, .. again]);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Recording_goes_on_while_the_store_is_maintained()
    {
        var (store, turns) = await RecordAsync();
        await store.DeleteAsync(Samples.Query("odd"), Cancellation);
        var bodies = BodySamples.Conversation(turns: 60).ToArray();
        var more = bodies.Select((body, i) => Samples.Recorded(1000 + i, "more") with { Request = new Body { Bytes = body } }).ToArray();
        var maintaining = Task.Run(
            async () =>
            {
                for (var i = 0; i < 4; i++) await store.MaintainAsync(Cancellation);
            },
            Cancellation);
        foreach (var one in more) await store.AppendAsync(new StoreBatch { Interactions = [one] }, Cancellation);
        await maintaining;
        await ShouldHaveAsync(store, [.. turns.Where((_, i) => i % 2 == 0), .. more]);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_small_store_that_maintains_itself_is_small_when_it_has_closed()
    {
        var random = new Random(4);
        var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path, IdleBeforeMaintenance = TimeSpan.FromHours(1) }, TimeProvider.System);
        var turns = BodySamples.Conversation(turns: 80).Select((body, i) => Samples.Recorded(i, BodySamples.Text(random, 100)) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var turn in turns) await store.AppendAsync(new StoreBatch { Interactions = [turn] }, Cancellation);
        await store.DeleteAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(40) }, Cancellation);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await store.DisposeAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        File.Exists(Path + "-wal").ShouldBeFalse();
        (await ScalarAsync("SELECT count(*) FROM packs WHERE level = 0")).ShouldBeLessThanOrEqualTo(1);
        (await ScalarAsync("SELECT count(*) FROM sweeps")).ShouldBe(0);
        (await ScalarAsync("SELECT count(*) FROM unindexed")).ShouldBe(0);
        (await ScalarAsync("PRAGMA freelist_count")).ShouldBe(0);
        await using var again = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        await ShouldHaveAsync(again, turns[40..]);
    }

    [Fact]
    public async Task The_index_is_not_written_anew_for_one_new_interaction()
    {
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        var random = new Random(5);
        var many = Enumerable.Range(0, 2000).Select(i => Samples.Recorded(i, $"{BodySamples.Text(random, 20)} w{random.Next()} w{random.Next()} w{random.Next()}")).ToArray();
        foreach (var batch in many.Chunk(200)) await store.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
        await store.MaintainAsync(Cancellation);
        var whole = await PartsAsync(store);
        whole.Count.ShouldBe(1);
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(3000, "one more")] }, Cancellation);
        await store.MaintainAsync(Cancellation);
        (await PartsAsync(store)).ShouldBe(new IndexParts(2, whole.Largest, 1));

        // What is worth it is merged.
        foreach (var batch in many.Select((one, i) => Samples.Recorded(4000 + i, one.SearchText)).Chunk(200)) await store.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
        await store.MaintainAsync(Cancellation);
        (await PartsAsync(store)).Count.ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<IndexParts> PartsAsync(SqliteInteractionStore store) => store.WriteAsync(writer => IndexParts.Read(writer.Database).ShouldNotBeNull(), Cancellation);

    private string Path => _folder.File("store.db");

    private async Task<(SqliteInteractionStore Store, RecordedInteraction[] Turns)> RecordAsync()
    {
        var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        var turns = BodySamples.Conversation(turns: 60)
            .Select((body, i) => Samples.Recorded(i, $"secret {(i % 2 == 0 ? "even" : "odd")}", with: it => it with { ErrorMessage = "secret" }) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var turn in turns) await store.AppendAsync(new StoreBatch { Interactions = [turn] }, Cancellation);
        return (store, turns);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await Task.Yield();
        using var database = SqliteDatabase.Open(Path, create: false, TimeSpan.FromSeconds(5));
        return database.Scalar(sql);
    }

    private static async Task ShouldHaveAsync(SqliteInteractionStore store, RecordedInteraction[] all)
    {
        foreach (var one in all)
        {
            var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
            found.ShouldNotBeNull().Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
        }

        (await store.SearchAsync(Samples.Query(limit: 1000), Cancellation)).Items.Count.ShouldBe(all.Length);
    }
}
