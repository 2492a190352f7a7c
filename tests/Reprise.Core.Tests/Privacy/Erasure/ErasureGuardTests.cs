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

    private static RecordedInteraction One(int number) => new()
    {
        Interaction = new Interaction { Id = InteractionId.FromForeign($"one {number}"), Project = "default", Timestamp = s_noon.AddSeconds(number), Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque" },
    };

    private static Fact FactOf(RecordedInteraction about) => new()
    {
        FactId = InteractionId.FromForeign($"fact {about.Interaction.Id}"), InteractionId = about.Interaction.Id, Project = "default", Kind = FactKind.Flag, Timestamp = s_noon,
    };
}
