using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>Maintenance takes user data away, so it is stopped, failed, restarted and run twice at once at random, and every body is read again.</summary>
public sealed class InterruptedMaintenanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Every_remaining_body_stays_whole_and_the_space_comes_back(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var kept = new Dictionary<InteractionId, RecordedInteraction>();
        var shared = Enumerable.Range(0, 150).Select(_ => BodySamples.Text(random, 20 + random.Next(random.Next(8) == 0 ? 2000 : 80))).ToArray();
        var store = Open();
        var second = 0;
        for (var round = 0; round < 150; round++)
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    await AppendAsync();
                    break;
                case 3:
                    await DeleteAsync();
                    break;
                case 4:
                    // Then a restart half of the time, and what is recorded next finds the sweep half done.
                    await InterruptedAsync(store, random.Next(5));
                    if (random.Next(2) == 0)
                    {
                        await store.DisposeAsync();
                        store = Open();
                    }

                    await AppendAsync();
                    break;
                case 5:
                    await FailedAsync(store, 1 + random.Next(300));
                    break;
                case 6:
                    var two = Task.WhenAll(store.MaintainAsync(Cancellation), store.MaintainAsync(Cancellation), InterruptedAsync(store, 5));
                    await AppendAsync();
                    await DeleteAsync();
                    await AppendAsync();
                    await two;
                    break;
                default:
                    await store.DisposeAsync();
                    store = Open();
                    break;
            }

            if (round % 5 == 4) await ShouldHaveAsync(store, kept);
        }

        // All but a few go; then there is room again for all that went.
        foreach (var id in kept.Keys.Skip(3).ToArray()) await DeleteAsync(id);
        await InterruptedAsync(store, 3);
        await store.DisposeAsync();
        store = Open();
        await store.MaintainAsync(Cancellation);
        await ShouldHaveAsync(store, kept);
        var (live, packed, left) = await store.WriteAsync(
            writer => (kept.Values.Sum(one => (long)one.Request!.Bytes.Length), writer.Database.Scalar("SELECT sum(bytes) FROM packs"), writer.Database.Scalar("SELECT count(*) FROM sweeps") + writer.Database.Scalar("SELECT count(*) FROM sweep_marks")),
            Cancellation);
        left.ShouldBe(0);
        packed.ShouldBeLessThan((live * 2) + 20_000);
        await store.DisposeAsync();

        async Task AppendAsync()
        {
            var batch = Enumerable.Range(0, 1 + random.Next(30)).Select(_ => Recorded(random, shared, second++)).ToArray();
            await store.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
            foreach (var one in batch) kept.Add(one.Interaction.Id, one);
        }

        async Task DeleteAsync(InteractionId? chosen = null)
        {
            for (var i = chosen is null ? random.Next(kept.Count) : 1; i > 0 && kept.Count > 0; i--)
            {
                var id = chosen ?? kept.Keys.ElementAt(random.Next(kept.Count));
                var query = Samples.Query($"id:{id}", project: kept[id].Interaction.Project);
                (await store.DeleteAsync(query, Cancellation)).ShouldBe(1);
                kept.Remove(id);
            }
        }
    }

    [Fact]
    public async Task A_sweep_that_is_always_interrupted_goes_on_where_it_was_and_ends()
    {
        var random = new Random(9);
        var store = Open();
        var all = Enumerable.Range(0, 4000).Select(i => Samples.Recorded(i) with { Request = new Body { Bytes = Encoding.UTF8.GetBytes(BodySamples.Text(random, 60)) } }).ToArray();
        foreach (var batch in all.Chunk(500)) await store.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
        await store.DeleteAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(3000) }, Cancellation);
        var passes = 0;
        while (await store.WriteAsync(writer => writer.Database.Scalar("SELECT count(*) FROM sweeps"), Cancellation) > 0)
        {
            (++passes).ShouldBeLessThan(100);
            await InterruptedAsync(store, 1);
            await store.DisposeAsync();
            store = Open();
            // Traffic goes on in between.
            await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(5000 + passes) with { Request = all[passes % all.Length].Request }] }, Cancellation);
        }

        passes.ShouldBeGreaterThan(3);
        foreach (var one in all[3000..])
            (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation)).ShouldNotBeNull().Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
        await store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private SqliteInteractionStore Open() => new(new SqliteStoreOptions { Path = _folder.File("store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);

    /// <summary>Maintenance that is told to stop after so many steps.</summary>
    private static async Task InterruptedAsync(SqliteInteractionStore store, int steps)
    {
        await store.OpenAsync(Cancellation);
        await store.MaintainAsync(() => steps-- <= 0, Cancellation);
    }

    /// <summary>Maintenance in which the disk fails.</summary>
    private static async Task FailedAsync(SqliteInteractionStore store, int step)
    {
        await store.OpenAsync(Cancellation);
        store.FailAtStep = step;
        try
        {
            await store.MaintainAsync(Cancellation);
        }
        catch (StoreException)
        {
            // As meant; where it has fewer steps in each turn, it ends well.
        }
        finally
        {
            store.FailAtStep = 0;
        }
    }

    private static RecordedInteraction Recorded(Random random, string[] shared, int second)
    {
        var messages = string.Join(",", Enumerable.Range(0, 1 + random.Next(6)).Select(_ => $$"""{"role":"user","content":"{{shared[random.Next(shared.Length)]}}"}"""));
        var body = random.Next(5) == 0 ? BodySamples.Any(random) : Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{messages}}]}""");
        return Samples.Recorded(second, $"word{second % 7}", random.Next(4) == 0 ? "other" : Samples.Project) with { Request = new Body { Bytes = body } };
    }

    private static async Task ShouldHaveAsync(SqliteInteractionStore store, Dictionary<InteractionId, RecordedInteraction> kept)
    {
        foreach (var one in kept.Values)
        {
            var found = await store.FindAsync(one.Interaction.Project, one.Interaction.Id, Cancellation);
            found.ShouldNotBeNull().Request!.Bytes.Span.SequenceEqual(one.Request!.Bytes.Span).ShouldBeTrue();
        }
    }
}
