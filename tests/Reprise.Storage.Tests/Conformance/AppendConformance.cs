using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class AppendConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Append_is_idempotent_when_a_batch_is_sent_twice()
    {
        var store = await OpenAsync();
        var batch = new StoreBatch { Interactions = [Samples.Full(1), Samples.Full(2)] };
        (await store.AppendAsync(batch, Cancellation)).ShouldBe(new AppendResult(2, 0));
        (await store.AppendAsync(batch, Cancellation)).ShouldBe(new AppendResult(0, 2));
        (await IdsAsync(store, "")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Append_leaves_a_known_id_as_it_is()
    {
        var store = await OpenAsync();
        var first = Samples.Recorded(1, with: i => i with { Model = "first" });
        await AppendAsync(store, first);
        await AppendAsync(store, first with { Interaction = first.Interaction with { Model = "second" } });
        (await store.FindAsync(Samples.Project, first.Interaction.Id, Cancellation))!.Interaction.Model.ShouldBe("first");
    }

    [Fact]
    public async Task Append_stores_an_id_once_within_one_batch()
    {
        var store = await OpenAsync();
        var one = Samples.Full(1);
        var twice = await AppendAsync(store, one, one);
        twice.ShouldBe(new AppendResult(1, 1));
        if (twice.KnownAt is not null) twice.KnownAt.ShouldBe([1]);
    }

    [Fact]
    public async Task Append_takes_an_empty_batch()
    {
        var store = await OpenAsync();
        (await store.AppendAsync(new StoreBatch(), Cancellation)).ShouldBe(new AppendResult(0, 0));
    }

    [Fact]
    public async Task Append_keeps_interactions_whose_positions_collide()
    {
        var store = await OpenAsync();
        var high = new UInt128(((ulong)Samples.Noon.AddSeconds(1).ToUnixTimeMilliseconds() << 16) | 0x7000, 0x8000_0000_0000_0000);
        var colliding = Enumerable.Range(0, 5).Select(i => Samples.Recorded(1, with: it => it with { Id = FromValue(high + (UInt128)i) })).ToArray();
        colliding.Select(it => Position.Of(it.Interaction.Timestamp, it.Interaction.Id)).Distinct().Count().ShouldBe(1);
        (await AppendAsync(store, colliding)).Stored.ShouldBe(5);
        (await IdsAsync(store, "")).Count.ShouldBe(5);
        foreach (var one in colliding) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
    }

    [Fact]
    public async Task Thousands_of_one_time_whose_ids_count_up_are_stored_quickly_and_paged_whole()
    {
        var store = await OpenAsync();
        // No UUIDv7s, v7s of another time, and v7s of this one that count in their last bits; and times before 1970, which are one millisecond.
        var time = new DateTimeOffset(1969, 7, 20, 20, 17, 0, TimeSpan.Zero);
        UInt128[] starts = [1, new UInt128(0x0198_0000_0000_7000, 0x8000_0000_0000_0000), new UInt128(0x7000, 0x8000_0000_0000_0000)];
        var all = starts.SelectMany(start => Enumerable.Range(0, 1500).Select(i => Samples.Recorded(1, with: it => it with { Id = FromValue(start + (UInt128)i), Timestamp = time }))).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var batch in all.Chunk(500)) (await AppendAsync(store, batch)).Stored.ShouldBe(500);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        var seen = new HashSet<InteractionId>();
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(Samples.Query(limit: 1000) with { Cursor = cursor }, Cancellation);
            foreach (var item in page.Items)
            {
                seen.Add(item.Interaction.Id).ShouldBeTrue();
                item.Interaction.Timestamp.ShouldBe(DateTimeOffset.UnixEpoch);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(all.Length);
    }

    [Fact]
    public async Task Ids_made_within_one_millisecond_keep_their_order()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 9).Select(i => Samples.Recorded(1, with: it => it with { Id = InteractionId.At(it.Timestamp.AddTicks(i * 1000)) })).ToArray();
        await AppendAsync(store, [.. all.Reverse()]);
        var page = await store.SearchAsync(Samples.Query() with { Ascending = true }, Cancellation);
        page.Items.Select(item => item.Interaction.Id).ShouldBe(all.Select(one => one.Interaction.Id));
    }

    [Fact]
    public async Task The_same_id_in_two_projects_is_two_interactions()
    {
        var store = await OpenAsync();
        var here = Samples.Recorded(1, "here");
        var there = here with { Interaction = here.Interaction with { Project = "other", Model = "m" } };
        (await AppendAsync(store, here, there)).Stored.ShouldBe(2);
        (await store.FindAsync("other", here.Interaction.Id, Cancellation))!.Interaction.Model.ShouldBe("m");
        (await store.FindAsync(Samples.Project, here.Interaction.Id, Cancellation))!.Interaction.Model.ShouldBeNull();
    }

    [Fact]
    public async Task Times_outside_of_1970_to_2248_are_kept_at_the_edge()
    {
        var store = await OpenAsync();
        var old = Samples.Recorded(1, with: i => i with { Timestamp = new DateTimeOffset(1901, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        await AppendAsync(store, old);
        (await store.FindAsync(Samples.Project, old.Interaction.Id, Cancellation))!.Interaction.Timestamp.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    private static InteractionId FromValue(UInt128 value)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return InteractionId.FromBytes(bytes);
    }
}
