using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class WaitingFactsConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Facts_wait_with_every_value_in_the_order_of_their_ids()
    {
        var store = await OpenAsync();
        var missing = Samples.Recorded(1);
        Fact[] facts =
        [
            Samples.Fact(missing, FactKind.Evaluation, 1, "quality_score", 0.25, "why"),
            Samples.Fact(missing, FactKind.Feedback, 2, value: -1, text: "nein — schlecht"),
            Samples.Fact(missing, FactKind.Label, 3, "topic", text: ""),
            Samples.Fact(Samples.Recorded(2), FactKind.Flag, 4) with { Author = null, Timestamp = Samples.Noon.AddDays(-3) },
            Samples.Fact(missing, FactKind.Correction, 5, "total_cost_usd", 2.5),
        ];
        await AppendFactsAsync(store, [.. facts.Reverse()]);
        (await WaitingAsync(store)).ShouldBe(facts);
    }

    [Fact]
    public async Task Pages_go_on_behind_the_last_and_end()
    {
        var store = await OpenAsync();
        var facts = Enumerable.Range(0, 25).Select(i => Samples.Fact(Samples.Recorded(i), FactKind.Flag, i)).ToArray();
        foreach (var batch in facts.Reverse().Chunk(4)) await AppendFactsAsync(store, batch);
        var all = new List<Fact>();
        while (true)
        {
            var page = await store.WaitingFactsAsync(Samples.Project, all.Count == 0 ? null : all[^1].FactId, 10, Cancellation);
            page.Count.ShouldBeLessThanOrEqualTo(10);
            if (page.Count == 0) break;
            all.AddRange(page);
        }

        all.ShouldBe(facts);
    }

    [Fact]
    public async Task A_fact_whose_interaction_came_waits_no_more_and_its_deletion_takes_both()
    {
        var store = await OpenAsync();
        var (one, other) = (Samples.Recorded(1), Samples.Recorded(2));
        var (first, second) = (Samples.Fact(one, FactKind.Flag, 1), Samples.Fact(other, FactKind.Flag, 2));
        await AppendFactsAsync(store, first, second);
        await AppendAsync(store, one);
        (await WaitingAsync(store)).ShouldBe([second]);
        await store.DeleteAsync(Samples.Query(), Cancellation);
        (await WaitingAsync(store)).ShouldBe([second]);
        await AppendAsync(store, one);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fact_that_waits_is_stored_once_and_the_first_of_an_id_stands()
    {
        var store = await OpenAsync();
        var fact = Samples.Fact(Samples.Recorded(1), FactKind.Label, 1, "topic", text: "first");
        await AppendFactsAsync(store, fact, fact);
        await AppendFactsAsync(store, fact with { Text = "second" });
        (await WaitingAsync(store)).ShouldBe([fact]);
    }

    [Fact]
    public async Task Each_project_waits_for_itself()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        var (here, there) = (Samples.Fact(one, FactKind.Flag, 1), Samples.Fact(one, FactKind.Flag, 1) with { Project = "other" });
        await AppendFactsAsync(store, here, there with { FactId = here.FactId });
        await AppendAsync(store, one);
        (await WaitingAsync(store)).ShouldBeEmpty();
        (await store.WaitingFactsAsync("other", null, 10, Cancellation)).ShouldBe([there with { FactId = here.FactId }]);
        (await store.WaitingFactsAsync("nobody", null, 10, Cancellation)).ShouldBeEmpty();
    }

    private static Task<IReadOnlyList<Fact>> WaitingAsync(IInteractionStore store) => store.WaitingFactsAsync(Samples.Project, null, 1000, Cancellation);
}
