using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class ConcurrencyConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Many_writers_and_readers_never_meet_a_lock_and_lose_nothing()
    {
        var store = await OpenAsync();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6).Select(reader => Task.Run(
            async () =>
            {
                var seen = 0;
                while (!done.IsCancellationRequested)
                {
                    var page = await store.SearchAsync(Samples.Query(reader % 2 == 0 ? "common" : "", limit: 1000), Cancellation);
                    page.Items.Count.ShouldBeGreaterThanOrEqualTo(seen);
                    seen = page.Items.Count;
                    foreach (var item in page.Items.Take(3))
                        (await store.FindAsync(Samples.Project, item.Interaction.Id, Cancellation))!.Request!.Bytes.Length.ShouldBe((int)item.Interaction.RequestBytes);
                }
            },
            Cancellation)).ToArray();
        var bodies = BodySamples.Conversation(turns: 40).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    var batch = Enumerable.Range(0, 8).Select(j => bodies[(i * 8) + j]).Select((body, j) =>
                        Samples.Recorded((i * 8) + j, "common", with: it => it with { RequestBytes = body.Length }) with { Request = new Body { Bytes = body } }).ToArray();
                    (await AppendAsync(store, batch)).Stored.ShouldBe(8);
                    await AppendFactsAsync(store, Samples.Fact(batch[0], FactKind.Flag));
                }
            },
            Cancellation)));
        await done.CancelAsync();
        await Task.WhenAll(readers);
        (await IdsAsync(store, "common")).Count.ShouldBe(320);
        (await IdsAsync(store, "flagged:true")).Count.ShouldBe(40);
    }

    /// <summary>An engine may keep values that come in few combinations apart from the rows; a reader must not see a row before them.</summary>
    [Fact]
    public async Task Values_never_seen_before_are_read_while_they_are_being_stored()
    {
        var store = await OpenAsync();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    if (reader == 0) await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter("") }, Cancellation);
                    else (await store.SearchAsync(Samples.Query(limit: 3), Cancellation)).Items.ShouldAllBe(item => item.Interaction.Model != null);
                }
            },
            Cancellation)).ToArray();
        for (var i = 0; i < 400; i++) await AppendAsync(store, Samples.Recorded(i, with: it => it with { Model = $"model-{i}" }));
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task The_same_batch_from_many_sides_is_stored_once()
    {
        var store = await OpenAsync();
        var batch = Enumerable.Range(0, 20).Select(i => Samples.Full(i)).ToArray();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync(store, batch), Cancellation)));
        results.Sum(result => result.Stored).ShouldBe(20);
        results.Sum(result => result.Known).ShouldBe(140);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled_and_the_store_goes_on()
    {
        var store = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(1)] }, cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => store.SearchAsync(Samples.Query(), cancelled.Token));
        (await AppendAsync(store, Samples.Recorded(2))).Stored.ShouldBe(1);
    }
}
