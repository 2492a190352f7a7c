using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>What was stored is there when the store is opened again, and nothing else.</summary>
public abstract class ReopenConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Everything_is_there_again_and_is_known()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 12).Select(i => Samples.Full(i)).Append(Samples.Full(1, "other")).ToArray();
        var (fact, waiting) = (Samples.Fact(all[3], FactKind.Flag, 1), Samples.Fact(Samples.Recorded(99), FactKind.Flag, 2));
        await store.AppendAsync(new StoreBatch { Interactions = all, Facts = [fact, waiting] }, Cancellation);
        await store.DeleteAsync(Samples.Query($"id:{all[5].Interaction.Id}"), Cancellation);
        var sums = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["model"] }, Cancellation);
        await store.DisposeAsync();

        var again = await Fixture.OpenOverAsync(store);
        foreach (var one in all.Where(one => one != all[5])) Difference.ShouldBeSame(await again.FindAsync(one.Interaction.Project, one.Interaction.Id, Cancellation), one);
        (await again.FindAsync(Samples.Project, all[5].Interaction.Id, Cancellation)).ShouldBeNull();
        (await IdsAsync(again, "weather")).Count.ShouldBe(11);
        (await IdsAsync(again, "flagged:true")).ShouldBe([all[3].Interaction.Id]);
        (await again.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBe([waiting]);
        (await again.ProjectsAsync(Cancellation)).ShouldBe([Samples.Project, "other"]);
        (await again.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["model"] }, Cancellation)).Rows.Select(row => (row with { Group = [] }, row.Group[0]))
            .ShouldBe(sums.Rows.Select(row => (row with { Group = [] }, row.Group[0])));
        (await AppendAsync(again, all)).ShouldBe(new AppendResult(1, 12));
    }

    [Fact]
    public async Task A_cursor_goes_on_in_the_store_that_is_opened_next()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(i => Samples.Recorded(i))]);
        var first = await store.SearchAsync(Samples.Query(limit: 4), Cancellation);
        await store.DisposeAsync();
        var again = await Fixture.OpenOverAsync(store);
        var second = await again.SearchAsync(Samples.Query(limit: 4) with { Cursor = first.Cursor }, Cancellation);
        second.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([5, 4, 3, 2]);
    }

    [Fact]
    public async Task It_goes_on_storing_after_being_opened_many_times()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await AppendAsync(store, Samples.Full(i));
            await store.DisposeAsync();
            store = await Fixture.OpenOverAsync(store);
        }

        (await IdsAsync(store, "")).Count.ShouldBe(4);
    }
}
