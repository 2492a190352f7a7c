using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class FindConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Every_value_comes_back_as_it_was()
    {
        var store = await OpenAsync();
        var full = Samples.Full(1);
        await AppendAsync(store, full);
        var found = await store.FindAsync(Samples.Project, full.Interaction.Id, Cancellation);
        Difference.ShouldBeSame(found, full);
    }

    /// <summary>What the test above is worth: a member that the sample leaves at its default could be lost unseen.</summary>
    [Fact]
    public void The_full_sample_sets_every_member()
    {
        var full = Samples.Full(1).Interaction;
        foreach (var part in new object[] { full, full.Usage!, full.Cache! })
        {
            foreach (var member in part.GetType().GetProperties().Where(member => member.CanWrite))
            {
                var value = member.GetValue(part);
                var isDefault = value is null || member.PropertyType.IsValueType && Nullable.GetUnderlyingType(member.PropertyType) is null && value.Equals(Activator.CreateInstance(member.PropertyType));
                isDefault.ShouldBeFalse($"{part.GetType().Name}.{member.Name}");
            }
        }
    }

    [Fact]
    public async Task Values_that_are_missing_stay_missing()
    {
        var store = await OpenAsync();
        var bare = Samples.Recorded(1);
        await AppendAsync(store, bare);
        var found = await store.FindAsync(Samples.Project, bare.Interaction.Id, Cancellation);
        Difference.ShouldBeSame(found, bare);
    }

    [Fact]
    public async Task Find_gives_null_for_an_unknown_id_or_project()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1);
        await AppendAsync(store, one);
        (await store.FindAsync(Samples.Project, InteractionId.At(Samples.Noon), Cancellation)).ShouldBeNull();
        (await store.FindAsync("other", one.Interaction.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Bodies_come_back_byte_for_byte_whatever_they_are()
    {
        var seed = Seed.Next();
        var random = new Random(seed);
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 200).Select(i => Samples.Recorded(i) with
        {
            Request = new Body { Bytes = BodySamples.Any(random), ContentType = "application/json" },
            Response = random.Next(3) == 0 ? null : new Body { Bytes = BodySamples.Any(random) },
        }).ToArray();
        foreach (var batch in all.Chunk(17)) await AppendAsync(store, batch);
        foreach (var one in all)
        {
            var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
            Difference.ShouldBeSame(found, one, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_conversation_sent_turn_by_turn_comes_back_byte_for_byte()
    {
        var store = await OpenAsync();
        var turns = BodySamples.Conversation(turns: 30).Select((body, i) => Samples.Recorded(i) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var batch in turns.Chunk(4)) await AppendAsync(store, batch);
        foreach (var turn in turns) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, turn.Interaction.Id, Cancellation), turn);
    }
}
