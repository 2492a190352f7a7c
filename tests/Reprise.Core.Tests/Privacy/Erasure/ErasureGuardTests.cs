using Reprise.Interactions;
using Reprise.Privacy.Erasure;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Core.Tests.Privacy.Erasure;

public sealed class ErasureGuardTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_erased_is_not_stored_again_and_its_neighbours_are()
    {
        var settings = new InMemorySettingsStore(TimeProvider.System);
        using var erased = new ErasedIds(settings);
        await using var store = new ErasureGuardStore(new InMemoryInteractionStore(), erased);
        var (gone, first, last) = (One(1), One(2), One(3));
        await store.AppendAsync(new StoreBatch { Interactions = [first] }, Cancellation);
        await erased.AddAsync("default", "e", 0, [gone.Interaction.Id], Cancellation);

        var result = await store.AppendAsync(new StoreBatch { Interactions = [gone, first, last], Facts = [FactOf(gone), FactOf(last)] }, Cancellation);

        (result.Stored, result.Known).ShouldBe((1, 2));
        result.NewOf([gone, first, last]).ShouldBe([last]);
        (await store.FindAsync("default", gone.Interaction.Id, Cancellation)).ShouldBeNull();
        (await store.WaitingFactsAsync("default", null, 10, Cancellation)).ShouldBeEmpty();
        (await store.FindAsync("default", last.Interaction.Id, Cancellation))!.Facts.ShouldHaveSingleItem();
        erased.Refused.ShouldBe(2);
    }

    [Fact]
    public async Task Another_project_may_have_the_same_id()
    {
        var settings = new InMemorySettingsStore(TimeProvider.System);
        using var erased = new ErasedIds(settings);
        await using var store = new ErasureGuardStore(new InMemoryInteractionStore(), erased);
        await erased.AddAsync("other", "e", 0, [One(1).Interaction.Id], Cancellation);

        (await store.AppendAsync(new StoreBatch { Interactions = [One(1)] }, Cancellation)).Stored.ShouldBe(1);
    }

    [Fact]
    public async Task Ids_are_known_after_a_restart_and_to_other_servers()
    {
        var settings = new InMemorySettingsStore(TimeProvider.System);
        using var here = new ErasedIds(settings);
        using var there = new ErasedIds(settings);
        await there.LoadAsync(Cancellation);
        var ids = Enumerable.Range(0, 3).Select(number => One(number).Interaction.Id).ToArray();
        await here.AddAsync("default", "e", 0, ids, Cancellation);

        await there.LoadAsync(Cancellation);

        there.Contains("default", ids[2]).ShouldBeTrue();
        (await there.OfAsync("default", "e", 1, Cancellation)).ShouldBe(ids);
    }

    [Fact]
    public async Task An_answer_that_the_cache_took_from_an_erased_one_comes_back_without_its_texts()
    {
        using var erased = new ErasedIds(new InMemorySettingsStore(TimeProvider.System));
        await using var store = new ErasureGuardStore(new InMemoryInteractionStore(), erased);
        await erased.AddAsync("default", "e", 0, [One(1).Interaction.Id], Cancellation);
        var again = One(2) with { Request = new Body { Bytes = new byte[3] }, Response = new Body { Bytes = new byte[3] } };
        again = again with { Interaction = again.Interaction with { ContentPreview = "said again", Cache = new CacheOutcome { Status = "hit", SourceInteractionId = One(1).Interaction.Id } } };

        (await store.AppendAsync(new StoreBatch { Interactions = [again] }, Cancellation)).Stored.ShouldBe(1);

        var kept = (await store.FindAsync("default", again.Interaction.Id, Cancellation))!;
        (kept.Request, kept.Response, kept.Interaction.ContentPreview).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task What_another_server_erased_is_taken_over_once_with_its_certificate()
    {
        var (settings, target) = (new InMemorySettingsStore(TimeProvider.System), new InMemorySettingsStore(TimeProvider.System));
        using var here = new ErasedIds(settings);
        using var there = new ErasedIds(target);
        var (shelf, other) = (new ErasureShelf(settings, TimeProvider.System), new ErasureShelf(target, TimeProvider.System));
        var ids = Enumerable.Range(0, 3).Select(number => One(number).Interaction.Id).ToArray();
        await here.AddAsync("default", "e", 0, ids, Cancellation);
        await shelf.FinishAsync(
            new ErasureRecord { Id = "e", Project = "default", State = ErasureState.Running, StartedAt = s_noon, Actor = "ann", SelectorHash = "h", SelectorKind = "user", Before = s_noon, IdParts = 1 }, ids, Cancellation);

        var part = (await here.ExportAsync(shelf, Cancellation)).Items.ShouldHaveSingleItem();
        (await there.TakeAsync(part, Cancellation)).ShouldBe(3);
        (await there.TakeAsync(part, Cancellation)).ShouldBe(0);
        (await other.TakeAsync("default", part.Certificate!, Cancellation)).ShouldBeTrue();
        (await other.TakeAsync("default", part.Certificate!.Replace("ann", "bob", StringComparison.Ordinal), Cancellation)).ShouldBeFalse();

        there.Contains("default", ids[1]).ShouldBeTrue();
        (await other.FindAsync("default", "e", Cancellation))!.Actor.ShouldBe("ann");
        await Should.ThrowAsync<FormatException>(() => there.TakeAsync(part with { Ids = "AAAA" }, Cancellation));
    }

    private static RecordedInteraction One(int number) => new()
    {
        Interaction = new Interaction { Id = InteractionId.FromForeign($"one {number}"), Project = "default", Timestamp = s_noon.AddSeconds(number), Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque" },
    };

    private static Fact FactOf(RecordedInteraction about) => new()
    {
        FactId = InteractionId.FromForeign($"fact {about.Interaction.Id}"), InteractionId = about.Interaction.Id, Project = "default", Kind = FactKind.Flag, Timestamp = s_noon,
    };
}
