using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteBodySpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_and_previews_go_the_space_comes_back_and_everything_else_still_finds_it()
    {
        await using var store = Open();
        var all = BodySamples.Conversation(turns: 60).Select((body, i) => Samples.Recorded(i, $"secret {(i % 2 == 0 ? "even" : "odd")}", with: it => it with
        {
            SessionId = $"s{i % 3}", UserId = "u", Tags = ["t"], Metadata = """{"a":"b"}""", PromptPreview = "secret", LatencyMs = i, RequestBytes = body.Length,
        }) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var batch in all.Chunk(7)) await store.AppendAsync(new StoreBatch { Interactions = batch, Facts = [Samples.Fact(batch[0], FactKind.Flag)] }, Cancellation);
        await store.MaintainAsync(Cancellation);
        var packed = await ScalarAsync(store, "SELECT sum(bytes) FROM packs");

        (await store.DropBodiesAsync(Samples.Query("session:s1") with { To = Samples.Noon.AddSeconds(40) }, Cancellation)).ShouldBe(13);
        (await store.DropBodiesAsync(Samples.Query(limit: 1) with { To = Samples.Noon.AddSeconds(40) }, Cancellation)).ShouldBe(27);
        (await store.DropBodiesAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(40) }, Cancellation)).ShouldBe(0);
        await ShouldHaveAsync(store, all);
        await store.MaintainAsync(Cancellation);
        await ShouldHaveAsync(store, all);
        (await store.SearchAsync(Samples.Query("secret", 1000), Cancellation)).Items.Count.ShouldBe(20);
        (await ScalarAsync(store, "SELECT sum(bytes) FROM packs")).ShouldBeLessThan(packed);
        (await ScalarAsync(store, "SELECT count(*) FROM unindexed")).ShouldBe(0);
        (await ScalarAsync(store, "SELECT count(*) FROM search WHERE search MATCH 'secret'")).ShouldBe(20);

        // Dropped first and deleted then, before and after the index was tidied up.
        await store.DropBodiesAsync(Samples.Query() with { From = Samples.Noon.AddSeconds(50) }, Cancellation);
        (await store.DeleteAsync(Samples.Query("session:s0"), Cancellation)).ShouldBe(20);
        await store.MaintainAsync(Cancellation);
        (await store.SearchAsync(Samples.Query("user:u", 1000), Cancellation)).Items.Count.ShouldBe(40);
        (await ScalarAsync(store, "SELECT count(*) FROM search WHERE search MATCH 'secret'")).ShouldBe(7);
        await SqliteRollupTests.ShouldAgreeAsync(store, "after all");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ShouldHaveAsync(SqliteInteractionStore store, RecordedInteraction[] all)
    {
        foreach (var filter in new[] { "session:s1", "user:u", "tag:t", "metadata.a:b", "latency_ms>5", "flagged:true" })
        {
            var expected = all.Where((one, i) => filter switch { "session:s1" => i % 3 == 1, "latency_ms>5" => i > 5, "flagged:true" => i % 7 == 0, _ => true }).Count();
            (await store.SearchAsync(Samples.Query(filter, 1000), Cancellation)).Items.Count.ShouldBe(expected, filter);
        }

        foreach (var (one, i) in all.Select((one, i) => (one, i)))
        {
            var found = (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation)).ShouldNotBeNull();
            found.Interaction.RequestBytes.ShouldBe(one.Interaction.RequestBytes);
            found.Interaction.PromptPreview.ShouldBe(i < 40 ? null : "secret");
            if (i < 40) found.Request.ShouldBeNull();
            else found.Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
        }
    }

    private static Task<long> ScalarAsync(SqliteInteractionStore store, string sql) => store.WriteAsync(writer => writer.Database.Scalar(sql), Cancellation);

    private SqliteInteractionStore Open() => new(new SqliteStoreOptions { Path = _folder.File("store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
}
