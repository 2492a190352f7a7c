using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class DeleteConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task What_is_deleted_is_never_read_again_and_the_rest_stays()
    {
        var store = await OpenAsync();
        var turns = BodySamples.Conversation(turns: 24).Select((body, i) => Samples.Recorded(i, $"word{i % 2}", with: it => it with { SessionId = $"s{i % 2}" }) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var batch in turns.Chunk(5)) await AppendAsync(store, batch);
        (await store.DeleteAsync(Samples.Query("session:s0"), Cancellation)).ShouldBe(12);
        (await store.DeleteAsync(Samples.Query("session:s0"), Cancellation)).ShouldBe(0);
        (await IdsAsync(store, "")).Count.ShouldBe(12);
        (await IdsAsync(store, "word0")).ShouldBeEmpty();
        foreach (var (turn, i) in turns.Select((turn, i) => (turn, i)))
        {
            var found = await store.FindAsync(Samples.Project, turn.Interaction.Id, Cancellation);
            if (i % 2 == 0) found.ShouldBeNull();
            else found!.Request!.Bytes.Span.SequenceEqual(turn.Request!.Bytes.Span).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task The_limit_of_the_query_does_not_count()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 20).Select(i => Samples.Recorded(i))]);
        (await store.DeleteAsync(Samples.Query(limit: 1), Cancellation)).ShouldBe(20);
    }

    [Fact]
    public async Task A_time_range_is_deleted_in_one_project_only()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 20).Select(i => Samples.Recorded(i, project: i % 2 == 0 ? Samples.Project : "other"))]);
        (await store.DeleteAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(10) }, Cancellation)).ShouldBe(5);
        (await IdsAsync(store, "")).Count.ShouldBe(5);
        (await IdsAsync(store, "", "other")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Facts_go_with_their_interaction()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Flag), Samples.Fact(one, FactKind.Label, name: "a", text: "b"));
        (await store.DeleteAsync(Samples.Query("flagged:true"), Cancellation)).ShouldBe(1);
        await AppendAsync(store, one);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBeEmpty();
        (await IdsAsync(store, "flagged:true OR label:*")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_can_be_stored_again_after_its_deletion_and_only_its_new_words_find_it()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, "before");
        await AppendAsync(store, one);
        await store.DeleteAsync(Samples.Query(), Cancellation);
        (await AppendAsync(store, one with { SearchText = "after" })).Stored.ShouldBe(1);
        (await IdsAsync(store, "after")).ShouldBe([one.Interaction.Id]);
        (await IdsAsync(store, "before")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scrubbing_leaves_what_is_on_record_as_it_is()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 30).Select(i => Samples.Recorded(i, i % 3 == 0 ? "gone" : "kept") with { Request = new Body { Bytes = System.Text.Encoding.UTF8.GetBytes($"body {i}") } }).ToArray();
        await AppendAsync(store, [.. all]);
        await AppendFactsAsync(store, Samples.Fact(all[1], FactKind.Flag), Samples.Fact(all[3], FactKind.Flag, 1));
        (await store.DeleteAsync(Samples.Query("gone"), Cancellation)).ShouldBe(10);

        await store.ScrubAsync(Cancellation);
        await store.ScrubAsync(Cancellation);

        foreach (var one in all.Where((_, i) => i % 3 != 0)) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
        (await IdsAsync(store, "kept")).Count.ShouldBe(20);
        (await IdsAsync(store, "gone")).ShouldBeEmpty();
        (await IdsAsync(store, "flagged:true")).ShouldBe([all[1].Interaction.Id]);
        (await AppendAsync(store, Samples.Recorded(100, "kept"))).Stored.ShouldBe(1);
        (await IdsAsync(store, "kept")).Count.ShouldBe(21);
    }

    [Fact]
    public async Task A_fact_that_waits_can_be_removed_and_one_that_has_its_interaction_stays()
    {
        var store = await OpenAsync();
        var (here, elsewhere) = (Samples.Recorded(1), Samples.Recorded(2));
        await AppendAsync(store, here);
        var (joined, waiting, other) = (Samples.Fact(here, FactKind.Flag, 1), Samples.Fact(elsewhere, FactKind.Flag, 2), Samples.Fact(elsewhere, FactKind.Label, 3, "a"));
        await AppendFactsAsync(store, joined, waiting, other);

        (await store.DeleteWaitingFactsAsync(Samples.Project, [joined.FactId, waiting.FactId], Cancellation)).ShouldBe(1);

        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).Select(fact => fact.FactId).ShouldBe([other.FactId]);
        (await store.FindAsync(Samples.Project, here.Interaction.Id, Cancellation))!.Facts.ShouldHaveSingleItem();
        await AppendAsync(store, elsewhere);
        (await IdsAsync(store, "flagged:true")).ShouldBe([here.Interaction.Id]);
    }
}
