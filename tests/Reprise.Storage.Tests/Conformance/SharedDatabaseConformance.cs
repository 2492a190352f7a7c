using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Several servers on one database: each sees what any has stored, and what both are sent is on record once.</summary>
public abstract class SharedDatabaseConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task What_one_has_stored_the_other_sees_at_once()
    {
        var (one, other) = await OpenBothAsync();
        for (var i = 0; i < 5; i++)
        {
            // Values never seen before, in turn: what an engine keeps beside its rows must reach the other too.
            var (writer, reader) = i % 2 == 0 ? (one, other) : (other, one);
            var record = Samples.Full(i) with { Interaction = Samples.Full(i).Interaction with { Model = $"model-{i}", Project = $"p{i}", ErrorCode = $"code-{i}" } };
            await writer.AppendAsync(new StoreBatch { Interactions = [record], Facts = [Samples.Fact(record, FactKind.Flag)] }, Cancellation);
            Difference.ShouldBeSame(await reader.FindAsync($"p{i}", record.Interaction.Id, Cancellation), record);
            (await IdsAsync(reader, $"model:model-{i} flagged:true weather", $"p{i}")).ShouldBe([record.Interaction.Id]);
        }

        (await other.ProjectsAsync(Cancellation)).ShouldBe(["p0", "p1", "p2", "p3", "p4"]);
        (await one.DeleteAsync(Samples.Query(project: "p1"), Cancellation)).ShouldBe(1);
        (await IdsAsync(other, "", "p1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_batches_through_both_at_once_are_stored_once()
    {
        var (one, other) = await OpenBothAsync();
        var all = Enumerable.Range(0, 120).Select(i => Samples.Full(i)).ToArray();
        var facts = all.Select((record, i) => Samples.Fact(record, FactKind.Feedback, i, value: 1)).ToArray();
        var results = await Task.WhenAll(new[] { (one, 7), (other, 7), (one, 11), (other, 13) }.Select(sender => Task.Run(
            async () =>
            {
                var stored = 0;
                foreach (var (batch, about) in all.Chunk(sender.Item2).Zip(facts.Chunk(sender.Item2)))
                    stored += (await sender.Item1.AppendAsync(new StoreBatch { Interactions = batch, Facts = about }, Cancellation)).Stored;
                return stored;
            },
            Cancellation)));
        results.Sum().ShouldBe(120, "each is new to one of them only");
        foreach (var store in new[] { one, other })
        {
            var read = await ReadAllAsync(store, Samples.Query(limit: 1000) with { Ascending = true });
            read.Select(item => item.Interaction.Id).ShouldBe(all.Select(record => record.Interaction.Id));
            foreach (var (found, (expected, fact)) in read.Zip(all.Zip(facts)))
            {
                Difference.ShouldBeSame(found, expected);
                found.Facts.ShouldBe([fact]);
            }

            var row = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.ShouldHaveSingleItem();
            (row.Count, row.PromptTokens).ShouldBe((120, 12_000));
        }
    }

    [Fact]
    public async Task A_fact_and_its_interaction_that_race_find_each_other()
    {
        var (one, other) = await OpenBothAsync();
        var all = Enumerable.Range(0, 60).Select(i => Samples.Recorded(i)).ToArray();
        foreach (var batch in all.Chunk(3))
        {
            await Task.WhenAll(
                Task.Run(() => AppendAsync(one, batch), Cancellation),
                Task.Run(() => AppendFactsAsync(other, [.. batch.Select(record => Samples.Fact(record, FactKind.Flag))]), Cancellation));
        }

        (await IdsAsync(one, "flagged:true")).Count.ShouldBe(60);
        (await IdsAsync(other, "flagged:true")).Count.ShouldBe(60);
        (await one.WaitingFactsAsync(Samples.Project, null, 100, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_deletes_while_the_other_stores_and_neither_meets_a_lock()
    {
        var (one, other) = await OpenBothAsync();
        var kept = Enumerable.Range(0, 100).Select(i => Samples.Recorded(i, "kept", with: it => it with { SessionId = "kept" })).ToArray();
        var gone = Enumerable.Range(0, 100).Select(i => Samples.Recorded(i, "gone", with: it => it with { SessionId = "gone" })).ToArray();
        var writing = Task.Run(
            async () =>
            {
                foreach (var batch in kept.Zip(gone).Select(pair => new[] { pair.First, pair.Second }).Chunk(5)) await AppendAsync(one, [.. batch.SelectMany(pair => pair)]);
            },
            Cancellation);
        long deleted = 0;
        while (!writing.IsCompleted) deleted += await other.DeleteAsync(Samples.Query("session:gone"), Cancellation);
        await writing;
        deleted += await other.DeleteAsync(Samples.Query("session:gone"), Cancellation);
        deleted.ShouldBe(100);
        (await IdsAsync(one, "")).Count.ShouldBe(100);
        (await IdsAsync(other, "kept")).Count.ShouldBe(100);
        (await IdsAsync(one, "gone")).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_one_is_closed_the_other_goes_on()
    {
        var (one, other) = await OpenBothAsync();
        await AppendAsync(one, Samples.Full(1));
        await one.DisposeAsync();
        await AppendAsync(other, Samples.Full(2));
        (await IdsAsync(other, "")).Count.ShouldBe(2);
    }

    private async Task<(IInteractionStore One, IInteractionStore Other)> OpenBothAsync()
    {
        var one = await OpenAsync();
        return (one, await Fixture.OpenOverAsync(one));
    }
}
