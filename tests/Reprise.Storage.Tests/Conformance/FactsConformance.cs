using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class FactsConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Facts_come_back_oldest_first_with_every_value()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        var late = Samples.Fact(one, FactKind.Evaluation, second: 9, name: "relevance_score", value: 0.25, text: "why");
        var early = Samples.Fact(one, FactKind.Feedback, second: 3, value: -1, text: "nein — schlecht");
        await AppendFactsAsync(store, late);
        await AppendFactsAsync(store, early);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([early, late]);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items[0].Facts.ShouldBe([early, late]);
    }

    [Fact]
    public async Task A_fact_sent_twice_is_stored_once()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        var fact = Samples.Fact(one, FactKind.Flag);
        await store.AppendAsync(new StoreBatch { Interactions = [one], Facts = [fact, fact] }, Cancellation);
        await AppendFactsAsync(store, fact);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([fact]);
    }

    [Fact]
    public async Task A_fact_waits_for_its_interaction()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        var fact = Samples.Fact(one, FactKind.Flag);
        await AppendFactsAsync(store, fact);
        (await IdsAsync(store, "flagged:true")).ShouldBeEmpty();
        await AppendAsync(store, one);
        (await IdsAsync(store, "flagged:true")).ShouldBe([one.Interaction.Id]);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([fact]);
    }

    [Fact]
    public async Task The_latest_fact_prevails_in_whatever_order_they_arrive()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with { QualityScore = 0.1 });
        await AppendAsync(store, one);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Evaluation, second: 8, name: "quality_score", value: 0.9));
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Evaluation, second: 4, name: "quality_score", value: 0.2));
        (await IdsAsync(store, "quality:0.9")).Count.ShouldBe(1);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].QualityMean.ShouldBe(0.9);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Interaction.QualityScore.ShouldBe(0.1);
    }

    [Fact]
    public async Task A_label_is_replaced_and_taken_away()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Label, 1, "topic", text: "billing"), Samples.Fact(one, FactKind.Label, 2, "topic", text: "returns"));
        (await IdsAsync(store, "label.topic:returns -label.topic:billing")).Count.ShouldBe(1);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Label, 3, "topic", value: 0));
        (await IdsAsync(store, "label:topic")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_corrected_cost_is_what_filters_and_sums_see()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with { CostUsd = 5m });
        await AppendAsync(store, one, Samples.Recorded(2, with: it => it with { CostUsd = 1m }));
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Correction, name: "total_cost_usd", value: 2.5));
        (await IdsAsync(store, "cost_usd:2.5")).ShouldBe([one.Interaction.Id]);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].CostUsd.ShouldBe(3.5m);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Interaction.CostUsd.ShouldBe(5m);
    }

    [Fact]
    public async Task A_corrected_cost_is_found_beside_what_was_recorded_and_nothing_else_of_its_session_is()
    {
        var store = await OpenAsync();
        var records = new decimal?[] { 0.01m, null, 20m, 7m }.Select((cost, i) => Samples.Recorded(i, with: it => it with { SessionId = "s", CostUsd = cost })).ToArray();
        await AppendAsync(store, records);
        await AppendFactsAsync(store, [.. new[] { 10, 10, 0.01 }.Select((cost, i) => Samples.Fact(records[i], FactKind.Correction, name: "total_cost_usd", value: cost))]);
        InteractionId[] dear = [records[3].Interaction.Id, records[1].Interaction.Id, records[0].Interaction.Id];
        (await IdsAsync(store, "session:s cost_usd>5")).ShouldBe(dear);
        (await IdsAsync(store, "session:s cost_usd<0.5")).ShouldBe([records[2].Interaction.Id]);
        (await store.DeleteAsync(Samples.Query("session:s cost_usd>5"), Cancellation)).ShouldBe(3);
        (await IdsAsync(store, "")).ShouldBe([records[2].Interaction.Id]);
    }

    [Fact]
    public async Task A_score_given_later_is_found_beside_a_session()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with { SessionId = "s", QualityScore = 0.1 });
        await AppendAsync(store, one);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Evaluation, name: "quality_score", value: 0.9), Samples.Fact(one, FactKind.Feedback, 1, value: 1), Samples.Fact(one, FactKind.Flag, 2));
        (await IdsAsync(store, "session:s quality>0.8 rating>0 flagged:true")).ShouldBe([one.Interaction.Id]);
        (await IdsAsync(store, "session:s quality<0.8")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Facts_that_come_inside_an_interaction_are_stored()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        var fact = Samples.Fact(one, FactKind.Feedback, value: 1);
        await AppendAsync(store, one with { Facts = [fact] });
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([fact]);
    }

    [Fact]
    public async Task A_fact_of_another_project_says_nothing_here()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Flag) with { Project = "other" });
        (await IdsAsync(store, "flagged:true")).ShouldBeEmpty();
    }
}
