using System.IO.Compression;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>Databases of every version that was ever current are opened, and answer as they did.</summary>
public sealed class ReleasedDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite-v1.db.gz", 1)]
    [InlineData("sqlite-v2.db.gz", 2)]
    public async Task A_released_database_is_migrated_and_says_what_it_said(string golden, int version)
    {
        var path = await UnpackAsync(golden);
        using (var before = SqliteDatabase.Open(path, create: false, TimeSpan.Zero)) before.Scalar("PRAGMA user_version").ShouldBe(version);
        await using var oracle = new InMemoryInteractionStore();
        await ReleasedRecords.WriteAsync(oracle, Cancellation);

        // 1. Just migrated: everything is read as it was recorded, and aggregates come from rows.
        var store = Open(path);
        await ShouldSayTheSameAsync(store, oracle, "rows");

        // 2. Traffic goes on before the rollups were filled, and below where they will be filled to.
        StoreBatch more = new() { Interactions = [Samples.Recorded(1), Samples.Recorded(500_000)] };
        await store.AppendAsync(more, Cancellation);
        await oracle.AppendAsync(more, Cancellation);
        await ShouldSayTheSameAsync(store, oracle, "rows");

        // 3. Maintenance fills them, and goes on where it was after a restart.
        await store.OpenAsync(Cancellation);
        var steps = 0;
        await store.MaintainAsync(() => steps++ > 3, Cancellation);
        await store.DisposeAsync();
        store = Open(path);
        await store.MaintainAsync(Cancellation);
        await ShouldSayTheSameAsync(store, oracle, "days");
        await SqliteRollupTests.ShouldAgreeAsync(store, golden);
        (await store.WriteAsync(writer => writer.Database.Scalar("PRAGMA user_version"), Cancellation)).ShouldBe(SqliteSchema.Version);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Rollups_of_a_large_old_database_are_filled_in_steps_while_answers_stay_right()
    {
        var path = _folder.File("large.db");
        var store = Open(path);
        foreach (var second in Enumerable.Range(0, 10_000).Chunk(1000))
            await store.AppendAsync(new StoreBatch { Interactions = [.. second.Select(i => Samples.Recorded(i * 20, with: it => it with { Model = $"m{i % 3}", LatencyMs = i }))] }, Cancellation);
        await store.WriteAsync(writer =>
        {
            // As a migration leaves it.
            writer.Database.Execute("DELETE FROM rollups; UPDATE rollup_state SET floor = 9223372036854775807, minutes_from = 0");
            return true;
        }, Cancellation);
        await store.DisposeAsync();
        store = Open(path);
        var sources = new List<string>();
        for (var pass = 0; pass < 5; pass++)
        {
            var result = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter("model:m1"), Bucket = TimeSpan.FromHours(1) }, Cancellation);
            result.Rows.Sum(row => row.Count).ShouldBe(3333);
            sources.Add(result.Source);
            var steps = 0;
            await store.MaintainAsync(() => steps++ > 5, Cancellation);
            await store.DeleteAsync(Samples.Query("model:m2") with { From = Samples.Noon.AddSeconds(pass * 900), To = Samples.Noon.AddSeconds((pass * 900) + 300) }, Cancellation);
            await SqliteRollupTests.ShouldAgreeAsync(store, $"pass {pass}");
        }

        sources[0].ShouldBe("rows");
        sources[^1].ShouldBe("hours");
        await store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static SqliteInteractionStore Open(string path) => new(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);

    private async Task<string> UnpackAsync(string golden)
    {
        var path = _folder.File("store.db");
        await using var packed = typeof(ReleasedDatabaseTests).Assembly.GetManifestResourceStream(golden).ShouldNotBeNull();
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        await using var file = File.Create(path);
        await unpacked.CopyToAsync(file, Cancellation);
        return path;
    }

    private static async Task ShouldSayTheSameAsync(SqliteInteractionStore store, InMemoryInteractionStore oracle, string source)
    {
        foreach (var project in new[] { "default", "other" })
        {
            foreach (var filter in new[] { "", "model:model-a", "status:error", "question", "answer 41", "tag:nightly", "user:user-1", "metadata.customer:c-3", "flagged:true", "label:topic", "latency_ms>2000", "quality>0.4" })
            {
                var expected = await oracle.ReadAsync(Samples.Query(filter, 1000, project), Cancellation);
                var found = await store.ReadAsync(Samples.Query(filter, 1000, project), Cancellation);
                found.Items.Select(Text).SequenceEqual(expected.Items.Select(Text)).ShouldBeTrue($"{project}: {filter}");
            }

            foreach (var group in new[] { "model", "status", "user", "tag" })
            {
                var query = new AggregateQuery { Project = project, GroupBy = [group] };
                var (expected, found) = (await oracle.AggregateAsync(query, Cancellation), await store.AggregateAsync(query, Cancellation));
                found.Source.ShouldBe(group is "user" or "tag" ? "rows" : source);
                found.Rows.Select(Sums).ShouldBe(expected.Rows.Select(Sums), $"{project}: {group}");
            }
        }

        (await store.WaitingFactsAsync("default", null, 10, Cancellation)).Count.ShouldBe((await oracle.WaitingFactsAsync("default", null, 10, Cancellation)).Count);
    }

    private static string Text(RecordedInteraction one) => string.Join(
        ' ', one.Interaction with { Tags = [] }, string.Join(',', one.Interaction.Tags), Bytes(one.Request), Bytes(one.Response), string.Join(',', one.ResponseHeaders), string.Join(',', one.Facts));

    private static string Bytes(Body? body) => body is null ? "none" : Convert.ToHexString(body.Bytes.Span);

    private static string Sums(AggregateRow row) =>
        string.Join('|', row.Group) + (row with { Group = [], LatencyMsP50 = null, LatencyMsP95 = null, LatencyMsP99 = null, TtftMsP50 = null, TtftMsP95 = null });
}
