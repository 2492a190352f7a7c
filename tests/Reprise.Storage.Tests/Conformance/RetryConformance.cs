using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Senders that are not sure send again; whatever they send again and however they cut it, it is on record once.</summary>
public abstract class RetryConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Batches_that_overlap_store_what_is_new_and_say_which_was_not()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 15).Select(i => Samples.Full(i)).ToArray();
        (await AppendAsync(store, all[..10])).ShouldBe(new AppendResult(10, 0));
        var second = await AppendAsync(store, [all[12], all[3], all[10], all[9], all[11], all[13], all[14]]);
        second.ShouldBe(new AppendResult(5, 2));
        if (second.KnownAt is not null) second.KnownAt.ShouldBe([1, 3]);
        await ShouldHoldOnceAsync(store, all);
    }

    [Fact]
    public async Task A_stream_of_records_cut_differently_the_second_time_is_stored_once()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 60).Select(i => Samples.Full(i)).ToArray();
        var facts = all.Select((one, i) => Samples.Fact(one, FactKind.Evaluation, i, "quality_score", i / 60.0)).ToArray();
        foreach (var (batch, about) in all.Chunk(7).Zip(facts.Chunk(7))) await store.AppendAsync(new StoreBatch { Interactions = batch, Facts = about }, Cancellation);
        foreach (var (batch, about) in all.Chunk(11).Zip(facts.Chunk(11))) (await store.AppendAsync(new StoreBatch { Interactions = batch, Facts = about }, Cancellation)).Stored.ShouldBe(0);
        foreach (var (batch, about) in all.Reverse().Chunk(60).Zip(facts.Chunk(60))) (await store.AppendAsync(new StoreBatch { Interactions = batch, Facts = about }, Cancellation)).Known.ShouldBe(60);
        await ShouldHoldOnceAsync(store, all);
        foreach (var (one, fact) in all.Zip(facts)) (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([fact]);
    }

    [Fact]
    public async Task A_fact_is_stored_once_whichever_way_it_comes()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        var fact = Samples.Fact(one, FactKind.Feedback, value: 1);
        await AppendFactsAsync(store, fact);
        await store.AppendAsync(new StoreBatch { Interactions = [one with { Facts = [fact, fact] }], Facts = [fact] }, Cancellation);
        await AppendAsync(store, one with { Facts = [fact] });
        await AppendFactsAsync(store, fact, fact);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([fact]);
        (await IdsAsync(store, "rating:1")).ShouldBe([one.Interaction.Id]);
    }

    [Fact]
    public async Task A_known_interaction_still_brings_its_new_facts()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        var fact = Samples.Fact(one, FactKind.Flag);
        (await AppendAsync(store, one with { Facts = [fact] })).ShouldBe(new AppendResult(0, 1));
        (await IdsAsync(store, "flagged:true")).ShouldBe([one.Interaction.Id]);
    }

    [Fact]
    public async Task Sums_count_what_was_sent_often_once()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 40).Select(i => Samples.Recorded(i, with: it => it with { CostUsd = 0.25m, LatencyMs = i, Usage = new TokenUsage { PromptTokens = 10 } })).ToArray();
        for (var width = 9; width < 13; width++)
            foreach (var batch in all.Chunk(width)) await AppendAsync(store, [.. batch, batch[0]]);
        var row = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.ShouldHaveSingleItem();
        (row.Count, row.CostUsd, row.PromptTokens, row.LatencyMsMean).ShouldBe((40, 10m, 400, 19.5));
    }

    private static async Task ShouldHoldOnceAsync(IInteractionStore store, RecordedInteraction[] all)
    {
        var read = await ReadAllAsync(store, Samples.Query(limit: 1000) with { Ascending = true });
        read.Select(item => item.Interaction.Id).ShouldBe(all.OrderBy(one => one.Interaction.Timestamp).Select(one => one.Interaction.Id));
        foreach (var (found, expected) in read.Zip(all)) Difference.ShouldBeSame(found, expected);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.Sum(row => row.Count).ShouldBe(all.Length);
    }
}
