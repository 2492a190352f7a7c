using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>
/// Lets the first, the second, the third … step of a call fail until it gets through. After every failure what was acknowledged is there and whole, nothing
/// is there in part, and the same call made again does the rest.
/// </summary>
public abstract class FaultConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    /// <summary>A call that still fails at this step would never get through.</summary>
    private const int MostSteps = 2000;

    [Fact]
    public async Task An_append_that_fails_at_any_step_can_be_sent_again()
    {
        var store = await OpenAsync();
        var acknowledged = new List<(RecordedInteraction Record, Fact Fact)>();
        await EachStepAsync(store, async step =>
        {
            var records = Enumerable.Range(0, 3).Select(i => Samples.Full((step * 5) + i) with { SearchText = $"word{step}" }).ToArray();
            var facts = records.Select((record, i) => Samples.Fact(record, FactKind.Feedback, (step * 5) + i, value: step)).ToArray();
            var batch = new StoreBatch { Interactions = records, Facts = facts };
            return (
                () => store.AppendAsync(batch, Cancellation),
                async () =>
                {
                    await ShouldBeWholeAsync(store, [.. acknowledged, .. records.Zip(facts)], acknowledged.Count, $"after step {step} failed");
                    var again = await store.AppendAsync(batch, Cancellation);
                    (again.Stored + again.Known).ShouldBe(3);
                    acknowledged.AddRange(records.Zip(facts));
                    // The whole is looked at now and then; what was just stored each time.
                    (await IdsAsync(store, $"word{step} rating:{step}")).Count.ShouldBe(3, $"step {step}");
                });
        });
        await ShouldBeWholeAsync(store, acknowledged, acknowledged.Count, "in the end");
    }

    [Fact]
    public async Task Facts_that_fail_at_any_step_can_be_sent_again()
    {
        var store = await OpenAsync();
        await EachStepAsync(store, async step =>
        {
            // Others each time: how many steps a fact takes may depend on the facts before it.
            var (one, late) = (Samples.Recorded(step), Samples.Recorded(step));
            await AppendAsync(store, one);
            Fact[] facts = [Samples.Fact(one, FactKind.Label, step, $"label{step}", text: "a"), Samples.Fact(late, FactKind.Flag, 10_000 + step)];
            return (
                () => AppendFactsAsync(store, facts),
                async () =>
                {
                    await AppendFactsAsync(store, facts);
                    (await IdsAsync(store, $"label.label{step}:a")).ShouldBe([one.Interaction.Id], $"step {step}");
                    (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!.Facts.ShouldBe([facts[0]], $"step {step}");
                    (await store.WaitingFactsAsync(Samples.Project, null, MostSteps, Cancellation)).Count(fact => fact.FactId == facts[1].FactId).ShouldBe(1, $"step {step}");
                });
        });
    }

    [Fact]
    public async Task A_deletion_that_fails_at_any_step_takes_the_rest_the_next_time()
    {
        var store = await OpenAsync();
        var kept = Samples.Full(100_000);
        var fact = Samples.Fact(kept, FactKind.Flag);
        await store.AppendAsync(new StoreBatch { Interactions = [kept], Facts = [fact] }, Cancellation);
        await EachStepAsync(store, async step =>
        {
            var doomed = Enumerable.Range(0, 3).Select(i => Doomed(Samples.Full((step * 5) + i))).ToArray();
            await store.AppendAsync(new StoreBatch { Interactions = doomed, Facts = [.. doomed.Select((record, i) => Samples.Fact(record, FactKind.Flag, 20_000 + (step * 5) + i))] }, Cancellation);
            var query = Samples.Query("session:doomed");
            return (
                () => store.DeleteAsync(query, Cancellation),
                async () =>
                {
                    var left = await IdsAsync(store, "session:doomed");
                    foreach (var one in doomed)
                    {
                        var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
                        if (left.Contains(one.Interaction.Id)) Difference.ShouldBeSame(found, one, $"after step {step} failed");
                        else found.ShouldBeNull($"step {step}");
                    }

                    (await store.DeleteAsync(query, Cancellation)).ShouldBe(left.Count, $"step {step}");
                    (await IdsAsync(store, "")).ShouldBe([kept.Interaction.Id], $"step {step}");
                    (await IdsAsync(store, "flagged:true")).ShouldBe([kept.Interaction.Id], $"step {step}");
                });
        });
        await ShouldBeWholeAsync(store, [(kept, fact)], 1, "in the end");
    }

    [Fact]
    public async Task Bodies_whose_dropping_fails_at_any_step_are_dropped_the_next_time()
    {
        var store = await OpenAsync();
        var kept = Samples.Full(100_000);
        await AppendAsync(store, kept);
        await EachStepAsync(store, async step =>
        {
            var all = Enumerable.Range(0, 3).Select(i => Doomed(Samples.Full((step * 5) + i))).ToArray();
            await AppendAsync(store, all);
            var query = Samples.Query("session:doomed");
            return (
                () => store.DropBodiesAsync(query, Cancellation),
                async () =>
                {
                    foreach (var one in all)
                    {
                        var found = (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation))!;
                        // One loses all or nothing.
                        Difference.ShouldBeSame(found, found.Request is null ? Bare(one) : one, $"after step {step} failed");
                    }

                    await store.DropBodiesAsync(query, Cancellation);
                    foreach (var one in all) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), Bare(one), $"step {step}");
                });
        });
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, kept.Interaction.Id, Cancellation), kept);
    }

    /// <summary>Makes the call with a failing step until none fails, and looks at what is there each time.</summary>
    private async Task EachStepAsync(IInteractionStore store, Func<int, Task<(Func<Task> Call, Func<Task> Look)>> prepare)
    {
        var failures = 0;
        for (var step = 1; ; step++)
        {
            step.ShouldBeLessThan(MostSteps, "it never gets through");
            var (call, look) = await prepare(step);
            Fixture.FailAt(store, step);
            StoreException? failure = null;
            try
            {
                await call();
            }
            catch (StoreException exception)
            {
                failure = exception;
            }

            var failed = Fixture.Heal(store) || failure is not null;
            if (failed) failures++;
            if (failure is not null) failure.IsTransient.ShouldBeTrue($"step {step}: {failure.Message}");
            await look();
            if (!failed) break;
        }

        failures.ShouldBeGreaterThan(0, "no step was made to fail");
    }

    /// <summary>The first so many are there; of the others each is there whole or not at all; what is found one way is found every way, and once.</summary>
    private static async Task ShouldBeWholeAsync(IInteractionStore store, List<(RecordedInteraction Record, Fact Fact)> all, int acknowledged, string because)
    {
        var read = (await ReadAllAsync(store, Samples.Query(limit: 1000))).ToLookup(item => item.Interaction.Id);
        foreach (var one in read) one.Count().ShouldBe(1, $"{one.Key} {because}");
        for (var i = 0; i < all.Count; i++)
        {
            var (record, fact) = all[i];
            var found = read[record.Interaction.Id].SingleOrDefault();
            if (found is null)
            {
                i.ShouldBeGreaterThanOrEqualTo(acknowledged, $"{record.Interaction.Id} was acknowledged and is not there, {because}");
                continue;
            }

            Difference.ShouldBeSame(found, record, because);
            if (i < acknowledged) found.Facts.ShouldBe([fact], because);
            else found.Facts.Except([fact]).ShouldBeEmpty(because);
        }

        var ids = await IdsAsync(store, "");
        ids.Order().ShouldBe(read.Select(one => one.Key).Order(), because);
        var rows = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows;
        rows.Sum(row => row.Count).ShouldBe(ids.Count, because);
    }

    private static RecordedInteraction Doomed(RecordedInteraction recorded) => recorded with { Interaction = recorded.Interaction with { SessionId = "doomed" } };

    private static RecordedInteraction Bare(RecordedInteraction recorded) => recorded with
    {
        Interaction = recorded.Interaction with { PromptPreview = null, ContentPreview = null }, Request = null, Response = null, ResponseHeaders = [],
    };
}
