using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class DropBodiesConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Bodies_headers_and_previews_go_and_everything_else_stays()
    {
        var store = await OpenAsync();
        var one = Samples.Full(1);
        var fact = Samples.Fact(one, FactKind.Label, 2, "topic", text: "billing");
        await store.AppendAsync(new StoreBatch { Interactions = [one], Facts = [fact] }, Cancellation);
        (await store.DropBodiesAsync(Samples.Query(), Cancellation)).ShouldBe(1);
        var bare = Bare(one);
        var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
        Difference.ShouldBeSame(found, bare, "found");
        found!.Facts.ShouldBe([fact]);
        var read = (await store.ReadAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem();
        Difference.ShouldBeSame(read, bare, "read");
        read.Facts.ShouldBe([fact]);
        var row = (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem();
        Difference.Between(row.Interaction, bare.Interaction).ShouldBeEmpty("searched");
        row.Facts.ShouldBe([fact]);
    }

    [Fact]
    public async Task It_counts_those_that_still_had_anything_to_take()
    {
        var store = await OpenAsync();
        var body = new Body { Bytes = "{}"u8.ToArray() };
        RecordedInteraction[] all =
        [
            Samples.Recorded(1),
            Samples.Recorded(2) with { Request = body },
            Samples.Recorded(3) with { Response = body },
            Samples.Recorded(4) with { ResponseHeaders = [new("x-request-id", "1")] },
            Samples.Recorded(5, with: it => it with { PromptPreview = "a" }),
            Samples.Recorded(6, with: it => it with { ContentPreview = "b" }),
            Samples.Recorded(7) with { Request = new Body { Bytes = ReadOnlyMemory<byte>.Empty } },
        ];
        await AppendAsync(store, all);
        (await store.DropBodiesAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(3) }, Cancellation)).ShouldBe(1);
        (await store.DropBodiesAsync(Samples.Query(), Cancellation)).ShouldBe(5);
        (await store.DropBodiesAsync(Samples.Query(), Cancellation)).ShouldBe(0);
        foreach (var one in all) Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), Bare(one));
    }

    [Fact]
    public async Task Only_what_the_query_selects_loses_them_and_its_limit_does_not_count()
    {
        var store = await OpenAsync();
        var turns = BodySamples.Conversation(turns: 24).Select((body, i) =>
            Samples.Recorded(i, project: i % 3 == 2 ? "other" : Samples.Project, with: it => it with { SessionId = $"s{i % 2}", RequestBytes = body.Length }) with { Request = new Body { Bytes = body } }).ToArray();
        foreach (var batch in turns.Chunk(5)) await AppendAsync(store, batch);
        var query = Samples.Query("session:s1", limit: 1) with { From = Samples.Noon.AddSeconds(6) };
        var dropped = turns.Where((_, i) => i % 2 == 1 && i % 3 != 2 && i >= 6).ToArray();
        (await store.DropBodiesAsync(query, Cancellation)).ShouldBe(dropped.Length);
        foreach (var turn in turns)
            Difference.ShouldBeSame(await store.FindAsync(turn.Interaction.Project, turn.Interaction.Id, Cancellation), dropped.Contains(turn) ? Bare(turn) : turn);
    }

    [Fact]
    public async Task Words_select_what_loses_its_bodies()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 6).Select(i => Samples.Recorded(i, i % 2 == 0 ? "private matter" : "public matter") with { Request = new Body { Bytes = "{}"u8.ToArray() } }).ToArray();
        await AppendAsync(store, all);
        (await store.DropBodiesAsync(Samples.Query("\"private matter\""), Cancellation)).ShouldBe(3);
        (await ReadAllAsync(store, Samples.Query() with { Ascending = true })).Select(item => item.Request is null).ShouldBe([true, false, true, false, true, false]);
        (await IdsAsync(store, "public")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Filters_on_columns_facts_and_sizes_select_the_same_as_before_and_sums_stay()
    {
        var store = await OpenAsync();
        var one = Samples.Full(1);
        await AppendAsync(store, one, Samples.Full(2) with { Interaction = Samples.Full(2).Interaction with { SessionId = "s-2", Model = "o3" } });
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Flag), Samples.Fact(one, FactKind.Correction, 2, "total_cost_usd", value: 0.5));
        string[] queries =
        [
            "", "session:s-1", "model:gpt-4o", "user:u-1", "tag:nightly", "trace:4bf92f3577b34da6a3ce929d0e0e4736", "metadata.customer:acme", "flagged:true", "cost_usd:0.5",
            "request_bytes:11", "response_bytes>=22", "input_hash:" + one.Interaction.InputHash, "cache:semantic", "status:timeout", "latency_ms>1s -model:o3", "error_code:upstream_timeout",
        ];
        var before = new List<IReadOnlyList<InteractionId>>();
        foreach (var query in queries) before.Add(await IdsAsync(store, query));
        var sums = await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation);
        (await store.DropBodiesAsync(Samples.Query(), Cancellation)).ShouldBe(2);
        foreach (var (query, ids) in queries.Zip(before))
        {
            ids.ShouldNotBeEmpty(query);
            (await IdsAsync(store, query)).ShouldBe(ids, query);
        }

        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows.Select(row => row with { Group = [] }).ShouldBe(sums.Rows.Select(row => row with { Group = [] }));
    }

    [Fact]
    public async Task Sending_it_again_brings_no_body_back_and_a_deletion_takes_the_rest()
    {
        var store = await OpenAsync();
        var one = Samples.Full(1);
        await AppendAsync(store, one);
        await store.DropBodiesAsync(Samples.Query(), Cancellation);
        (await AppendAsync(store, one)).ShouldBe(new AppendResult(0, 1));
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), Bare(one));
        (await store.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(1);
        (await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation)).ShouldBeNull();
        (await AppendAsync(store, one)).Stored.ShouldBe(1);
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
    }

    private static RecordedInteraction Bare(RecordedInteraction recorded) => recorded with
    {
        Interaction = recorded.Interaction with { PromptPreview = null, ContentPreview = null }, Request = null, Response = null, ResponseHeaders = [],
    };
}
