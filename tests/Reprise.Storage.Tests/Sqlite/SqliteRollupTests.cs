using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Rollups;
using Reprise.Store;
using Reprise.Store.Rollups;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What the rollups hold is held against the rows, byte for byte, whatever happened before.</summary>
public sealed class SqliteRollupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new(Samples.Noon.AddHours(20));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rollups_answer_what_they_can_and_say_which()
    {
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 300).Select(i => Samples.Recorded(i * 600, with: it => it with { Model = i % 2 == 0 ? "a" : "b", LatencyMs = i * 10 }))] }, Cancellation);
        (await SourceAsync(store, "", null)).ShouldBe("days");
        (await SourceAsync(store, "model:a", TimeSpan.FromHours(1))).ShouldBe("hours");
        (await SourceAsync(store, "model:a", TimeSpan.FromMinutes(5))).ShouldBe("minutes");
        (await SourceAsync(store, "latency_ms>5", TimeSpan.FromHours(1))).ShouldBe("rows");
        (await SourceAsync(store, "model:a", TimeSpan.FromSeconds(1))).ShouldBe("rows");
        (await CountAsync(store, "rollups WHERE granule = 2")).ShouldBe(6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rollups_are_always_what_the_rows_add_up_to(int seed)
    {
        var random = new Random(seed);
        var records = new RandomRecords(seed);
        var batches = new List<StoreBatch>();
        var store = Open();
        for (var round = 0; round < 60; round++)
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    var batch = records.Batch(1 + random.Next(60));
                    batches.Add(batch with { Interactions = [.. batch.Interactions.Select(one => one with { Interaction = one.Interaction with { Timestamp = Samples.Noon.AddMilliseconds(random.NextInt64(90_000_000)) } })] });
                    await AppendAsync(store, batches[^1]);
                    break;
                case 3 when batches.Count > 0:
                    await AppendAsync(store, batches[random.Next(batches.Count)]);
                    break;
                case 4:
                    await store.DeleteAsync(Samples.Query() with { From = Moment(random), To = Moment(random) }, Cancellation);
                    break;
                case 5:
                    await store.DeleteAsync(Samples.Query("model:a OR status:error", project: random.Next(2) == 0 ? Samples.Project : "other") with { From = Moment(random) }, Cancellation);
                    break;
                case 6:
                    // The disk fails somewhere in an append; nothing of it stays.
                    store.FailAtStep = 1 + random.Next(2000);
                    await Should.NotThrowAsync(async () =>
                    {
                        try
                        {
                            await AppendAsync(store, Spread(records.Batch(30), random));
                        }
                        catch (StoreException)
                        {
                        }
                    });
                    store.FailAtStep = 0;
                    break;
                default:
                    await store.DisposeAsync();
                    store = Open();
                    break;
            }

            await ShouldAgreeAsync(store, $"seed {seed}, round {round}");
        }

        await store.DeleteAsync(Samples.Query(), Cancellation);
        await store.DeleteAsync(Samples.Query(project: "other"), Cancellation);
        (await CountAsync(store, "rollups")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Minutes_go_after_two_days_and_hours_and_rows_answer_there()
    {
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 400).Select(i => Samples.Recorded(i * 1200))] }, Cancellation);
        (await CountAsync(store, "rollups WHERE granule = 0")).ShouldBe(400);
        _time.Set(Samples.Noon.AddMinutes(400 * 20));
        await store.MaintainAsync(Cancellation);
        (await CountAsync(store, "rollups WHERE granule = 0")).ShouldBeInRange(144, 150);
        await ShouldAgreeAsync(store, "after maintenance");
        var early = new AggregateQuery { Project = Samples.Project, From = Samples.Noon.AddMinutes(30), To = Samples.Noon.AddMinutes(90), Bucket = TimeSpan.FromMinutes(10) };
        var result = await store.AggregateAsync(early, Cancellation);
        (result.Source, result.Rows.Sum(row => row.Count)).ShouldBe(("rows", 3));

        // One that comes late adds no minute of its own.
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(3601)] }, Cancellation);
        await ShouldAgreeAsync(store, "after a late one");
        (await store.AggregateAsync(early, Cancellation)).Rows.Sum(row => row.Count).ShouldBe(4);
    }

    [Fact]
    public async Task A_damaged_rollup_changes_no_answer_and_is_made_anew_by_the_next_change_of_its_day()
    {
        var one = Samples.Recorded(2);
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1), one, Samples.Recorded(3)] }, Cancellation);
        await store.WriteAsync(writer =>
        {
            writer.Database.Execute("UPDATE rollups SET measure = x'0102'");
            writer.Rollups.RolledBack();
            return true;
        }, Cancellation);
        var all = new AggregateQuery { Project = Samples.Project };
        var found = await store.AggregateAsync(all, Cancellation);
        (found.Source, found.Rows[0].Count).ShouldBe(("rows", 3));
        await store.DeleteAsync(Samples.Query($"id:{one.Interaction.Id}"), Cancellation);
        found = await store.AggregateAsync(all, Cancellation);
        (found.Source, found.Rows[0].Count).ShouldBe(("days", 2));
        await ShouldAgreeAsync(store, "after a deletion");
    }

    [Fact]
    public async Task A_damaged_hour_does_not_keep_another_hour_of_its_day_from_being_deleted()
    {
        var last = Samples.Recorded(7200);
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1), last] }, Cancellation);
        await store.WriteAsync(writer =>
        {
            writer.Database.Execute("UPDATE rollups SET measure = x'0102' WHERE granule = 1 AND bucket = (SELECT min(bucket) FROM rollups WHERE granule = 1)");
            writer.Rollups.RolledBack();
            return true;
        }, Cancellation);
        (await store.DeleteAsync(Samples.Query($"id:{last.Interaction.Id}"), Cancellation)).ShouldBe(1);
        await ShouldAgreeAsync(store, "after a deletion");
    }

    [Fact]
    public async Task Interactions_with_shapes_of_their_own_are_counted_by_what_they_are()
    {
        var name = new string('n', 300);
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 20).Select(i => Samples.Recorded(i, with: it => it with { Model = i % 2 == 0 ? name : "short", Provider = $"p{i % 3}" }))] }, Cancellation);
        var byModel = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["model"] }, Cancellation);
        byModel.Source.ShouldBe("days");
        byModel.Rows.Select(row => (row.Group[0], row.Count)).ShouldBe([(name, 10L), ("short", 10L)]);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(20);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter("provider:p1 -model:short") }, Cancellation)).Rows[0].Count.ShouldBe(3);
    }

    public void Dispose() => _folder.Dispose();

    private static DateTimeOffset Moment(Random random) => Samples.Noon.AddMilliseconds(random.NextInt64(90_000_000));

    private static StoreBatch Spread(StoreBatch batch, Random random) => batch with { Interactions = [.. batch.Interactions.Select(one => one with { Interaction = one.Interaction with { Timestamp = Moment(random) } })] };

    private static async Task AppendAsync(SqliteInteractionStore store, StoreBatch batch) => await store.AppendAsync(batch, Cancellation);

    private static async Task<string> SourceAsync(SqliteInteractionStore store, string filter, TimeSpan? bucket) =>
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter(filter), Bucket = bucket, GroupBy = ["model"] }, Cancellation)).Source;

    private static Task<long> CountAsync(SqliteInteractionStore store, string of) => store.WriteAsync(writer => writer.Database.Scalar($"SELECT count(*) FROM {of}"), Cancellation);

    private SqliteInteractionStore Open() => new(new SqliteStoreOptions { Path = _folder.File("store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, _time);

    /// <summary>The rollups as they are and as the rows make them.</summary>
    internal static async Task ShouldAgreeAsync(SqliteInteractionStore store, string because)
    {
        var (stored, expected) = await store.WriteAsync(writer => (Stored(writer.Database), Expected(writer)), Cancellation);
        stored.ShouldBe(expected, because);
    }

    private static List<string> Stored(SqliteDatabase database)
    {
        var find = database.Prepare("SELECT granule, project, bucket, shape, measure FROM rollups WHERE granule > 0 OR bucket * 60000 >= (SELECT minutes_from FROM rollup_state) ORDER BY granule, project, bucket, shape");
        var all = new List<string>();
        while (find.Step()) all.Add($"{(RollupGranule)find.Long(0)} {find.Long(1)} {find.Long(2)} {find.Long(3)} {Convert.ToHexString(find.Bytes(4))}");
        find.Reset();
        return all;
    }

    private static List<string> Expected(SqliteWriter writer)
    {
        var state = writer.Rollups.State;
        var measures = new SortedDictionary<(RollupGranule, long, long, long), RollupMeasure>();
        var find = writer.Database.Prepare($"SELECT {SampleRow.Columns}, i.project FROM interactions AS i WHERE i.position >= ?1");
        find.Bind(1, state.Floor);
        while (find.Step())
        {
            var sample = SampleRow.Read(find, writer.Shapes);
            foreach (var granule in RollupGranules.All)
            {
                if (granule is RollupGranule.Minute && granule.StartOf(sample.TimestampMs) < state.MinutesFromMs) continue;
                var key = (granule, find.Long(SampleRow.Count), sample.TimestampMs / granule.Milliseconds(), find.Long(SampleRow.ShapeColumn));
                if (!measures.TryGetValue(key, out var measure)) measures[key] = measure = new RollupMeasure();
                measure.Add(sample);
            }
        }

        find.Reset();
        return [.. measures.Select(pair => $"{pair.Key.Item1} {pair.Key.Item2} {pair.Key.Item3} {pair.Key.Item4} {Convert.ToHexString(pair.Value.ToBytes())}")];
    }
}
